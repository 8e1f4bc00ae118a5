// Standard output of the session: text is framed and gathered for at most 5 ms, events go at once, all in order.
//
// The gathered bytes lie in shared memory so that the guard thread can write them while the student's code computes
// and its event loop stands still. Writes block: a session cannot run ahead of whoever reads it.
import fs from 'node:fs';
import { currentCell } from './context.js';
import {
  eventFrames,
  FrameKind,
  HEADER_BYTES,
  LENGTH_IN_HEADER,
  MAX_PAYLOAD,
  writeHeader,
} from './frames.js';

const CAPACITY = HEADER_BYTES + MAX_PAYLOAD;
export const FLUSH_AFTER_MS = 5;

/** The two threads that write, as the lock names its holder. */
export const Writer = { main: 1, guard: 2 } as const;
export type Writer = (typeof Writer)[keyof typeof Writer];

/** Places in the shared state. */
const LOCK = 0;
const LENGTH = 1;
/** 1 while the guard is to look at the buffer soon. */
export const PENDING = 2;

export interface SharedOutput {
  bytes: SharedArrayBuffer;
  state: SharedArrayBuffer;
}

export function newSharedOutput(): SharedOutput {
  return { bytes: new SharedArrayBuffer(CAPACITY), state: new SharedArrayBuffer(12) };
}

/** Node's own function: cells get one that flushes first. */
const { writeSync } = fs;

/** Writes all of `bytes`, waiting when the reader is slow and the descriptor does not block. */
function writeAll(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      // A child process that inherited the descriptor may have made it non-blocking.
      if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
      // The kernel is gone; the guard ends this process.
      else return;
    }
  }
}

/** The gathered bytes as either thread sees them. */
export class OutputBuffer {
  protected readonly bytes: Buffer;
  protected readonly state: Int32Array;

  constructor(
    shared: SharedOutput,
    private readonly writer: Writer,
  ) {
    this.bytes = Buffer.from(shared.bytes);
    this.state = new Int32Array(shared.state);
  }

  flush(): void {
    if (Atomics.load(this.state, LENGTH) === 0) return;
    this.lock();
    this.flushLocked();
    this.unlock();
  }

  protected flushLocked(): void {
    const length = this.state[LENGTH];
    // First, or an interrupt while it is written would have it written twice.
    Atomics.store(this.state, LENGTH, 0);
    if (length > 0) writeAll(this.bytes.subarray(0, length));
  }

  protected lock(): void {
    for (;;) {
      const holder = Atomics.compareExchange(this.state, LOCK, 0, this.writer);
      if (holder === 0) return;
      // An interrupt stopped this very thread while it held the lock.
      if (holder === this.writer) return this.repair();
      Atomics.wait(this.state, LOCK, holder, 1);
    }
  }

  /** Makes the gathered bytes whole frames again. */
  protected repair(): void {}

  protected unlock(): void {
    Atomics.store(this.state, LOCK, 0);
    Atomics.notify(this.state, LOCK, 1);
  }

  protected get length(): number {
    return this.state[LENGTH];
  }

  protected set length(value: number) {
    Atomics.store(this.state, LENGTH, value);
  }
}

/** The main thread's side: text and events in, frames out. */
export class SessionOutput extends OutputBuffer {
  private lastFlush = 0;
  /** Where the frame begins that more text of the same kind may be added to, or -1. */
  private openFrame = -1;
  private openKind = -1;
  private openExecution = -1;

  constructor(
    shared: SharedOutput,
    private readonly nonce: Uint8Array,
  ) {
    super(shared, Writer.main);
  }

  write(name: 'stdout' | 'stderr', text: string | Uint8Array): void {
    const kind = FrameKind[name];
    const { execution } = currentCell();
    if (typeof text === 'string' && text.length * 3 <= MAX_PAYLOAD)
      this.append(kind, execution, text, text.length * 3);
    else {
      const bytes = typeof text === 'string' ? Buffer.from(text) : text;
      for (let at = 0; at < bytes.length; at += MAX_PAYLOAD) {
        const part = bytes.subarray(at, at + MAX_PAYLOAD);
        this.append(kind, execution, part, part.length);
      }
    }
    const now = performance.now();
    if (now - this.lastFlush >= FLUSH_AFTER_MS) {
      this.flush();
      this.lastFlush = now;
    } else if (Atomics.exchange(this.state, PENDING, 1) === 0) {
      Atomics.notify(this.state, PENDING, 1);
    }
  }

  /** Everything written so far goes before `event`. */
  send(event: object, execution = currentCell().execution): void {
    const frames = eventFrames(this.nonce, execution, event);
    this.lock();
    this.flushLocked();
    for (const frame of frames) writeAll(frame);
    this.unlock();
  }

  /** The text of the last frame may not be there in full, although its header says so. */
  protected override repair(): void {
    this.openFrame = -1;
    let frame = 0;
    while (frame < this.length) {
      const room = this.length - frame - HEADER_BYTES;
      const payload = Math.min(this.bytes.readUInt32LE(frame + LENGTH_IN_HEADER), room);
      this.bytes.writeUInt32LE(payload, frame + LENGTH_IN_HEADER);
      frame += HEADER_BYTES + payload;
    }
  }

  /** `room` is the most bytes that `part` may need. */
  private append(kind: FrameKind, execution: number, part: string | Uint8Array, room: number): void {
    this.lock();
    if (this.length + HEADER_BYTES + room > CAPACITY) this.flushLocked();
    // An empty buffer means that the open frame was written, perhaps by the guard.
    const extend =
      this.length > 0 && this.openFrame >= 0 && this.openKind === kind && this.openExecution === execution;
    const frame = extend ? this.openFrame : this.length;
    const start = extend ? this.length : frame + HEADER_BYTES;
    let end = start;
    if (typeof part === 'string') end += this.bytes.write(part, start, 'utf8');
    else {
      this.bytes.set(part, start);
      end += part.length;
    }
    writeHeader(this.bytes, frame, this.nonce, kind, {}, execution, end - frame - HEADER_BYTES);
    this.length = end;
    this.openFrame = frame;
    this.openKind = kind;
    this.openExecution = execution;
    this.unlock();
  }
}
