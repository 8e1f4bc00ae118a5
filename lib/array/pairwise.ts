// Pairwise summation: rounding errors grow with log n instead of n, and the order is fixed by the indices alone.
import type { TypedArray } from './dtype.js';

/** Below this many terms they are added one after the other. */
const LEAF = 128;

/** Sum of `length` elements, `step` apart, in float64: the two halves are summed on their own, then added. */
export function pairwiseSum(data: TypedArray, from: number, length: number, step: number): number {
  if (length <= LEAF) {
    let total = 0;
    for (let i = 0, at = from; i < length; i++, at += step) total += data[at];
    return total;
  }
  const half = length >> 1;
  return pairwiseSum(data, from, half, step) + pairwiseSum(data, from + half * step, length - half, step);
}

/** The sums of `count` columns, `stride` apart: the same additions as `pairwiseSum` of each, a row of all columns at a time. */
export function pairwiseSums(
  data: TypedArray,
  from: number,
  length: number,
  step: number,
  count: number,
  stride: number,
): Float64Array {
  if (length <= LEAF) {
    const totals = new Float64Array(count);
    for (let row = 0; row < length; row++) {
      const start = from + row * step;
      if (stride === 1) for (let i = 0; i < count; i++) totals[i] += data[start + i];
      else for (let i = 0; i < count; i++) totals[i] += data[start + i * stride];
    }
    return totals;
  }
  const half = length >> 1;
  const totals = pairwiseSums(data, from, half, step, count, stride);
  const rest = pairwiseSums(data, from + half * step, length - half, step, count, stride);
  for (let i = 0; i < count; i++) totals[i] += rest[i];
  return totals;
}
