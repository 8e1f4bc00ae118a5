/**
 * Frames on the channel between grader and child: `length` (u32), `call` (16 random bytes), then `length` bytes of codec.
 * The grader names a call by bytes nobody can guess and takes exactly one frame that repeats them; anything else on the
 * channel (a late answer, a forged one, text) fails the question.
 */
import { readSync, writeSync } from 'node:fs';

export const callBytes = 16;
export const headerBytes = 4 + callBytes;

/** What stands before the bytes of a body. */
export function frameHeader(call: Uint8Array, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(headerBytes);
  new DataView(bytes.buffer).setUint32(0, body.length, true);
  bytes.set(call, 4);
  return bytes;
}

/** Reads exactly `length` bytes from a descriptor, waiting for them; undefined at its end. */
export function readExactly(
  descriptor: number,
  length: number,
  read: typeof readSync = readSync,
): Uint8Array | undefined {
  const bytes = new Uint8Array(length);
  for (let offset = 0; offset < length;) {
    const count = read(descriptor, bytes, offset, length - offset, null);
    if (count === 0) return undefined;
    offset += count;
  }
  return bytes;
}

/** Writes all of `bytes` to a descriptor. */
export function writeFully(descriptor: number, bytes: Uint8Array, write: typeof writeSync = writeSync): void {
  for (let offset = 0; offset < bytes.length;)
    offset += write(descriptor, bytes, offset, bytes.length - offset);
}
