// Operations along the rows and axes of contiguous arrays, in plain loops. Sums are taken in the order of the SIMD kernels: in
// lanes, element i in lane i modulo their number, and the lanes are added pairwise.
import * as math32 from './math32.js';
import * as math64 from './math64.js';
import type { FloatArray } from './types.js';

const identity = (x: number) => x;

/** The functions of an array's type: its rounding, its exp and log, and how many lanes a SIMD vector of it has. */
function arithmetic(y: FloatArray) {
  return y instanceof Float32Array
    ? { round: Math.fround, lanes: 4, exp: math32.exp, log: math32.log }
    : { round: identity, lanes: 2, exp: math64.exp, log: math64.log };
}

function largest(x: FloatArray, from: number, columns: number): number {
  let largest = -Infinity;
  for (let i = from; i < from + columns; i++) largest = largest < x[i] ? x[i] : largest;
  return largest;
}

/** Writes e^(x - shift) for one row and returns the sum. */
function expRow(
  x: FloatArray,
  from: number,
  y: FloatArray,
  to: number,
  columns: number,
  shift: number,
): number {
  const { round, lanes, exp } = arithmetic(y);
  const sums = [0, 0, 0, 0];
  for (let i = 0; i < columns; i++) {
    const power = exp(round(x[from + i] - shift));
    y[to + i] = power;
    sums[i % lanes] = round(sums[i % lanes] + power);
  }
  return round(round(sums[0] + sums[1]) + round(sums[2] + sums[3]));
}

/** y[r,c] = exp(x[r,c]) / sum_c' exp(x[r,c']), at least `least`, for contiguous (rows, columns); x and y may be the same range. */
export function softmaxRows(
  x: FloatArray,
  xOffset: number,
  y: FloatArray,
  yOffset: number,
  rows: number,
  columns: number,
  least: number,
): void {
  const { round } = arithmetic(y);
  const single = y instanceof Float32Array;
  for (let row = 0; row < rows; row++) {
    const from = xOffset + row * columns;
    const to = yOffset + row * columns;
    const sum = expRow(x, from, y, to, columns, largest(x, from, columns));
    const reciprocal = round(1 / sum);
    for (let i = 0; i < columns; i++) {
      y[to + i] = single ? y[to + i] * reciprocal : y[to + i] / sum;
      if (y[to + i] < least) y[to + i] = least;
    }
  }
}

/** y[r,c] = x[r,c] - log sum_c' exp(x[r,c']) for contiguous (rows, columns); x and y may be the same range. */
export function logSoftmaxRows(
  x: FloatArray,
  xOffset: number,
  y: FloatArray,
  yOffset: number,
  rows: number,
  columns: number,
): void {
  const { round, log } = arithmetic(y);
  const powers = y instanceof Float32Array ? new Float32Array(columns) : new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    const from = xOffset + row * columns;
    const to = yOffset + row * columns;
    const shift = largest(x, from, columns);
    const logTotal = log(expRow(x, from, powers, 0, columns, shift));
    for (let i = 0; i < columns; i++) y[to + i] = round(x[from + i] - shift) - logTotal;
  }
}

/** out[r] = the first column of the largest x[r,c] (the first NaN, if there is one) for contiguous (rows, columns >= 1). */
export function argmaxRows(
  x: FloatArray,
  xOffset: number,
  rows: number,
  columns: number,
  out: Int32Array,
  outOffset: number,
): void {
  for (let row = 0; row < rows; row++) {
    const from = xOffset + row * columns;
    let best = 0;
    let value = x[from];
    for (let i = 1; i < columns && value === value; i++) {
      if (!(x[from + i] <= value)) {
        best = i;
        value = x[from + i];
      }
    }
    out[outOffset + row] = best;
  }
}
