// Frames that a session writes on its standard output, between whatever its child processes write there.
// [nonce, 8 bytes][kind, 1][more, 1][continued, 1][unused, 1][execution, u32][length, u32][payload]
//
// One descriptor for everything keeps everything in order. A frame is at most 16 KB: the system passes a write of
// that size on in one piece, so the bytes of another process can stand between two frames, never inside one.
// An interrupt may cut a frame off, since it stops whatever code the session is in: the next frame begins inside it then.
import { deserialize, serialize } from 'node:v8';

export const NONCE_BYTES = 8;
export const HEADER_BYTES = 20;
const EXECUTION_IN_HEADER = 12;
export const LENGTH_IN_HEADER = 16;
export const MAX_PAYLOAD = 16 * 1024 - HEADER_BYTES;

export const FrameKind = { stdout: 0, stderr: 1, event: 2 } as const;
export type FrameKind = (typeof FrameKind)[keyof typeof FrameKind];

export function writeHeader(
  target: Buffer,
  at: number,
  nonce: Uint8Array,
  kind: FrameKind,
  { more = false, continued = false }: { more?: boolean; continued?: boolean },
  execution: number,
  length: number,
): void {
  target.set(nonce, at);
  target[at + 8] = kind;
  target[at + 9] = more ? 1 : 0;
  target[at + 10] = continued ? 1 : 0;
  target[at + 11] = 0;
  target.writeUInt32LE(execution, at + EXECUTION_IN_HEADER);
  target.writeUInt32LE(length, at + LENGTH_IN_HEADER);
}

/** The frames of one event: several when it is larger than a frame may be. */
export function eventFrames(nonce: Uint8Array, execution: number, event: unknown): Buffer[] {
  const payload = serialize(event);
  const frames: Buffer[] = [];
  for (let start = 0; start < payload.length; start += MAX_PAYLOAD) {
    const part = payload.subarray(start, start + MAX_PAYLOAD);
    const frame = Buffer.allocUnsafe(HEADER_BYTES + part.length);
    const place = { more: start + MAX_PAYLOAD < payload.length, continued: start > 0 };
    writeHeader(frame, 0, nonce, FrameKind.event, place, execution, part.length);
    frame.set(part, HEADER_BYTES);
    frames.push(frame);
  }
  return frames;
}

export interface FrameHandlers {
  /** Text the student's code wrote, with the execution that wrote it. */
  text(name: 'stdout' | 'stderr', execution: number, bytes: Buffer): void;
  event(execution: number, event: unknown): void;
  /** Bytes between the frames: a child process, or native code, wrote to the descriptor itself. */
  raw(bytes: Buffer): void;
}

/** Takes the chunks of a session's standard output apart again. */
export class FrameParser {
  private pending: Buffer = Buffer.alloc(0);
  private eventParts: Buffer[] = [];

  constructor(
    private readonly nonce: Uint8Array,
    private readonly handlers: FrameHandlers,
  ) {}

  push(chunk: Buffer): void {
    const data = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    let at = 0;
    for (;;) {
      const found = data.indexOf(this.nonce, at);
      if (found !== at) {
        const end = found < 0 ? data.length - this.possibleNonceBytes(data, at) : found;
        if (end > at) this.handlers.raw(data.subarray(at, end));
        at = end;
      }
      if (found < 0) break;
      const isHeaderHere = data.length - at >= HEADER_BYTES;
      const end = isHeaderHere
        ? at + HEADER_BYTES + data.readUInt32LE(at + LENGTH_IN_HEADER)
        : at + HEADER_BYTES;
      // A nonce that begins before the end.
      const cut = data.subarray(at + NONCE_BYTES, end + NONCE_BYTES - 1).indexOf(this.nonce);
      if (cut >= 0) {
        this.cutOff(data.subarray(at, at + NONCE_BYTES + cut));
        at += NONCE_BYTES + cut;
        continue;
      }
      if (!isHeaderHere || data.length < end) break;
      this.frame(data.subarray(at, at + HEADER_BYTES), data.subarray(at + HEADER_BYTES, end));
      at = end;
    }
    this.pending = data.subarray(at);
  }

  /** The session is gone: what is left of its output can only be raw. */
  end(): void {
    if (this.pending.length > 0 && this.pending.indexOf(this.nonce) !== 0) this.handlers.raw(this.pending);
    this.pending = Buffer.alloc(0);
  }

  /** What there is of a frame that was never finished: text is as good as it goes, an event is lost. */
  private cutOff(part: Buffer): void {
    if (part.length > HEADER_BYTES && part[NONCE_BYTES] !== FrameKind.event)
      this.frame(part.subarray(0, HEADER_BYTES), part.subarray(HEADER_BYTES));
  }

  private frame(header: Buffer, payload: Buffer): void {
    const [kind, more, continued] = header.subarray(NONCE_BYTES);
    const execution = header.readUInt32LE(EXECUTION_IN_HEADER);
    if (kind === FrameKind.stdout) return this.handlers.text('stdout', execution, payload);
    if (kind === FrameKind.stderr) return this.handlers.text('stderr', execution, payload);
    // The event before this one was cut off between two frames.
    if (!continued) this.eventParts = [];
    // The chunk's memory is not ours to keep.
    if (more) {
      this.eventParts.push(Buffer.from(payload));
      return;
    }
    const whole = this.eventParts.length === 0 ? payload : Buffer.concat([...this.eventParts, payload]);
    this.eventParts = [];
    this.handlers.event(execution, deserialize(whole));
  }

  /** How many bytes at the end of `data` may be the beginning of a nonce. */
  private possibleNonceBytes(data: Buffer, from: number): number {
    for (let length = Math.min(NONCE_BYTES - 1, data.length - from); length > 0; length--) {
      if (data.subarray(data.length - length).equals(this.nonce.subarray(0, length))) return length;
    }
    return 0;
  }
}

/** Length-prefixed values for the pipes that lead to a session. */
export function packValue(value: unknown): Buffer {
  const payload = serialize(value);
  const packed = Buffer.allocUnsafe(4 + payload.length);
  packed.writeUInt32LE(payload.length, 0);
  packed.set(payload, 4);
  return packed;
}

export class ValueParser {
  private pending: Buffer = Buffer.alloc(0);

  constructor(private readonly handle: (value: unknown) => void) {}

  push(chunk: Buffer): void {
    let data = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    while (data.length >= 4) {
      const length = data.readUInt32LE(0);
      if (data.length < 4 + length) break;
      this.handle(deserialize(data.subarray(4, 4 + length)));
      data = data.subarray(4 + length);
    }
    this.pending = data;
  }
}
