// Pairwise summation: rounding errors grow with log n instead of n, and the order is fixed by the indices alone.
import type { TypedArray } from './dtype.js';

/** Below this many terms they are added one after the other. */
const LEAF = 128;

/** Sum of `length` neighbours, in float64: halves are summed on their own, then added. */
export function pairwiseSum(data: TypedArray, from: number, length: number): number {
  if (length <= LEAF) {
    let total = 0;
    for (let i = from; i < from + length; i++) total += data[i];
    return total;
  }
  const half = length >> 1;
  return pairwiseSum(data, from, half) + pairwiseSum(data, from + half, length - half);
}

/** Sums of the columns of a C-ordered (rows, columns) block: the same additions as `pairwiseSum` of each column. */
export function pairwiseColumns(
  data: TypedArray,
  from: number,
  rows: number,
  columns: number,
  out: TypedArray,
  at: number,
): void {
  const totals = columnTotals(data, from, rows, columns);
  for (let i = 0; i < columns; i++) out[at + i] = totals[i];
}

function columnTotals(data: TypedArray, from: number, rows: number, columns: number): Float64Array {
  if (rows <= LEAF) {
    const totals = new Float64Array(columns);
    for (let row = 0; row < rows; row++) {
      const start = from + row * columns;
      for (let i = 0; i < columns; i++) totals[i] += data[start + i];
    }
    return totals;
  }
  const half = rows >> 1;
  const totals = columnTotals(data, from, half, columns);
  const rest = columnTotals(data, from + half * columns, rows - half, columns);
  for (let i = 0; i < columns; i++) totals[i] += rest[i];
  return totals;
}
