import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import {
  type BinaryOp,
  type Comparison,
  type Rows,
  type UnaryOp,
  axpy,
  binary,
  binaryRows,
  compare,
  math,
  unary,
} from '../../../lib/wasm/index.js';
import * as plain from '../../../lib/wasm/plain/elementwise.js';
import { anyBits, anySeed, anyType, assertSameBits, filled, noise, types } from './arrays.js';

const names = ['exp', 'log', 'tanh', 'sigmoid'] as const;
const unaryOps: UnaryOp[] = [...names, 'relu', 'sqrt', 'neg', 'abs', 'square', 'step'];
const binaryOps: BinaryOp[] = ['add', 'sub', 'mul', 'div', 'maximum', 'minimum'];
const comparisons: Comparison[] = ['gt', 'ge', 'lt', 'le', 'eq', 'ne'];

/** Arguments and exact results as two float64 each: made by test/fixtures/wasm/functions.py with mpmath, to 60 digits. */
type Fixture = Record<'float32' | 'float64', Record<(typeof names)[number], [number, number, number][]>>;
const fixture = JSON.parse(readFileSync('test/fixtures/wasm/functions.json', 'utf8')) as Fixture;

/** The unit in the last place of a result near `value`. */
function unitInLastPlace(value: number, single: boolean): number {
  const [digits, smallest] = single ? [23, -126] : [52, -1022];
  const magnitude = Math.abs(value);
  let exponent = Math.floor(Math.log2(magnitude));
  if (2 ** exponent > magnitude) exponent--;
  return 2 ** (Math.max(exponent, smallest) - digits);
}

describe('exp, log, tanh and sigmoid', () => {
  for (const name of names) {
    for (const dtype of ['float32', 'float64'] as const) {
      it(`${name} is within 2 units in the last place of the exact result in ${dtype}`, () => {
        const points = fixture[dtype][name];
        const type = dtype === 'float32' ? Float32Array : Float64Array;
        const x = filled(type, points.length, (i) => points[i][0]);
        const y = new type(x.length);
        unary(name, x, 0, y, 0, x.length);
        points.forEach(([argument, high, low], i) => {
          const error = Math.abs(y[i] - high - low) / unitInLastPlace(high, type === Float32Array);
          assert.ok(error <= 2, `${name}(${argument}) is ${y[i]}: ${error.toFixed(2)} units off`);
        });
      });
    }

    it(`${name} in float32 is within 2 units of the float64 function at a million points`, () => {
      const next = noise(name.length);
      const x = filled(Float32Array, 1e6, () => (name === 'log' ? 2 ** (60 * next()) : 20 * next() ** 3));
      const y = new Float32Array(x.length);
      unary(name, x, 0, y, 0, x.length);
      let worst = 0;
      for (let i = 0; i < x.length; i++) {
        const expected = math[name](x[i]);
        worst = Math.max(worst, Math.abs(y[i] - expected) / unitInLastPlace(expected, true));
      }
      assert.ok(worst <= 2, `${worst} units`);
    });
  }

  it('are exact where the exact result is known', () => {
    const known: [(typeof names)[number], number, number][] = [
      ['exp', 0, 1],
      ['exp', -0, 1],
      ['exp', Infinity, Infinity],
      ['exp', -Infinity, 0],
      ['exp', 1000, Infinity],
      ['exp', -1000, 0],
      ['exp', 5e-324, 1],
      ['log', 1, 0],
      ['log', 0, -Infinity],
      ['log', -0, -Infinity],
      ['log', -1, NaN],
      ['log', -Infinity, NaN],
      ['log', Infinity, Infinity],
      ['tanh', 0, 0],
      ['tanh', -0, -0],
      ['tanh', Infinity, 1],
      ['tanh', -Infinity, -1],
      ['tanh', 1000, 1],
      ['tanh', -1000, -1],
      ['tanh', 5e-324, 5e-324],
      ['tanh', -5e-324, -5e-324],
      ['sigmoid', 0, 0.5],
      ['sigmoid', -0, 0.5],
      ['sigmoid', Infinity, 1],
      ['sigmoid', -Infinity, 0],
      ['sigmoid', 1000, 1],
      ['sigmoid', -1000, 0],
    ];
    for (const name of names) known.push([name, NaN, NaN]);
    for (const [name, argument, expected] of known) {
      assert.ok(Object.is(math[name](argument), expected), `${name}(${argument}) is ${math[name](argument)}`);
      for (const type of types) {
        const x = filled(type, 100, () => argument);
        const y = new type(100);
        unary(name, x, 0, y, 0, 100);
        for (const value of y) assert.ok(Object.is(value, Math.fround(expected)) || Object.is(value, expected), `${name}(${argument}) is ${value}`); // prettier-ignore
      }
    }
  });

  it('reach into the subnormal numbers: float32 exp(-100) and sigmoid(-100) are 27 times 2^-149', () => {
    // e^-100 = 3.72007597602083596e-44 (mpmath), which is 26.55 units of 2^-149
    for (const name of ['exp', 'sigmoid'] as const) {
      const y = new Float32Array(64);
      unary(
        name,
        filled(Float32Array, 64, () => -100),
        0,
        y,
        0,
        64,
      );
      assert.equal(y[0] / 2 ** -149, 27);
    }
  });
});

