// The compiler on a thread of its own: completion and inspection answer while a cell computes.
import { Worker } from 'node:worker_threads';
import { program } from '../programs.js';
import type { CompilerOptions, NotebookCompiler } from './notebook-compiler.js';

/** What may be asked of the compiler from another thread. */
export type CompilerMethod =
  'compile' | 'compileAll' | 'commit' | 'complete' | 'inspect' | 'isComplete' | 'reset';

export interface CompilerRequest {
  id: number;
  method: CompilerMethod;
  parameters: unknown[];
}

export type CompilerReply = { id: number; value: unknown } | { id: number; error: string };

type Result<M extends CompilerMethod> = ReturnType<NotebookCompiler[M]>;
type Arguments<M extends CompilerMethod> = Parameters<NotebookCompiler[M]>;

/** The methods of `NotebookCompiler`, answered in the order in which they are called. */
export class CompilerThread {
  private readonly worker: Worker;
  private readonly pending = new Map<
    number,
    { resolve(value: unknown): void; reject(reason: Error): void }
  >();
  private requests = 0;
  private failure: Error | undefined;

  /** The thread loads TypeScript at once; what is asked meanwhile waits. */
  constructor(options: CompilerOptions) {
    this.worker = new Worker(program('compiler'), { workerData: options });
    this.worker.on('message', (reply: CompilerReply) => {
      const waiting = this.pending.get(reply.id);
      this.pending.delete(reply.id);
      if (this.pending.size === 0) this.worker.unref();
      if ('error' in reply) waiting?.reject(new Error(reply.error));
      else waiting?.resolve(reply.value);
    });
    this.worker.on('error', (error) => this.fail(error as Error));
    this.worker.on('exit', () => this.fail(new Error('The compiler thread has ended')));
    // An idle compiler keeps no process alive.
    this.worker.unref();
  }

  compile(...parameters: Arguments<'compile'>): Promise<Result<'compile'>> {
    return this.ask('compile', parameters);
  }
  compileAll(...parameters: Arguments<'compileAll'>): Promise<Result<'compileAll'>> {
    return this.ask('compileAll', parameters);
  }
  commit(...parameters: Arguments<'commit'>): Promise<Result<'commit'>> {
    return this.ask('commit', parameters);
  }
  complete(...parameters: Arguments<'complete'>): Promise<Result<'complete'>> {
    return this.ask('complete', parameters);
  }
  inspect(...parameters: Arguments<'inspect'>): Promise<Result<'inspect'>> {
    return this.ask('inspect', parameters);
  }
  isComplete(...parameters: Arguments<'isComplete'>): Promise<Result<'isComplete'>> {
    return this.ask('isComplete', parameters);
  }
  /** Forgets all cells, after the session was restarted. */
  reset(): Promise<Result<'reset'>> {
    return this.ask('reset', []);
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private ask<M extends CompilerMethod>(method: M, parameters: unknown[]): Promise<Result<M>> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    const id = ++this.requests;
    return new Promise<Result<M>>((resolve, reject) => {
      this.pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.worker.ref();
      this.worker.postMessage({ id, method, parameters } satisfies CompilerRequest);
    });
  }

  private fail(error: Error): void {
    this.failure ??= error;
    for (const { reject } of this.pending.values()) reject(this.failure);
    this.pending.clear();
  }
}
