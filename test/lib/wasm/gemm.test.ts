import assert from 'node:assert/strict';
import fc from 'fast-check';
import { gemm } from '../../../lib/wasm/index.js';
import { gemm as plainGemm } from '../../../lib/wasm/plain/gemm.js';
import { type FloatConstructor, anySeed, anyType, assertSameBits, filled, noise, types } from './arrays.js';

interface Layout {
  offset: number;
  rowStride: number;
  columnStride: number;
}
type Order = 'rows' | 'columns' | 'wide rows' | 'wide columns' | 'scattered';
const orders: Order[] = ['rows', 'columns', 'wide rows', 'wide columns', 'scattered'];

function layoutOf(order: Order, rows: number, columns: number): Layout {
  const strides = {
    rows: [columns, 1],
    columns: [1, rows],
    'wide rows': [columns * 2 + 5, 1],
    'wide columns': [1, rows * 2 + 3],
    scattered: [columns * 3 + 1, 3],
  }[order];
  return { offset: 7, rowStride: strides[0], columnStride: strides[1] };
}

function extent(layout: Layout, rows: number, columns: number): number {
  return layout.offset + Math.max(0, rows - 1) * layout.rowStride + columns * layout.columnStride + 3;
}

interface Case {
  type: FloatConstructor;
  m: number;
  n: number;
  k: number;
  orders: Order[];
  accumulate: boolean;
  seed: number;
}

/** Runs both paths on the same operands. */
function both({ type, m, n, k, orders: [aOrder, bOrder, cOrder], accumulate, seed }: Case) {
  const next = noise(seed);
  const [a, b, c] = [layoutOf(aOrder, m, k), layoutOf(bOrder, k, n), layoutOf(cOrder, m, n)];
  const aData = filled(type, extent(a, m, k), next);
  const bData = filled(type, extent(b, k, n), next);
  const before = filled(type, extent(c, m, n), next);
  const [fast, plain] = [before.slice(), before.slice()];
  for (const [product, data] of [
    [gemm, fast],
    [plainGemm, plain],
  ] as const) {
    // prettier-ignore
    product(m, n, k, aData, a.offset, a.rowStride, a.columnStride, bData, b.offset, b.rowStride, b.columnStride, data, c.offset, c.rowStride, c.columnStride, accumulate);
  }
  return { a, b, c, aData, bData, before, fast, plain };
}

const anyOrders = fc.tuple(...[0, 1, 2].map(() => fc.constantFrom(...orders))) as fc.Arbitrary<Order[]>;
const length = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 70 }));
const anyCase: fc.Arbitrary<Case> = fc.record({
  type: anyType,
  m: length,
  n: length,
  k: length,
  orders: anyOrders,
  accumulate: fc.boolean(),
  seed: anySeed,
});

describe('gemm', () => {
  it('equals a float64 sum of products within k half units, for any shape, stride, offset and transpose', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const { m, n, k, accumulate, type } = one;
        const { a, b, c, aData, bData, before, fast } = both(one);
        const unit = type === Float32Array ? 2 ** -24 : 2 ** -53;
        for (let i = 0; i < m; i++) {
          for (let j = 0; j < n; j++) {
            const at = c.offset + i * c.rowStride + j * c.columnStride;
            let sum = accumulate ? before[at] : 0;
            let size = Math.abs(sum);
            for (let p = 0; p < k; p++) {
              const term =
                aData[a.offset + i * a.rowStride + p * a.columnStride] *
                bData[b.offset + p * b.rowStride + j * b.columnStride];
              sum += term;
              size += Math.abs(term);
            }
            // Higham's bound for a sum of k products, twice over since the reference is rounded as well
            assert.ok(Math.abs(fast[at] - sum) <= 2 * (k + 2) * unit * size, `C[${i},${j}]`);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('has the bits of the plain loops, and writes nothing outside C', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const { fast, plain } = both(one);
        assertSameBits(fast, plain, 'C');
      }),
      { numRuns: 600 },
    );
  });

  it('has the bits of the plain loops beyond one block in every direction', () => {
    for (const type of types) {
      for (const [m, n, k] of [
        [1030, 9, 5],
        [9, 1030, 5],
        [5, 9, 2100],
        [1, 5000, 40],
        [5000, 1, 40],
        [1, 40, 5000],
        [300, 20000, 1],
        [260, 24, 300],
      ]) {
        for (const order of orders) {
          const { fast, plain } = both({ type, m, n, k, orders: [order, order, 'rows'], accumulate: true, seed: m + n }); // prettier-ignore
          assertSameBits(fast, plain, `${type.name} ${m}x${k}x${n} ${order}`);
        }
      }
    }
  });

  it('gives a row of a batch the bits that the row has alone', () => {
    const [m, n, k] = [37, 29, 101];
    for (const type of types) {
      const next = noise(3);
      const a = filled(type, m * k, next);
      const b = filled(type, k * n, next);
      const batch = new type(m * n);
      gemm(m, n, k, a, 0, k, 1, b, 0, n, 1, batch, 0, n, 1, false);
      for (let row = 0; row < m; row++) {
        const alone = new type(n);
        gemm(1, n, k, a, row * k, k, 1, b, 0, n, 1, alone, 0, n, 1, false);
        assertSameBits(alone, batch.subarray(row * n, row * n + n), `row ${row}`);
      }
    }
  });

  it('multiplies broadcast operands, whose strides are 0, and reversed ones, whose strides are negative', () => {
    const [m, n, k] = [20, 30, 40];
    const next = noise(4);
    const a = filled(Float32Array, k, next);
    const b = filled(Float32Array, k * n, next);
    const fast = new Float32Array(m * n);
    const plain = new Float32Array(m * n);
    gemm(m, n, k, a, 0, 0, 1, b, k * n - 1, -n, -1, fast, 0, n, 1, false);
    plainGemm(m, n, k, a, 0, 0, 1, b, k * n - 1, -n, -1, plain, 0, n, 1, false);
    assertSameBits(fast, plain, 'C');
  });

  it('multiplies a single row or column whose elements lie apart, however short it is', () => {
    for (const [m, n, k, aRow, aColumn] of [
      [1, 800, 2, 1, 2],
      [2, 800, 1, 2, 1],
      [2, 800, 1, 2, 5],
      [3, 900, 1, -2, 1],
    ]) {
      const a = filled(Float64Array, 20, noise(m));
      const b = filled(Float64Array, k * n, noise(n));
      const [fast, plain] = [new Float64Array(m * n), new Float64Array(m * n)];
      gemm(m, n, k, a, 9, aRow, aColumn, b, 0, n, 1, fast, 0, n, 1, false);
      plainGemm(m, n, k, a, 9, aRow, aColumn, b, 0, n, 1, plain, 0, n, 1, false);
      assertSameBits(fast, plain, `${m}x${k}x${n}`);
    }
  });

  it('carries NaN and Infinity into exactly the elements that they belong to', () => {
    const [m, n, k] = [16, 24, 32];
    const a = filled(Float32Array, m * k, () => 1);
    const b = filled(Float32Array, k * n, () => 1);
    a[3 * k + 5] = NaN;
    b[7 * n + 11] = Infinity;
    const c = new Float32Array(m * n);
    gemm(m, n, k, a, 0, k, 1, b, 0, n, 1, c, 0, n, 1, false);
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) assert.ok(Object.is(c[i * n + j], i === 3 ? NaN : j === 11 ? Infinity : k));
    }
  });
});
