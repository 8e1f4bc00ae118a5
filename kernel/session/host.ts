// One session as the kernel sees it: a child process that runs cells, says what they print, and may die.
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { StringDecoder } from 'node:string_decoder';
import type { Duplex, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { DebugReport } from '../debug/protocol.js';
import { program } from '../programs.js';
import { removeFoldersOf } from '../temporary-folders.js';
import type { ErrorContent } from '../wire/messages.js';
import { FrameParser, NONCE_BYTES, packValue, ValueParser } from './frames.js';
import { endProcessGroup } from './process-group.js';
import type { Command, GuardCommand, RunCommand, RunResult, SessionEvent } from './protocol.js';

const MAIN = fileURLToPath(program('session'));
/** Time an interrupted cell has to stop before its session is ended. */
const INTERRUPT_GRACE_MS = 2000;
/** V8 says this on descriptor 2 before it gives up, followed by pages that help no student. */
const HEAP_EXHAUSTED = /<--- Last few GCs --->|FATAL ERROR:.*(?:heap|memory)/;

/** Time that the last output of a dead session has to arrive: a process that its code sent into the background may hold the pipe for ever. */
const LAST_OUTPUT_MS = 500;

export interface SessionOptions {
  cwd: string;
  /** Megabytes of JavaScript objects a session may hold; typed arrays do not count. */
  heapMegabytes: number;
  env?: NodeJS.ProcessEnv;
}

/** What a cell is answered that was interrupted before its code ran. */
export const INTERRUPTED: ErrorContent = {
  ename: 'Interrupted',
  evalue: 'The cell was interrupted.',
  traceback: ['Interrupted: The cell was interrupted.'],
};

/** Why a session ended, in words for the student. */
export class SessionDied extends Error {
  override name = 'SessionDied';
}

export interface SessionEvents {
  text: [name: 'stdout' | 'stderr', execution: number, text: string];
  event: [execution: number, event: Exclude<SessionEvent, { type: 'ready' | 'done' | 'interrupt-taken' }>];
  debug: [report: DebugReport];
  exit: [reason: SessionDied];
}

export class Session extends EventEmitter<SessionEvents> {
  readonly ready: Promise<void>;
  private readonly child: ChildProcess;
  private readonly decoders = new Map<string, StringDecoder>();
  private running?: { execution: number; resolve(result: RunResult): void; reject(reason: Error): void };
  private latestExecution = 0;
  private interruptTimer?: NodeJS.Timeout;
  /** Interrupts that the session has not yet confirmed: a new cell waits, or it would be hit by an old interrupt. */
  private unconfirmedInterrupts = 0;
  private confirmed?: () => void;
  private killReason?: string;
  private outOfMemory = false;
  private dead?: SessionDied;

  constructor(private readonly options: SessionOptions) {
    super();
    const nonce = randomBytes(NONCE_BYTES);
    this.child = spawn(
      process.execPath,
      ['--no-warnings', `--max-old-space-size=${options.heapMegabytes}`, MAIN, nonce.toString('hex')],
      {
        cwd: options.cwd,
        env: options.env,
        stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
        windowsHide: true,
        // On POSIX systems a group of its own, which is ended as one: see `endProcessGroup`.
        detached: process.platform !== 'win32',
      },
    );
    let markReady!: () => void;
    this.ready = new Promise((resolve, reject) => {
      markReady = resolve;
      this.once('exit', reject);
    });
    this.ready.catch(() => undefined);

    const parser = new FrameParser(nonce, {
      text: (name, execution, bytes) => this.text(name, execution, bytes),
      raw: (bytes) => this.text('stdout', this.latestExecution, bytes, 'raw'),
      event: (execution, value) => {
        const event = value as SessionEvent;
        if (event.type === 'ready') markReady();
        else if (event.type === 'done') this.done(event.result);
        else if (event.type === 'interrupt-taken') this.interruptTaken();
        else this.emit('event', execution, event);
      },
    });
    this.child.stdout!.on('data', (chunk: Buffer) => parser.push(chunk)).on('end', () => parser.end());
    this.child.stderr!.on('data', (chunk: Buffer) => this.rawError(chunk));
    const reports = new ValueParser((report) => this.emit('debug', report as DebugReport));
    (this.child.stdio[4] as Duplex).on('data', (chunk: Buffer) => this.debugReport(reports, chunk));
    // Writing to a session that has just died is no error of its own: 'exit' follows.
    for (const pipe of [this.child.stdio[3], this.child.stdio[4]]) pipe!.on('error', () => undefined);
    this.child.once('error', (error) => this.ended(`could not be started: ${error.message}`));
    this.child.once('exit', () => this.endOfProcess());
    // 'close' comes after the last output.
    this.child.once('close', (code, signal) => this.ended(this.reasonOf(code, signal)));
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Runs one cell, once what has to happen in the session before is `prepared`. Rejects with SessionDied when the session ends first. */
  run(command: Omit<RunCommand, 'type'>, prepared?: Promise<void>): Promise<RunResult> {
    if (this.dead) return Promise.reject(this.dead);
    this.latestExecution = command.execution;
    return new Promise((resolve, reject) => {
      this.running = { execution: command.execution, resolve, reject };
      void Promise.all([this.whenConfirmed(), prepared]).then(() => {
        if (this.interruptTimer) this.done({ ok: false, error: INTERRUPTED, published: [] });
        else this.command({ type: 'run', ...command });
      });
    });
  }

  private async whenConfirmed(): Promise<void> {
    if (this.unconfirmedInterrupts > 0) await new Promise<void>((resolve) => (this.confirmed = resolve));
  }

  command(command: Command): void {
    (this.child.stdio[3] as Writable).write(packValue(command));
  }

  /** Answers a blocking `prompt`, which the main thread cannot hear. */
  guardCommand(command: GuardCommand): void {
    (this.child.stdio[4] as Writable).write(packValue(command));
  }

  /** Stops what is running; if it does not stop in time, the session is ended. */
  interrupt(): void {
    this.unconfirmedInterrupts++;
    this.guardCommand({ type: 'interrupt', execution: this.running?.execution ?? 0 });
    if (!this.running || this.interruptTimer) return;
    this.interruptTimer = setTimeout(
      () => this.kill('did not stop when interrupted (it was inside a long call that cannot be stopped)'),
      INTERRUPT_GRACE_MS,
    );
  }

  kill(reason = 'was ended'): void {
    this.killReason ??= reason;
    if (this.child.pid !== undefined) endProcessGroup(this.child.pid);
  }

  /** Nothing that the student's code started outlives it, and no folder of its own. */
  private endOfProcess(): void {
    endProcessGroup(this.child.pid!);
    removeFoldersOf(this.child.pid!);
    setTimeout(() => {
      for (const pipe of this.child.stdio) pipe?.destroy();
    }, LAST_OUTPUT_MS).unref();
  }

  /** Only the guard writes there; whatever else the student's code may have put between cannot be read. */
  private debugReport(parser: ValueParser, chunk: Buffer): void {
    try {
      parser.push(chunk);
    } catch {
      this.kill('wrote into the pipe of its own debugger');
    }
  }

  private done(result: RunResult): void {
    clearTimeout(this.interruptTimer);
    this.interruptTimer = undefined;
    // At once: an interrupt that comes from now on is not for this cell.
    const running = this.running;
    this.running = undefined;
    // What child processes wrote on descriptor 2 is read in this turn of the event loop at the latest.
    setImmediate(() => {
      this.flushDecoders();
      running?.resolve(result);
    });
  }

  private interruptTaken(): void {
    if (--this.unconfirmedInterrupts === 0) this.confirmed?.();
  }

  private ended(reason: string): void {
    if (this.dead) return;
    clearTimeout(this.interruptTimer);
    this.flushDecoders();
    this.dead = new SessionDied(reason);
    this.confirmed?.();
    const running = this.running;
    this.running = undefined;
    running?.reject(this.dead);
    this.emit('exit', this.dead);
  }

  private reasonOf(code: number | null, signal: string | null): string {
    if (this.killReason) return this.killReason;
    if (this.outOfMemory) return `ran out of memory (its limit is ${this.options.heapMegabytes} MB)`;
    if (signal === 'SIGKILL') return 'was killed from outside (perhaps the machine ran out of memory)';
    return signal ? `crashed (${signal})` : `ended with exit code ${code}`;
  }

  private rawError(chunk: Buffer): void {
    if (this.outOfMemory) return;
    const text = chunk.toString('utf8');
    const at = text.search(HEAP_EXHAUSTED);
    if (at < 0) return this.text('stderr', this.latestExecution, chunk, 'raw');
    this.outOfMemory = true;
    const before = text.slice(0, at).trim();
    if (before) this.emit('text', 'stderr', this.latestExecution, before);
  }

  /** A character may be cut in two by the end of a frame. */
  private text(name: 'stdout' | 'stderr', execution: number, bytes: Buffer, origin = 'framed'): void {
    const key = `${origin} ${name} ${execution}`;
    let decoder = this.decoders.get(key);
    if (!decoder) this.decoders.set(key, (decoder = new StringDecoder('utf8')));
    const text = decoder.write(bytes);
    if (text) this.emit('text', name, execution, text);
  }

  private flushDecoders(): void {
    for (const [key, decoder] of this.decoders) {
      const [, name, execution] = key.split(' ');
      const rest = decoder.end();
      if (rest) this.emit('text', name as 'stdout' | 'stderr', Number(execution), rest);
    }
    this.decoders.clear();
  }
}
