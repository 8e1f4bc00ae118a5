import assert from 'node:assert/strict';
import { gemm, residentCopy } from '../../../lib/wasm/index.js';
import { homeOf } from '../../../lib/wasm/resident.js';
import { assertSameBits, filled, noise, types } from './arrays.js';

const [k, n] = [300, 130];

describe('residentCopy', () => {
  it('gives products of one row the same bits, for W, its transpose and parts of both', () => {
    for (const type of types) {
      const w = filled(type, k * n, noise(1));
      const resident = residentCopy(w);
      assert.ok(homeOf(resident));
      assertSameBits(resident, w, 'the copy');
      const x = filled(type, 2 * k, noise(2));
      for (const [columns, depth, offset, rowStride, columnStride] of [
        [n, k, 0, n, 1],
        [k, n, 0, 1, n],
        [50, 40, 17, n, 1],
        [40, 50, 17, 1, n],
        [60, 50, 3, n, 2],
      ]) {
        const [expected, actual] = [filled(type, columns, noise(3)), filled(type, columns, noise(3))];
        for (const [b, c] of [
          [w, expected],
          [resident, actual],
        ]) {
          gemm(1, columns, depth, x, 1, 5, 2, b, offset, rowStride, columnStride, c, 0, 7, 1, true);
        }
        assertSameBits(actual, expected, `${columns} columns, strides ${rowStride} and ${columnStride}`);
      }
    }
  });

  it('stays in place and is not written to, whatever else is computed', () => {
    const w = filled(Float32Array, k * n, noise(4));
    const resident = residentCopy(w);
    const view = resident.subarray(0, 10);
    const large = new Float32Array(1 << 20);
    gemm(
      1024,
      1024,
      1024,
      large,
      0,
      1024,
      1,
      large,
      0,
      1024,
      1,
      new Float32Array(1 << 20),
      0,
      1024,
      1,
      false,
    );
    for (let i = 0; i < 1000; i++)
      gemm(1, n, k, w, 0, k, 1, resident, 0, n, 1, new Float32Array(n), 0, n, 1, false);
    assertSameBits(resident, w, 'the copy');
    assert.equal(view[9], w[9]);
  });

  it('is collected as garbage: a thousand copies of a megabyte can be made one after the other', () => {
    const w = new Float32Array(1 << 18);
    for (let i = 0; i < 1000; i++) residentCopy(w);
  });

  it('copies small arrays as usual', () => {
    assert.equal(homeOf(residentCopy(new Float32Array(10))), undefined);
  });
});
