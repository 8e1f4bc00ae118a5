import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import {
  eventFrames,
  FrameKind,
  FrameParser,
  HEADER_BYTES,
  MAX_PAYLOAD,
  NONCE_BYTES,
  packValue,
  ValueParser,
  writeHeader,
} from '../../../kernel/session/frames.js';

const nonce = randomBytes(8);

function textFrame(text: string, execution: number): Buffer {
  const payload = Buffer.from(text);
  const frame = Buffer.alloc(HEADER_BYTES + payload.length);
  writeHeader(frame, 0, nonce, FrameKind.stdout, {}, execution, payload.length);
  frame.set(payload, HEADER_BYTES);
  return frame;
}

/** What a parser says of `bytes` when they arrive in pieces of the given sizes. */
function parse(bytes: Buffer, sizes: number[]): unknown[] {
  const seen: unknown[] = [];
  const parser = new FrameParser(nonce, {
    text: (_name, execution, text) => seen.push(['text', execution, text.toString()]),
    event: (execution, event) => seen.push(['event', execution, event]),
    raw: (raw) => {
      const last = seen.at(-1) as [string, string] | undefined;
      if (last?.[0] === 'raw') last[1] += raw.toString('latin1');
      else seen.push(['raw', raw.toString('latin1')]);
    },
  });
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = Math.max(1, sizes[turn % sizes.length]);
    parser.push(bytes.subarray(at, at + size));
    at += size;
  }
  parser.end();
  return seen;
}

describe('session: frames on standard output', () => {
  it('a frame that was cut off by an interrupt spoils nothing that follows', () => {
    const whole = textFrame('the last line', 7);
    const large = eventFrames(nonce, 7, 'x'.repeat(MAX_PAYLOAD));
    for (let bytes = NONCE_BYTES; bytes < whole.length; bytes++) {
      const stream = Buffer.concat([whole.subarray(0, bytes), large[0], ...eventFrames(nonce, 8, 'done')]);
      const text = 'the last line'.slice(0, Math.max(0, bytes - HEADER_BYTES));
      const expected = [...(text === '' ? [] : [['text', 7, text]]), ['event', 8, 'done']];
      assert.deepEqual(parse(stream, [1000]), expected, `cut after ${bytes} bytes`);
    }
  });

  it('text, events and raw bytes keep their order however the stream is cut', () => {
    const part = fc.oneof(
      fc.tuple(fc.constant('text'), fc.string({ minLength: 1 })),
      fc.tuple(fc.constant('event'), fc.string()),
      // A child may write anything, the beginning of a nonce too.
      fc.tuple(fc.constant('raw'), fc.constantFrom('x', 'hello\n', nonce.subarray(0, 3).toString('latin1'))),
    );
    const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(part), sizes, (parts, cuts) => {
        const bytes: Buffer[] = [];
        const expected: unknown[] = [];
        parts.forEach(([kind, value], index) => {
          if (kind === 'raw') {
            bytes.push(Buffer.from(value, 'latin1'));
            const last = expected.at(-1) as [string, string] | undefined;
            if (last?.[0] === 'raw') last[1] += value;
            else expected.push(['raw', value]);
          } else {
            bytes.push(
              ...(kind === 'text' ? [textFrame(value, index)] : eventFrames(nonce, index, { value })),
            );
            expected.push([kind, index, kind === 'text' ? value : { value }]);
          }
        });
        assert.deepEqual(parse(Buffer.concat(bytes), cuts), expected);
      }),
    );
  });

  it('an event larger than a frame comes in several frames of at most 16 KB, and whole', () => {
    const event = { bytes: randomBytes(100_000) };
    const frames = eventFrames(nonce, 1, event);
    assert.ok(frames.length > 5);
    assert.ok(frames.every((frame) => frame.length <= HEADER_BYTES + MAX_PAYLOAD));
    const [[, , received]] = parse(Buffer.concat(frames), [65_536]) as [[string, number, typeof event]];
    assert.deepEqual(Buffer.from(received.bytes), event.bytes);
  });

  it('length-prefixed values survive any cut', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.integer({ min: 1, max: 20 }), (values, size) => {
        const bytes = Buffer.concat(values.map(packValue));
        const seen: unknown[] = [];
        const parser = new ValueParser((value) => seen.push(value));
        for (let at = 0; at < bytes.length; at += size) parser.push(bytes.subarray(at, at + size));
        assert.deepEqual(seen, values);
      }),
    );
  });
});
