/**
 * One untrusted child, seen from outside: started, asked, and killed with everything it started. Whatever it does, each
 * request ends in an answer of plain data or in a `ChildFailure`, and `stop` leaves no process and no folder behind.
 */
import { spawn, type ChildProcess as Process } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { AnswerReader } from './answer-reader.js';
import { ChildFailure, reasonOfDeath } from './child-failure.js';
import type { ChildRoot } from './child-root.js';
import { encode, type Plain } from './codec.js';
import { callBytes, frameHeader } from './frames.js';
import type { Launcher } from './launchers.js';
import type { Limits } from './limits.js';

/** How often a child that does not start is started again. */
const attempts = 3;

/** How much of standard error is kept: enough to see why Node gave up. */
const keptErrorBytes = 16_384;

interface Pending {
  resolve(answer: Plain): void;
  reject(failure: ChildFailure): void;
}

const running = new Set<ChildProcess>();

/** Kills every child at once: for when the grader itself is told to end. */
export function killAllChildren(): void {
  for (const child of running) child.kill();
}

export interface ChildOptions {
  launcher: Launcher;
  root: ChildRoot;
  limits: Limits;
  /** Which of the children that run at the same time this is; each may get a user of its own. */
  slot: number;
}

export class ChildProcess {
  readonly #process: Process;
  readonly #limits: Limits;
  readonly #answers: AnswerReader;
  readonly #closed: Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #pending: Pending | undefined;
  #failure: ChildFailure | undefined;
  #outputBytes = 0;
  #errorText = '';

  private constructor({ launcher, root, limits, slot }: ChildOptions) {
    this.#limits = limits;
    this.#answers = new AnswerReader(limits.answerBytes);
    const { command, args, cwd, uid, gid } = launcher.launch({ root, limits, slot });
    this.#process = spawn(command, args, {
      cwd,
      uid,
      gid,
      env: {},
      // A group of its own, so that one signal reaches all of it.
      detached: true,
      // 3: requests to the child; 4: its answers, and nothing else.
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
    });
    running.add(this);
    const [, output, errors, requests, answers] = this.#process.stdio as [
      null,
      Readable,
      Readable,
      Writable,
      Readable,
    ];
    output.on('data', (chunk: Buffer) => this.#countOutput(chunk));
    errors.on('data', (chunk: Buffer) => {
      if (this.#errorText.length < keptErrorBytes) this.#errorText += chunk.toString('latin1');
      this.#countOutput(chunk);
    });
    answers.on('data', (chunk: Buffer) => this.#receive(chunk));
    for (const stream of [output, errors, requests, answers]) stream.on('error', () => {});
    this.#process.on('error', (error) =>
      this.#fail(new ChildFailure('grader-error', `The child could not be started: ${error.message}`)),
    );
    this.#closed = new Promise((resolve) =>
      this.#process.on('close', () => resolve()).on('error', () => resolve()),
    );
    this.#process.on('exit', () => {
      // What it left in its group ends with it; a descriptor that somebody still holds must not keep us waiting.
      this.#killGroup();
      setTimeout(
        () => [output, errors, requests, answers].forEach((stream) => stream.destroy()),
        200,
      ).unref();
    });
    this.#process.on('close', (code, signal) =>
      this.#fail(reasonOfDeath({ code, signal }, this.#errorText, limits)),
    );
  }

  /**
   * Starts a child and waits until it is ready for a student's code. What goes wrong before that is nobody's fault but the
   * machine's, and is tried again.
   * @throws ChildFailure with the obstacle `grader-error`
   */
  static async start(options: ChildOptions): Promise<ChildProcess> {
    for (let attempt = 1; ; attempt++) {
      let child: ChildProcess | undefined;
      try {
        child = new ChildProcess(options);
        child.#limitTime(options.limits.startSeconds);
        await child.ask(null);
        child.#limitTime(options.limits.wallSeconds);
        return child;
      } catch (error) {
        await child?.stop();
        // Perhaps it is not suited to where it was started.
        delete options.root.snapshot;
        if (attempt < attempts) continue;
        const [said] = child ? child.#errorText.trim().split('\n') : [];
        const reason = said || (error as Error).message;
        throw new ChildFailure('grader-error', `The grader could not start a process: ${reason}`);
      }
    }
  }

  #limitTime(seconds: number): void {
    clearTimeout(this.#timer);
    const allowed = this.#limits.cpuSeconds;
    const expire = () =>
      this.#fail(new ChildFailure('timeout', `It did not finish within its ${allowed} s.`));
    this.#timer = setTimeout(expire, seconds * 1000);
  }

  /** Sends a request and waits for its answer. One at a time. @throws ChildFailure */
  ask(body: Plain): Promise<Plain> {
    if (this.#failure) return Promise.reject(this.#failure);
    const call = randomBytes(callBytes);
    return new Promise<Plain>((resolve, reject) => {
      this.#pending = { resolve, reject };
      this.#answers.expect(call);
      const requests = this.#process.stdio[3] as Writable;
      const bytes = encode(body);
      requests.write(frameHeader(call, bytes));
      requests.write(bytes);
    });
  }

  kill(): void {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    if (!this.#killGroup()) this.#process.kill('SIGKILL');
  }

  #killGroup(): boolean {
    const { pid } = this.#process;
    if (pid === undefined || process.platform === 'win32') return false;
    try {
      return process.kill(-pid, 'SIGKILL');
    } catch {
      return false;
    }
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#failure ??= new ChildFailure('grader-error', 'The child was stopped.');
    this.kill();
    await this.#closed;
    running.delete(this);
  }

  /** Stops it, and looks at all that it printed: what came last may still have been under way. @throws ChildFailure for a flood */
  async finish(): Promise<void> {
    await this.stop();
    if (this.#isFlood) throw this.#flood();
  }

  #fail(failure: ChildFailure): void {
    if (this.#failure) return;
    this.#failure = failure;
    clearTimeout(this.#timer);
    this.kill();
    this.#pending?.reject(failure);
    this.#pending = undefined;
  }

  #countOutput(chunk: Buffer): void {
    this.#outputBytes += chunk.length;
    if (this.#isFlood) this.#fail(this.#flood());
  }

  get #isFlood(): boolean {
    return this.#outputBytes > this.#limits.outputBytes;
  }

  #flood(): ChildFailure {
    const megabytes = this.#limits.outputBytes / 2 ** 20;
    return new ChildFailure('output-flood', `It printed more than ${megabytes} MB.`);
  }

  #receive(piece: Buffer): void {
    if (this.#failure) return;
    try {
      const taken = this.#answers.take(piece);
      if (!taken) return;
      const pending = this.#pending;
      this.#pending = undefined;
      pending?.resolve(taken.answer);
    } catch (error) {
      this.#fail(error as ChildFailure);
    }
  }
}
