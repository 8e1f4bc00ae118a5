import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  argmaxRows,
  logSoftmaxRows,
  math,
  pairwiseSum,
  pairwiseSums,
  softmaxRows,
} from '../../../lib/wasm/index.js';
import * as plain from '../../../lib/wasm/plain/rows.js';
import { anySeed, anyType, assertSameBits, filled, noise, types } from './arrays.js';

const shape = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 90 }));
const scale = fc.constantFrom(1, 30, 500);

describe('softmaxRows and logSoftmaxRows', () => {
  it('equal their definitions in float64 loops', () => {
    fc.assert(
      fc.property(anyType, shape, scale, anySeed, (type, [rows, columns], size, seed) => {
        const next = noise(seed);
        const x = filled(type, rows * columns, () => size * next());
        const [y, z] = [new type(x.length), new type(x.length)];
        softmaxRows(x, 0, y, 0, rows, columns);
        logSoftmaxRows(x, 0, z, 0, rows, columns);
        const tolerance = type === Float32Array ? 1e-6 : 1e-14;
        for (let row = 0; row < rows; row++) {
          const line = Array.from(x.subarray(row * columns, (row + 1) * columns));
          const shift = Math.max(...line);
          const total = line.reduce((sum, value) => sum + Math.exp(value - shift), 0);
          line.forEach((value, i) => {
            const log = value - shift - Math.log(total);
            const at = row * columns + i;
            assert.ok(Math.abs(y[at] - Math.exp(log)) <= tolerance * (1 + size) * Math.exp(log) + 1e-44);
            assert.ok(Math.abs(z[at] - log) <= tolerance * (1 + Math.abs(log) + Math.abs(value)));
          });
        }
      }),
    );
  });

  it('have the bits of the plain loops, for any number of columns and into their own operand', () => {
    fc.assert(
      fc.property(
        anyType,
        shape,
        scale,
        fc.constantFrom(0, 1e-3),
        anySeed,
        (type, [rows, columns], size, least, seed) => {
          const next = noise(seed);
          const x = filled(type, rows * columns + 5, () => size * next());
          for (const [fast, slow] of [
            [softmaxRows, plain.softmaxRows],
            [logSoftmaxRows, plain.logSoftmaxRows],
          ]) {
            const [y, z, own] = [x.slice(), x.slice(), x.slice()];
            fast(x, 5, y, 5, rows, columns, least);
            slow(x, 5, z, 5, rows, columns, least);
            assertSameBits(y, z, fast.name);
            fast(own, 5, own, 5, rows, columns, least);
            assertSameBits(own, z, `${fast.name} in place`);
          }
        },
      ),
    );
  });

  it('have the bits of the plain loops beyond one piece of scratch memory', () => {
    for (const type of types) {
      for (const [rows, columns] of [
        [3, 40_001],
        [4000, 17],
      ]) {
        const x = filled(type, rows * columns, noise(rows));
        const [y, z] = [new type(x.length), new type(x.length)];
        softmaxRows(x, 0, y, 0, rows, columns);
        plain.softmaxRows(x, 0, z, 0, rows, columns, 0);
        assertSameBits(y, z, `${type.name} ${rows}x${columns}`);
      }
    }
  });

  it('stay finite at logits of 1000 and -1000', () => {
    const x = filled(Float32Array, 80, (i) => (i % 8 === 0 ? 1000 : -1000));
    const y = new Float32Array(80);
    softmaxRows(x, 0, y, 0, 10, 8);
    y.forEach((value, i) => assert.equal(value, i % 8 === 0 ? 1 : 0));
    logSoftmaxRows(x, 0, y, 0, 10, 8);
    y.forEach((value, i) => assert.equal(value, i % 8 === 0 ? 0 : -2000));
  });

  it('give no probability below the least one asked for', () => {
    const x = filled(Float32Array, 80, (i) => (i % 8 === 0 ? 1000 : -1000));
    const y = new Float32Array(80);
    softmaxRows(x, 0, y, 0, 10, 8, 2 ** -126);
    y.forEach((value, i) => assert.equal(value, i % 8 === 0 ? 1 : 2 ** -126));
  });

  it('make a row that holds NaN all NaN, and leave its neighbours alone', () => {
    const x = filled(Float32Array, 80, () => 1);
    x[12] = NaN;
    const y = new Float32Array(80);
    softmaxRows(x, 0, y, 0, 10, 8);
    y.forEach((value, i) => assert.ok(Object.is(value, Math.floor(i / 8) === 1 ? NaN : 0.125)));
  });
});

