// Matrix product by three plain loops: the definition of what the SIMD kernels compute, and their fallback.
import type { FloatArray } from './types.js';

/**
 * C[m,n] = (accumulate ? C[m,n] : 0) + sum_k A[m,k] B[k,n], summed in the order of k, every step rounded to the arrays' type.
 *
 * A is (m, k), B is (k, n), C is (m, n); all of one type, with any strides. C must not overlap A or B.
 */
export function gemm(
  m: number,
  n: number,
  k: number,
  a: FloatArray,
  aOffset: number,
  aRowStride: number,
  aColStride: number,
  b: FloatArray,
  bOffset: number,
  bRowStride: number,
  bColStride: number,
  c: FloatArray,
  cOffset: number,
  cRowStride: number,
  cColStride: number,
  accumulate: boolean,
): void {
  const single = c instanceof Float32Array;
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < n; column++) {
      const target = cOffset + row * cRowStride + column * cColStride;
      let sum = accumulate ? c[target] : 0;
      for (let inner = 0; inner < k; inner++) {
        const product =
          a[aOffset + row * aRowStride + inner * aColStride] *
          b[bOffset + inner * bRowStride + column * bColStride];
        sum = single ? Math.fround(sum + Math.fround(product)) : sum + product;
      }
      c[target] = sum;
    }
  }
}
