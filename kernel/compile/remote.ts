// The compiler apart from whoever asks it: completion and inspection answer while a cell computes.
import { EventEmitter } from 'node:events';
import type { NotebookCompiler } from './notebook-compiler.js';
import { inProcess, inThread, type Place } from './place.js';
import { findSnapshot } from './snapshot.js';

/** What may be asked of the compiler from elsewhere. */
export type CompilerMethod =
  | 'compile'
  | 'compileAll'
  | 'commit'
  | 'complete'
  | 'inspect'
  | 'isComplete'
  | 'stops'
  | 'isCaught'
  | 'frameExpression'
  | 'declare'
  | 'reset';

export interface CompilerRequest {
  id: number;
  method: CompilerMethod;
  parameters: unknown[];
}

export type CompilerReply = { id: number; value: unknown } | { id: number; error: string };

export interface RemoteOptions {
  /** The notebook's folder: relative imports and packages are looked up from here. */
  directory: string;
  /** A declaration file whose exports are the preloaded names. */
  declarationFile?: string;
  /** The cells are not trusted: no file is read because they name it, but for packages and the kernel's own build. */
  untrusted?: boolean;
}

type Result<M extends CompilerMethod> = ReturnType<NotebookCompiler[M]>;
type Arguments<M extends CompilerMethod> = Parameters<NotebookCompiler[M]>;

interface Pending {
  request: CompilerRequest;
  resolve(value: unknown): void;
  reject(reason: Error): void;
}

interface Events {
  /** It ended by itself, and what it knew of the notebook is gone; a new one is there. */
  lost: [];
}

/** The methods of `NotebookCompiler`, answered in the order in which they are called. */
export class RemoteCompiler extends EventEmitter<Events> {
  private place: Place;
  private hasAnswered = false;
  private readonly pending = new Map<number, Pending>();
  private requests = 0;
  private failure: Error | undefined;

  /** It gets ready at once; what is asked meanwhile waits. */
  constructor(private readonly options: RemoteOptions) {
    super();
    this.place = this.start(findSnapshot());
  }

  /** Its process, where it has one of its own. */
  get pid(): number | undefined {
    return this.place.pid;
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
  stops(...parameters: Arguments<'stops'>): Promise<Result<'stops'>> {
    return this.ask('stops', parameters);
  }
  isCaught(...parameters: Arguments<'isCaught'>): Promise<Result<'isCaught'>> {
    return this.ask('isCaught', parameters);
  }
  frameExpression(...parameters: Arguments<'frameExpression'>): Promise<Result<'frameExpression'>> {
    return this.ask('frameExpression', parameters);
  }
  declare(...parameters: Arguments<'declare'>): Promise<Result<'declare'>> {
    return this.ask('declare', parameters);
  }
  /** Forgets all cells, after the session was restarted. */
  reset(): Promise<Result<'reset'>> {
    return this.ask('reset', []);
  }

  async close(): Promise<void> {
    this.fail('it was closed');
    await this.place.end();
  }

  private ask<M extends CompilerMethod>(method: M, parameters: unknown[]): Promise<Result<M>> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    const request = { id: ++this.requests, method, parameters };
    return new Promise<Result<M>>((resolve, reject) => {
      this.pending.set(request.id, { request, resolve: resolve as (value: unknown) => void, reject });
      this.place.hold(true);
      this.place.ask(request);
    });
  }

  /** An idle compiler keeps no process alive. */
  private start(snapshot: string | undefined): Place {
    this.hasAnswered = false;
    let isOver = false;
    const events = {
      reply: (reply: CompilerReply) => this.answered(reply),
      ended: (reason: string) => {
        if (!isOver) this.ended(reason, snapshot !== undefined);
        isOver = true;
      },
    };
    const place =
      snapshot === undefined ? inThread(this.options, events) : inProcess(snapshot, this.options, events);
    place.hold(this.pending.size > 0);
    return place;
  }

  private answered(reply: CompilerReply): void {
    this.hasAnswered = true;
    const waiting = this.pending.get(reply.id);
    this.pending.delete(reply.id);
    if (this.pending.size === 0) this.place.hold(false);
    if ('error' in reply) waiting?.reject(new Error(reply.error));
    else waiting?.resolve(reply.value);
  }

  private ended(reason: string, wasSnapshot: boolean): void {
    if (this.failure !== undefined) return;
    if (this.hasAnswered) {
      this.rejectPending(new Error(`The compiler has ended: ${reason}`));
      this.place = this.start(findSnapshot());
      this.emit('lost');
    } else if (wasSnapshot) {
      // It does not suit this machine, or is damaged.
      this.place = this.start(undefined);
      for (const { request } of this.pending.values()) this.place.ask(request);
    } else {
      this.fail(reason);
    }
  }

  private fail(reason: string): void {
    this.failure ??= new Error(`The compiler has ended: ${reason}`);
    this.rejectPending(this.failure);
  }

  private rejectPending(reason: Error): void {
    for (const { reject } of this.pending.values()) reject(reason);
    this.pending.clear();
  }
}