describe('pairwise sums', () => {
  /** The definition: up to 128 terms one after the other, more as the sum of both halves' sums. */
  const definition = (x: ArrayLike<number>, from: number, length: number, step: number): number => {
    if (length <= 128) {
      let sum = 0;
      for (let i = 0; i < length; i++) sum += x[from + i * step];
      return sum;
    }
    const half = Math.floor(length / 2);
    return definition(x, from, half, step) + definition(x, from + half * step, length - half, step);
  };
  const length = fc.oneof(fc.integer({ min: 0, max: 140 }), fc.integer({ min: 0, max: 3000 }));

  it('of a row have the bits of their definition, for any length and step', () => {
    fc.assert(
      fc.property(anyType, length, fc.integer({ min: -3, max: 3 }), anySeed, (type, n, step, seed) => {
        const x = filled(type, 3 * n + 9, noise(seed));
        const from = step < 0 ? x.length - 1 : 2;
        assert.ok(Object.is(pairwiseSum(x, from, n, step), definition(x, from, n, step)));
      }),
    );
  });

  it('of columns have the bits of the definition, for any type and stride', () => {
    const columns = fc.oneof(fc.integer({ min: 1, max: 50 }), fc.constant(5000));
    const kind = fc.constantFrom(Float32Array, Float64Array, Int32Array);
    fc.assert(
      fc.property(
        kind,
        length,
        columns,
        fc.constantFrom(1, 1, 2),
        anySeed,
        (type, n, count, stride, seed) => {
          const rows = count === 5000 ? n % 150 : n;
          const step = count * stride + (rows % 3);
          const next = noise(seed);
          const x = new type(rows * step + 7);
          for (let i = 0; i < x.length; i++) x[i] = 1000 * next();
          const sums = pairwiseSums(x, 5, rows, step, count, stride);
          const expected = Float64Array.from({ length: count }, (_, c) =>
            definition(x, 5 + c * stride, rows, step),
          );
          assertSameBits(sums, expected, `${rows}x${count}`);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('add a million float32 tenths to 100000.00149011612, as exact arithmetic does', () => {
    const x = filled(Float32Array, 1e6, () => 0.1);
    // 1e6 times the float32 nearest to 0.1, 13421773 / 2^27
    assert.equal(pairwiseSum(x, 0, 1e6, 1), (1e6 * 13421773) / 2 ** 27);
  });
});

describe('argmaxRows', () => {
  it('finds the first of the largest, and the first NaN before all', () => {
    const x = Float64Array.from([1, 3, 3, 0, -5, -5, -7, -6, 1, NaN, 9, NaN]);
    const out = new Int32Array(4);
    argmaxRows(x, 0, 3, 4, out, 1);
    assert.deepEqual([...out], [0, 1, 0, 1]);
  });

  it('finds what a loop over the columns finds, among few distinct numbers, infinities and NaN', () => {
    const some = fc.constantFrom(
      [0, 1, 2],
      [-Infinity],
      [-Infinity, -1],
      [0, 1, Infinity],
      [0, 1, 2, 3, 4, 5, NaN],
    );
    const columns = fc.oneof(fc.integer({ min: 1, max: 200 }), fc.constant(9000));
    fc.assert(
      fc.property(
        anyType,
        fc.integer({ min: 1, max: 9 }),
        columns,
        some,
        anySeed,
        (type, rows, width, values, seed) => {
          const next = noise(seed);
          const x = filled(
            type,
            rows * width + 3,
            () => values[Math.floor(((next() + 1) / 2) * values.length)],
          );
          const out = new Int32Array(rows);
          argmaxRows(x, 3, rows, width, out, 0);
          for (let r = 0; r < rows; r++) {
            const line = Array.from(x.subarray(3 + r * width, 3 + (r + 1) * width));
            const strange = line.findIndex(Number.isNaN);
            assert.equal(out[r], strange >= 0 ? strange : line.indexOf(Math.max(...line)));
          }
        },
      ),
    );
  });
});

describe('math', () => {
  it('is what the float64 kernels compute', () => {
    assert.equal(math.exp(1), Math.E);
    assert.equal(math.log(Math.E), 1);
  });
});
