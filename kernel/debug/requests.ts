// Jupyter's debug requests by their commands: those of the Debug Adapter Protocol, and Jupyter's additions to it.
// https://microsoft.github.io/debug-adapter-protocol/specification
// https://jupyter-client.readthedocs.io/en/latest/messaging.html#additions-to-the-dap
import type { DebugProtocol } from '@vscode/debugprotocol';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { JsonObject, MimeBundle } from '../wire/messages.js';
import type { InspectorConnection, RemoteObject } from './connection.js';
import type { KernelDebugger } from './debugger.js';
import type { DebuggingParts } from './index.js';
import { THREAD, type Stops } from './stops.js';

type Variable = DebugProtocol.Variable;
type Parameters = JsonObject;

const CAPABILITIES: DebugProtocol.Capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsConditionalBreakpoints: true,
  supportsEvaluateForHovers: true,
  supportsModulesRequest: true,
  supportsTerminateRequest: true,
  supportsExceptionInfoRequest: false,
  exceptionBreakpointFilters: [
    { filter: 'uncaught', label: 'Uncaught Exceptions', default: false },
    { filter: 'all', label: 'All Exceptions', default: false },
  ],
};

/** An expression that takes longer is given up. */
const EVALUATION_MS = 10_000;
const GONE = 'the program has gone on since: this value can no longer be opened';

export class DebugRequests {
  private replies = 0;
  /** Several front ends, or one after every line of output, ask for the same list. */
  private listing?: Promise<Variable[]>;

  constructor(
    private readonly target: KernelDebugger,
    private readonly parts: Pick<DebuggingParts, 'publish' | 'declare'>,
  ) {}

  /** The reply's content. Never rejects: what went wrong is its message. */
  async answer(request: JsonObject): Promise<object> {
    const command = String(request.command ?? '');
    const reply = { seq: ++this.replies, type: 'response', request_seq: request.seq ?? 0, command };
    const handler = Object.hasOwn(this.handlers, command) ? this.handlers[command] : undefined;
    if (!handler) return { ...reply, success: false, message: `${command} is not supported`, body: {} };
    try {
      const parameters = request.arguments ?? {};
      if (typeof parameters !== 'object' || parameters === null)
        throw new Error('arguments must be an object');
      const body = await handler(parameters as Parameters);
      // After the reply; JupyterLab expects it once the program is attached to.
      if (command === 'attach') setImmediate(() => this.parts.publish('initialized'));
      return { ...reply, success: true, body: body ?? {} };
    } catch (error) {
      return { ...reply, success: false, message: (error as Error).message, body: {} };
    }
  }

