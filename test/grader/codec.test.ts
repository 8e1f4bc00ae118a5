import assert from 'node:assert/strict';
import fc from 'fast-check';
import { answerLimits, decode, encode, type Plain } from '../../grader/sandbox/codec.js';

const floats = fc.float64Array({ maxLength: 20 });
const plain = fc.letrec<{ value: Plain }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.double(),
    fc.string(),
    floats,
    fc.float32Array({ maxLength: 20 }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.string({ maxLength: 8 }), tie('value'), { maxKeys: 5, noNullPrototype: false }),
  ),
})).value;

describe("the channel's codec", () => {
  it('returns what was put in, for all plain data', () => {
    fc.assert(
      fc.property(plain, (value) =>
        assert.deepEqual(JSON.stringify(decode(encode(value)), replacer), JSON.stringify(value, replacer)),
      ),
    );
  });

  it('carries more than its first buffer holds, at every alignment', () => {
    for (const padding of ['', 'a', 'ab', 'abc']) {
      const value = [
        padding,
        Float64Array.from({ length: 5000 }, Math.sin),
        padding,
        true,
        'x'.repeat(3000),
        1.5,
      ];
      assert.deepEqual(decode(encode(value)), value);
    }
  });

  it('carries a cell of any length, and cuts the texts of an answer', () => {
    const cell = 'const π = 3;\n'.repeat(20_000);
    assert.equal(decode(encode(cell)), cell);
    assert.throws(() => decode(encode(cell), answerLimits), RangeError);
    const cut = decode(encode(cell, answerLimits), answerLimits) as string;
    assert.ok(cut.length >= 2000 && cell.startsWith(cut));
  });

  it('refuses an answer of more members than the grader could hold, before it makes them', () => {
    const emptyRecord = [7, 0, 0, 0, 0];
    const records = new Uint8Array(5 + 5 * (answerLimits.items + 1));
    records.set([6]);
    new DataView(records.buffer).setUint32(1, answerLimits.items + 1, true);
    for (let offset = 5; offset < records.length; offset += 5) records.set(emptyRecord, offset);
    assert.throws(() => decode(records, answerLimits), RangeError);
    const nested = Array.from({ length: 3 }, () => new Array<null>(answerLimits.items / 2).fill(null));
    assert.throws(() => decode(encode(nested), answerLimits), RangeError);
  });

  it('keeps NaN, infinities and the sign of zero', () => {
    const values = Float64Array.of(NaN, Infinity, -Infinity, -0, 5e-324, Number.MAX_VALUE);
    assert.deepEqual(decode(encode(values)), values);
    assert.ok(Object.is(decode(encode(-0)), -0));
  });

  it('answers any bytes whatsoever with a value or a RangeError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decode(bytes);
        } catch (error) {
          assert.ok(error instanceof RangeError, String(error));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('answers a message changed in one byte with a value or a RangeError', () => {
    fc.assert(
      fc.property(plain, fc.nat(), fc.nat(255), (value, position, byte) => {
        const bytes = encode(value);
        bytes[position % bytes.length] = byte;
        try {
          decode(bytes);
        } catch (error) {
          assert.ok(error instanceof RangeError, String(error));
        }
      }),
    );
  });

  it('makes records on which no key means anything', () => {
    const decoded = decode(
      encode(JSON.parse('{"__proto__": {"passed": true}, "constructor": 1}') as Plain),
    ) as Record<string, Plain>;
    assert.equal(Object.getPrototypeOf(decoded), null);
    assert.deepEqual(Object.keys(decoded), ['__proto__', 'constructor']);
    assert.equal(({} as Record<string, unknown>).passed, undefined);
  });

  for (const [what, bytes] of [
    ['a list that claims four billion members', [6, 255, 255, 255, 255]],
    ['an array longer than its bytes', [5, 2, 0, 0, 0, 0, 0]],
    ['a text longer than its bytes', [4, 200, 0, 0, 0, 65]],
    ['lists nested beyond all use', new Array(300).fill([6, 1, 0, 0, 0]).flat()],
    ['bytes left over', [0, 0]],
    ['an unknown tag', [99]],
    ['nothing', []],
  ] as const) {
    it(`refuses ${what}`, () => assert.throws(() => decode(Uint8Array.from(bytes)), RangeError));
  }
});

function replacer(_key: string, value: unknown): unknown {
  if (value instanceof Float64Array || value instanceof Float32Array)
    return { floats: Array.from(value, String), bytes: value.BYTES_PER_ELEMENT };
  return typeof value === 'number' ? (Object.is(value, -0) ? '-0' : String(value)) : value;
}