describe('elementwise kernels', () => {
  it('have the bits of the plain loops on any bit patterns, at any offset and length', () => {
    fc.assert(
      fc.property(
        anyType,
        fc.integer({ min: 0, max: 400 }),
        fc.nat(9),
        fc.nat(9),
        anySeed,
        (type, length, p, q, seed) => {
          const x = anyBits(type, length + 20, seed);
          const y = anyBits(type, length + 20, seed + 1);
          for (const op of unaryOps) {
            const [fast, slow] = [y.slice(), y.slice()];
            unary(op, x, p, fast, q, length);
            plain.unary(op, x, p, slow, q, length);
            assertSameBits(fast, slow, op);
          }
          for (const op of binaryOps) {
            for (const [xStep, yStep] of [
              [1, 1],
              [0, 1],
              [1, 0],
            ] as const) {
              const [fast, slow] = [x.slice(), x.slice()];
              binary(op, x, p, xStep, y, q, yStep, fast, 3, length);
              plain.binary(op, x, p, xStep, y, q, yStep, slow, 3, length);
              assertSameBits(fast, slow, `${op}, steps ${xStep} and ${yStep}`);
            }
          }
          for (let i = 0; i < length; i += 3) y[q + i] = x[p + i]; // or hardly any would be equal
          for (const op of comparisons) {
            for (const [xStep, yStep] of [
              [1, 1],
              [0, 1],
              [1, 0],
            ] as const) {
              const [fast, slow] = [new Uint8Array(length + 9), new Uint8Array(length + 9)];
              compare(op, x, p, xStep, y, q, yStep, fast, 3, length);
              plain.compare(op, x, p, xStep, y, q, yStep, slow, 3, length);
              assertSameBits(fast, slow, `${op}, steps ${xStep} and ${yStep}`);
            }
          }
          const [fast, slow] = [y.slice(), y.slice()];
          axpy(0.1, x, p, fast, q, length);
          plain.axpy(0.1, x, p, slow, q, length);
          assertSameBits(fast, slow, 'axpy');
        },
      ),
      { numRuns: 100 },
    );
  });

  it('have the bits of the plain loops beyond one piece of scratch memory, on ordinary numbers', () => {
    for (const type of types) {
      const next = noise(7);
      const x = filled(type, 50_001, () => 30 * next());
      for (const op of unaryOps) {
        const [fast, slow] = [new type(x.length), new type(x.length)];
        unary(op, x, 0, fast, 0, x.length);
        plain.unary(op, x, 0, slow, 0, x.length);
        assertSameBits(fast, slow, op);
      }
    }
  });

  it('compare as JavaScript does, NaN and both zeros included', () => {
    const numbers = [-Infinity, -1, -0, 0, 1, Infinity, NaN];
    const pairs = Array.from({ length: 100 }, (_, i) => [numbers[i % 7], numbers[Math.floor(i / 7) % 7]]);
    const holds: Record<Comparison, (x: number, y: number) => boolean> = {
      gt: (x, y) => x > y,
      ge: (x, y) => x >= y,
      lt: (x, y) => x < y,
      le: (x, y) => x <= y,
      eq: (x, y) => x === y,
      ne: (x, y) => x !== y,
    };
    for (const type of types) {
      const [x, y] = [0, 1].map((side) => filled(type, 100, (i) => pairs[i][side]));
      for (const op of comparisons) {
        const out = new Uint8Array(100);
        compare(op, x, 0, 1, y, 0, 1, out, 0, 100);
        assert.deepEqual(
          [...out],
          pairs.map(([p, q]) => Number(holds[op](p, q))),
          op,
        );
      }
    }
  });

  it('combine rows at any distance with rows, one row and one number a row as loops over the indices do', () => {
    const functions: Record<BinaryOp, (x: number, y: number) => number> = {
      add: (x, y) => x + y,
      sub: (x, y) => x - y,
      mul: (x, y) => x * y,
      div: (x, y) => x / y,
      maximum: Math.max,
      minimum: Math.min,
    };
    const size = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(300, 3000, 9000));
    const kind = fc.constantFrom('rows', 'wide rows', 'rows backwards', 'one row', 'one number a row', 'one number a row backwards', 'one number'); // prettier-ignore
    const operand = (data: Rows['data'], which: string, rows: number, columns: number): Rows => {
      if (which === 'rows backwards')
        return { data, offset: 3 + (rows - 1) * columns, row: -columns, step: 1 };
      if (which === 'one number a row backwards') return { data, offset: 2 * rows, row: -2, step: 0 };
      if (which === 'one row') return { data, offset: 3, row: 0, step: 1 };
      if (which === 'one number a row') return { data, offset: 3, row: 2, step: 0 };
      if (which === 'one number') return { data, offset: 3, row: 0, step: 0 };
      return { data, offset: 3, row: which === 'rows' ? columns : columns + 5, step: 1 };
    };
    fc.assert(
      fc.property(
        anyType,
        fc.integer({ min: 1, max: 30 }),
        size,
        kind,
        kind,
        fc.constantFrom('rows', 'wide rows', 'rows backwards'),
        fc.constantFrom(...binaryOps),
        anySeed,
        (type, rows, columns, xKind, yKind, outKind, op, seed) => {
          const next = noise(seed);
          const length = rows * (columns + 5) + 3;
          const x = operand(filled(type, length, next), xKind, rows, columns);
          const y = operand(filled(type, length, next), yKind, rows, columns);
          const out = operand(filled(type, length, next), outKind, rows, columns);
          const expected = out.data.slice();
          for (let r = 0; r < rows; r++) {
            for (let c = 0; c < columns; c++) {
              const [p, q] = [x, y].map((one) => one.data[one.offset + r * one.row + c * one.step]);
              expected[out.offset + r * out.row + c] = functions[op](p, q);
            }
          }
          binaryRows(op, rows, columns, x, y, out);
          assertSameBits(out.data, expected, `${op} ${rows}x${columns} of ${xKind} and ${yKind}`);
        },
      ),
    );
  });

  it('may write over their own operand', () => {
    for (const type of types) {
      const x = filled(type, 30_000, noise(8));
      const expected = new type(x.length);
      plain.binary('mul', x, 0, 1, x, 0, 1, expected, 0, x.length);
      binary('mul', x, 0, 1, x, 0, 1, x, 0, x.length);
      assertSameBits(x, expected, 'x * x');
      for (const op of unaryOps) {
        const own = x.slice();
        plain.unary(op, x, 0, expected, 0, x.length);
        unary(op, own, 0, own, 0, x.length);
        assertSameBits(own, expected, op);
      }
    }
  });
});
