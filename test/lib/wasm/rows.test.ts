import assert from 'node:assert/strict';
import fc from 'fast-check';
import { argmaxRows, logSoftmaxRows, math, softmaxRows, sumAxis } from '../../../lib/wasm/index.js';
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
      fc.property(anyType, shape, scale, anySeed, (type, [rows, columns], size, seed) => {
        const next = noise(seed);
        const x = filled(type, rows * columns + 5, () => size * next());
        for (const [fast, slow] of [
          [softmaxRows, plain.softmaxRows],
          [logSoftmaxRows, plain.logSoftmaxRows],
        ]) {
          const [y, z, own] = [x.slice(), x.slice(), x.slice()];
          fast(x, 5, y, 5, rows, columns);
          slow(x, 5, z, 5, rows, columns);
          assertSameBits(y, z, fast.name);
          fast(own, 5, own, 5, rows, columns);
          assertSameBits(own, z, `${fast.name} in place`);
        }
      }),
    );
  });

  it('have the bits of the plain loops beyond one piece of scratch memory', () => {
    for (const type of types) {
      for (const [rows, columns] of [
        [3, 20_001],
        [2000, 17],
      ]) {
        const x = filled(type, rows * columns, noise(rows));
        const [y, z] = [new type(x.length), new type(x.length)];
        softmaxRows(x, 0, y, 0, rows, columns);
        plain.softmaxRows(x, 0, z, 0, rows, columns);
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

  it('make a row that holds NaN all NaN, and leave its neighbours alone', () => {
    const x = filled(Float32Array, 80, () => 1);
    x[12] = NaN;
    const y = new Float32Array(80);
    softmaxRows(x, 0, y, 0, 10, 8);
    y.forEach((value, i) => assert.ok(Object.is(value, Math.floor(i / 8) === 1 ? NaN : 0.125)));
  });
});

describe('sumAxis', () => {
  it('equals the sum in float64 loops to the last digit of float32, over any axis', () => {
    const length = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(anyType, fc.tuple(length, length, length), anySeed, (type, [outer, axis, inner], seed) => {
        const x = filled(type, outer * axis * inner + 3, noise(seed));
        const y = new type(outer * inner);
        sumAxis(x, 3, outer, axis, inner, y, 0);
        for (let o = 0; o < outer; o++) {
          for (let i = 0; i < inner; i++) {
            let sum = 0;
            for (let a = 0; a < axis; a++) sum += x[3 + (o * axis + a) * inner + i];
            const unit = type === Float32Array ? 2 ** -23 : 2 ** -52;
            assert.ok(Math.abs(y[o * inner + i] - sum) <= unit * Math.abs(sum) + axis * 2 ** -52);
          }
        }
      }),
    );
  });

  it('has the bits of the plain loops where a kernel computes it, beyond one piece as well', () => {
    for (const type of types) {
      for (const [axis, inner] of [
        [100, 37],
        [3, 9001],
        [5000, 6],
      ]) {
        const x = filled(type, axis * inner, noise(inner));
        const [y, sums] = [new type(inner), new Float64Array(inner)];
        sumAxis(x, 0, 1, axis, inner, y, 0);
        plain.addRows(x, 0, axis, inner, sums);
        assertSameBits(y, type.from(sums), `${type.name} ${axis}x${inner}`);
      }
    }
  });

  it('adds a million float32 tenths to 100000.001490116, as float64 does', () => {
    const x = filled(Float32Array, 1e6, () => 0.1);
    const y = new Float64Array(1);
    const z = new Float32Array(1);
    sumAxis(x, 0, 1, 1e6, 1, z, 0);
    y[0] = 1e6 * Math.fround(0.1);
    assert.equal(z[0], Math.fround(y[0]));
  });
});

describe('argmaxRows', () => {
  it('finds the first of the largest, and the first NaN before all', () => {
    const x = Float64Array.from([1, 3, 3, 0, -5, -5, -7, -6, 1, NaN, 9, NaN]);
    const out = new Int32Array(4);
    argmaxRows(x, 0, 3, 4, out, 1);
    assert.deepEqual([...out], [0, 1, 0, 1]);
  });
});

describe('math', () => {
  it('is what the float64 kernels compute', () => {
    assert.equal(math.exp(1), Math.E);
    assert.equal(math.log(Math.E), 1);
  });
});
