// Pairwise summation: rounding errors grow with log n instead of n, and the order is fixed by the indices alone.
import type { NumberArray } from './types.js';

/** Below this many terms they are added one after the other. */
const LEAF = 128;

/** Sum of `length` elements, `step` apart, in float64: the two halves are summed on their own, then added. */
export function pairwiseSum(data: NumberArray, from: number, length: number, step: number): number {
  if (length <= LEAF) return chain(data, from, length, step);
  const half = Math.floor(length / 2);
  if (half <= LEAF || length > 4 * LEAF) {
    return pairwiseSum(data, from, half, step) + pairwiseSum(data, from + half * step, length - half, step);
  }
  // Four chains side by side: one alone would spend its time waiting for its last addition.
  const [first, third] = [half >> 1, (length - half) >> 1];
  let [p, q, r, s] = [from, from + first * step, from + half * step, from + (half + third) * step];
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0; i < first; i++, p += step, q += step, r += step, s += step) {
    a += data[p];
    b += data[q];
    c += data[r];
    d += data[s];
  }
  if (half - first > first) b += data[q];
  if (third > first) c += data[r];
  if (length - half - third > first) d += data[s];
  return a + b + (c + d);
}

function chain(data: NumberArray, from: number, length: number, step: number): number {
  let total = 0;
  for (let i = 0, at = from; i < length; i++, at += step) total += data[at];
  return total;
}

/** Adds up `length` rows, `step` apart, of `count` columns, `stride` apart, in the order of the rows. */
type AddRows = (
  data: NumberArray,
  from: number,
  length: number,
  step: number,
  count: number,
  stride: number,
) => Float64Array;

/**
 * The sums of `count` columns, `stride` apart: the same additions as `pairwiseSum` of each, a row of all columns at a time, of
 * which `add` does up to 128.
 */
export function pairwiseSums(
  data: NumberArray,
  from: number,
  length: number,
  step: number,
  count: number,
  stride: number,
  add: AddRows = addRows,
): Float64Array {
  if (length <= LEAF) return add(data, from, length, step, count, stride);
  const half = Math.floor(length / 2);
  const totals = pairwiseSums(data, from, half, step, count, stride, add);
  const rest = pairwiseSums(data, from + half * step, length - half, step, count, stride, add);
  for (let i = 0; i < count; i++) totals[i] += rest[i];
  return totals;
}

const addRows: AddRows = (data, from, length, step, count, stride) => {
  const totals = new Float64Array(count);
  for (let row = 0; row < length; row++) {
    const start = from + row * step;
    if (stride === 1) for (let i = 0; i < count; i++) totals[i] += data[start + i];
    else for (let i = 0; i < count; i++) totals[i] += data[start + i * stride];
  }
  return totals;
};