  private readonly handlers: Record<
    string,
    (parameters: Parameters) => object | void | Promise<object | void>
  > = {
    initialize: () => {
      this.target.begin();
      return CAPABILITIES;
    },
    attach: () => this.target.attach(),
    configurationDone: () => undefined,
    disconnect: () => this.leave(),
    terminate: () => this.leave(),

    debugInfo: () => ({
      isStarted: this.target.isAttached,
      ...this.target.cells.naming,
      breakpoints: this.target.breakpoints.list(),
      stoppedThreads: this.target.stops.current ? [THREAD] : [],
      richRendering: true,
      exceptionPaths: ['uncaught', 'all'],
      copyToGlobals: true,
    }),
    dumpCell: ({ code }) => ({ sourcePath: this.target.cells.announce(text(code, 'code')) }),
    source: async ({ source }) =>
      this.source(text((source as DebugProtocol.Source | undefined)?.path, 'source.path')),
    modules: () => {
      const modules = [...this.target.files].map((path, id) => ({ id, name: basename(path), path }));
      return { modules, totalModules: modules.length };
    },

    setBreakpoints: async ({ source, breakpoints }) => {
      const path = text((source as DebugProtocol.Source | undefined)?.path, 'source.path');
      const wanted = (breakpoints ?? []) as DebugProtocol.SourceBreakpoint[];
      const connection = this.target.isAttached ? await this.target.connect() : undefined;
      return { breakpoints: await this.target.breakpoints.set(path, wanted, connection) };
    },
    setExceptionBreakpoints: async ({ filters }) => {
      const asked = Array.isArray(filters) ? filters : [];
      await this.target.setExceptions(
        asked.includes('all') ? 'all' : asked.includes('uncaught') ? 'uncaught' : 'none',
      );
    },

    threads: () => ({ threads: [{ id: THREAD, name: 'notebook' }] }),
    continue: async () => {
      await this.target.go('Debugger.resume');
      return { allThreadsContinued: true };
    },
    next: () => this.target.go('Debugger.stepOver'),
    stepIn: () => this.target.go('Debugger.stepInto'),
    stepOut: () => this.target.go('Debugger.stepOut'),
    pause: () => this.target.pause(),

    stackTrace: ({ startFrame, levels }) => {
      const stopped = this.target.stops.current;
      const all = stopped?.stack.toFrames(stopped.firstFrame) ?? [];
      const start = Number(startFrame ?? 0);
      return {
        stackFrames: all.slice(start, start + (Number(levels) || all.length)),
        totalFrames: all.length,
      };
    },
    scopes: async ({ frameId }) => {
      const { stack, frame } = this.frame(frameId);
      return { scopes: await stack.scopes(frame) };
    },
    variables: async ({ variablesReference, start, count }) => {
      const connection = await this.connection();
      const all = await connection.ask<Variable[] | null>('children', [Number(variablesReference)]);
      if (!all) throw new Error(GONE);
      const first = Number(start ?? 0);
      return { variables: all.slice(first, first + (Number(count) || all.length)) };
    },
    evaluate: async ({ expression, frameId }) => {
      const connection = await this.connection();
      const value = await this.evaluate(text(expression, 'expression'), frameId);
      const { value: result, type, variablesReference } = await described(value, connection);
      return { result, type, variablesReference };
    },

    inspectVariables: async () => {
      const connection = await this.connection();
      this.listing ??= connection.ask<Variable[]>('variables', []).finally(() => (this.listing = undefined));
      return { variables: await this.listing };
    },
    richInspectVariables: async ({ variableName, frameId }) => {
      const connection = await this.connection();
      const value = await this.evaluate(text(variableName, 'variableName'), frameId);
      if (value.objectId === undefined) {
        return { data: { 'text/plain': (await described(value, connection)).value }, metadata: {} };
      }
      return { data: await connection.ask<MimeBundle>('rich', [], value), metadata: {} };
    },
    copyToGlobals: async ({ srcVariableName, dstVariableName, srcFrameId }) => {
      const source = text(srcVariableName, 'srcVariableName');
      const name = text(dstVariableName, 'dstVariableName');
      if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) throw new Error(`\`${name}\` is not a name`);
      const { stack, frame } = this.frame(srcFrameId);
      const connection = await this.connection();
      const value = await stack.emit(source, frame);
      await connection.evaluate(stack.assignment(name, value), frame.id, { returnByValue: true });
      await this.parts.declare(name);
    },
  };

  private leave(): void {
    this.target.detach();
    this.parts.publish('terminated');
  }

  private async connection(): Promise<InspectorConnection> {
    if (!this.target.isAttached) throw new Error('the debugger is not attached');
    return this.target.connect();
  }

  private frame(id: unknown): NonNullable<ReturnType<Stops['frame']>> {
    const found = this.target.stops.frame(Number(id));
    if (!found) throw new Error(`there is no frame ${String(id)} now`);
    return found;
  }

  private async evaluate(expression: string, frameId: unknown): Promise<RemoteObject> {
    const connection = await this.connection();
    if (frameId === undefined || frameId === null || (frameId === 0 && !this.target.stops.current)) {
      return connection.evaluate(await this.target.emit(expression), undefined, { timeout: EVALUATION_MS });
    }
    const { stack, frame } = this.frame(frameId);
    return connection.evaluate(await stack.emit(expression, frame), frame.id, { timeout: EVALUATION_MS });
  }

  private async source(path: string): Promise<object> {
    const cell = this.target.cells.text(path);
    if (cell !== undefined) return { content: cell, mimeType: 'application/typescript' };
    if (!this.target.files.has(path))
      throw new Error(`${path} is no cell and no file that this notebook has loaded`);
    const mimeType = /\.m?ts$/.test(path) ? 'application/typescript' : 'text/javascript';
    return { content: await readFile(path, 'utf8'), mimeType };
  }
}

/** How a value looks in the panel; what has no object behind it is known already. */
async function described(value: RemoteObject, connection: InspectorConnection): Promise<Variable> {
  if (value.objectId !== undefined) return connection.ask<Variable>('describe', [], value);
  const shown =
    value.type === 'string' ? JSON.stringify(value.value) : String(value.unserializableValue ?? value.value);
  return { name: '', value: shown, variablesReference: 0 };
}

function text(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw new Error(`${name} must be a text, got ${value === undefined ? 'nothing' : typeof value}`);
}
