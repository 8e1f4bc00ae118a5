/**
 * The child's end of the channel. Everything it uses is taken hold of when this module is loaded, before any code of a
 * student's, and it waits in a blocking read: between two requests nothing else in the process runs, no timer and no promise.
 */
import { readSync, writeSync } from 'node:fs';
import { answerLimits, decode, encode, type Plain } from './codec.js';
import { callBytes, frameHeader, headerBytes, readExactly, writeFully } from './frames.js';

const requests = 3;
const answers = 4;

// Copies of the functions: `node:fs` itself can be patched from within a process.
const read = readSync;
const write = writeSync;
const { DataView: View } = globalThis;

export interface ReceivedRequest {
  call: Uint8Array;
  body: Plain;
}

/** The next request, or undefined when the grader has gone. */
export function nextRequest(): ReceivedRequest | undefined {
  const header = readExactly(requests, headerBytes, read);
  if (!header) return undefined;
  const length = new View(header.buffer).getUint32(0, true);
  const body = readExactly(requests, length, read);
  return body && { call: header.subarray(4, 4 + callBytes), body: decode(body) };
}

export function answer(call: Uint8Array, body: Plain): void {
  const bytes = encode(body, answerLimits);
  writeFully(answers, frameHeader(call, bytes), write);
  writeFully(answers, bytes, write);
}
