/**
 * The grader's end of the channel: takes exactly one frame for each call, however it is cut into pieces, and nothing else. It never
 * holds more than one answer may be long.
 */
import { answerLimits, decode, type Plain } from './codec.js';
import { ChildFailure } from './child-failure.js';
import { headerBytes } from './frames.js';

function malformed(what: string): ChildFailure {
  const message = `Something other than an answer came over the grader's channel (${what}).`;
  return new ChildFailure('malformed-channel', message);
}

export class AnswerReader {
  readonly #mostBytes: number;
  #call: Uint8Array | undefined;
  #pieces: Buffer[] = [];
  #bytes = 0;

  /** @param mostBytes of one answer */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** From now on the answer to this call is awaited. */
  expect(call: Uint8Array): void {
    this.#call = call;
  }

  /** Takes what came over the channel. @returns the answer once it is whole @throws ChildFailure when it is anything else */
  take(piece: Buffer): { answer: Plain } | undefined {
    if (!this.#call) throw malformed('nothing had been asked');
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    if (this.#bytes < headerBytes) return undefined;
    const first = this.#pieces[0].length >= headerBytes ? this.#pieces[0] : this.#join();
    const length = first.readUInt32LE(0);
    if (length > this.#mostBytes) throw malformed('too long');
    if (this.#bytes < headerBytes + length) return undefined;
    if (this.#bytes > headerBytes + length) throw malformed('more than one answer');
    const bytes = this.#join();
    if (!bytes.subarray(4, headerBytes).equals(this.#call)) throw malformed('an answer to another question');
    this.#call = undefined;
    this.#pieces = [];
    this.#bytes = 0;
    try {
      return { answer: decode(bytes.subarray(headerBytes), answerLimits) };
    } catch {
      throw malformed('bytes without meaning');
    }
  }

  #join(): Buffer {
    const bytes = Buffer.concat(this.#pieces);
    this.#pieces = [bytes];
    return bytes;
  }
}
