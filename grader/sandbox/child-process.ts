/**
 * One untrusted child, seen from outside: started, asked, and killed with everything it started. Whatever it does, each
 * request ends in an answer of plain data or in a `ChildFailure`, and `stop` leaves no process and no folder behind.
 */
import { spawn, type ChildProcess as Process } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync } from 'node:fs';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import type { Obstacle } from '../result.js';
import { callBytes, frame, headerBytes } from './frames.js';
import { decode, encode, type Plain } from './codec.js';
import { makeFolder, removeFolder } from './folders.js';
import type { ChildRoot } from './child-root.js';
import type { Launcher } from './launchers.js';
import type { Limits } from './limits.js';

export class ChildFailure extends Error {
  override name = 'ChildFailure';
  constructor(
    readonly obstacle: Obstacle,
    message: string,
  ) {
    super(message);
  }
}

/** How often a child that does not start is started again. */
const attempts = 3;

/** How much of standard error is kept: enough to see why Node gave up. */
const keptErrorBytes = 16_384;

interface Pending {
  call: Uint8Array;
  resolve(answer: Plain): void;
  reject(failure: ChildFailure): void;
}

const running = new Set<ChildProcess>();

/** Kills every child at once and removes its folder: for when the grader itself is told to end. */
export function killAllChildren(): void {
  for (const child of running) child.abandon();
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
  readonly #folder: string;
  readonly #limits: Limits;
  readonly #closed: Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #pending: Pending | undefined;
  #failure: ChildFailure | undefined;
  #received: Buffer[] = [];
  #receivedBytes = 0;
  #outputBytes = 0;
  #errorText = '';

  private constructor({ launcher, root, limits, slot }: ChildOptions) {
    this.#limits = limits;
    this.#folder = makeFolder('empty');
    const { command, args, cwd, uid, gid } = launcher.launch({ root, folder: this.#folder, limits, slot });
    if (uid !== undefined && gid !== undefined) chownSync(this.#folder, uid, gid);
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
    this.#process.on('close', (code, signal) => this.#fail(this.#reasonOfDeath(code, signal)));
  }

  /**
   * Starts a child and waits until it is ready for a student's code. What goes wrong before that is nobody's fault but the
   * machine's, and is tried again.
   * @throws ChildFailure with the obstacle `grader-error`
   */
  static async start(options: ChildOptions): Promise<ChildProcess> {
    for (let attempt = 1; ; attempt++) {
      const child = new ChildProcess(options);
      child.#limitTime(options.limits.startSeconds);
      try {
        await child.ask(null);
        child.#limitTime(options.limits.wallSeconds);
        return child;
      } catch (error) {
        await child.stop();
        if (attempt < attempts) continue;
        const reason = child.#errorText.trim().split('\n')[0] || (error as Error).message;
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
      this.#pending = { call, resolve, reject };
      const requests = this.#process.stdio[3] as Writable;
      requests.write(frame(call, encode(body)));
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

  /** Kills it without waiting for its end. */
  abandon(): void {
    this.kill();
    removeFolder(this.#folder);
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#failure ??= new ChildFailure('grader-error', 'The child was stopped.');
    this.kill();
    await this.#closed;
    removeFolder(this.#folder);
    running.delete(this);
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
    if (this.#outputBytes <= this.#limits.outputBytes) return;
    const megabytes = this.#limits.outputBytes / 2 ** 20;
    this.#fail(new ChildFailure('output-flood', `It printed more than ${megabytes} MB.`));
  }

  #malformed(what: string): void {
    this.#fail(
      new ChildFailure(
        'malformed-channel',
        `Something other than an answer came over the grader's channel (${what}).`,
      ),
    );
  }

  #receive(chunk: Buffer): void {
    if (this.#failure) return;
    if (!this.#pending) return this.#malformed('nothing had been asked');
    this.#received.push(chunk);
    this.#receivedBytes += chunk.length;
    if (this.#receivedBytes < headerBytes) return;
    const first = this.#received[0].length >= headerBytes ? this.#received[0] : this.#gather();
    const length = first.readUInt32LE(0);
    if (length > this.#limits.answerBytes) return this.#malformed('too long');
    if (this.#receivedBytes < headerBytes + length) return;
    if (this.#receivedBytes > headerBytes + length) return this.#malformed('more than one answer');
    const bytes = this.#gather();
    const { call, resolve } = this.#pending;
    if (!bytes.subarray(4, headerBytes).equals(call)) return this.#malformed('an answer to another question');
    let answer: Plain;
    try {
      answer = decode(bytes.subarray(headerBytes));
    } catch {
      return this.#malformed('bytes without meaning');
    }
    this.#received = [];
    this.#receivedBytes = 0;
    this.#pending = undefined;
    resolve(answer);
  }

  #gather(): Buffer {
    const bytes = Buffer.concat(this.#received);
    this.#received = [bytes];
    return bytes;
  }

  #reasonOfDeath(code: number | null, signal: NodeJS.Signals | null): ChildFailure {
    // A shell or bubblewrap in between reports a signal as 128 + its number; unshare (util-linux 2.38) stumbles over it.
    if (/^unshare: sigprocmask/m.test(this.#errorText)) code = 128 + constants.signals.SIGKILL;
    const number = signal ? constants.signals[signal] : code !== null && code > 128 ? code - 128 : 0;
    const { SIGXCPU, SIGKILL } = constants.signals;
    if (
      /heap out of memory|Allocation failed|Array buffer allocation failed|out of memory|bad_alloc/i.test(
        this.#errorText,
      )
    ) {
      return new ChildFailure(
        'memory',
        `It needed more than its ${this.#limits.dataMegabytes} MB of memory.`,
      );
    }
    if (number === SIGXCPU || number === SIGKILL) {
      return new ChildFailure(
        'timeout',
        `It used more than its ${this.#limits.cpuSeconds} s of processor time.`,
      );
    }
    if (number !== 0) return new ChildFailure('crash', `Its process crashed (signal ${number}).`);
    if (code === 0 || code === null)
      return new ChildFailure('exit', 'It ended its own process before the check was over.');
    return new ChildFailure(
      'exit',
      `It ended its own process (exit code ${code}) before the check was over.`,
    );
  }
}
