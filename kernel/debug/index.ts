// The debugger as the kernel's server uses it: loaded when a front end first asks for it.
import type { CompiledCell } from '../compile/types.js';
import type { JsonObject } from '../wire/messages.js';
import type { DebuggerParts, KernelDebugger } from './debugger.js';
import type { DebugRequests } from './requests.js';

export interface DebuggingParts extends DebuggerParts {
  /** Tells the compiler of a name that no cell defined. */
  declare(name: string): Promise<void>;
}

export class Debugging {
  private loading?: Promise<DebugRequests>;
  private target?: KernelDebugger;

  constructor(private readonly parts: DebuggingParts) {}

  /** The content of the reply to a debug request. */
  async answer(request: JsonObject): Promise<object> {
    return (await (this.loading ??= this.load())).answer(request);
  }

  /** Before a cell's code runs. */
  cellStarts(cell: CompiledCell): Promise<void> | undefined {
    return this.target?.cellStarts(cell);
  }

  sessionDied(): void {
    this.target?.sessionDied();
  }

  private async load(): Promise<DebugRequests> {
    const [{ KernelDebugger }, { DebugRequests }] = await Promise.all([
      import('./debugger.js'),
      import('./requests.js'),
    ]);
    this.target = new KernelDebugger(this.parts);
    return new DebugRequests(this.target, this.parts);
  }
}
