// Operations along rows and axes of contiguous arrays, in plain loops.
import { math } from './math.js';
import type { FloatArray } from './types.js';

/** y[r,c] = exp(x[r,c]) / sum_c' exp(x[r,c']) for contiguous (rows, columns); x and y may be the same range. */
export function softmaxRows(x: FloatArray, xOffset: number, y: FloatArray, yOffset: number, rows: number, columns: number): void {
  for (let row = 0; row < rows; row++) {
    const from = xOffset + row * columns;
    const to = yOffset + row * columns;
    let largest = -Infinity;
    for (let i = 0; i < columns; i++) largest = Math.max(largest, x[from + i]!);
    let total = 0;
    for (let i = 0; i < columns; i++) total += y[to + i] = math.exp(x[from + i]! - largest);
    for (let i = 0; i < columns; i++) y[to + i] = y[to + i]! / total;
  }
}

/** y[r,c] = x[r,c] - log sum_c' exp(x[r,c']) for contiguous (rows, columns); x and y may be the same range. */
export function logSoftmaxRows(x: FloatArray, xOffset: number, y: FloatArray, yOffset: number, rows: number, columns: number): void {
  for (let row = 0; row < rows; row++) {
    const from = xOffset + row * columns;
    const to = yOffset + row * columns;
    let largest = -Infinity;
    for (let i = 0; i < columns; i++) largest = Math.max(largest, x[from + i]!);
    let total = 0;
    for (let i = 0; i < columns; i++) total += math.exp(x[from + i]! - largest);
    const logTotal = math.log(total);
    for (let i = 0; i < columns; i++) y[to + i] = x[from + i]! - largest - logTotal;
  }
}

/** y[o,i] = sum_a x[o,a,i] for a contiguous (outer, axis, inner). */
export function sumAxis(x: FloatArray, xOffset: number, outer: number, axis: number, inner: number, y: FloatArray, yOffset: number): void {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      let sum = 0;
      for (let a = 0; a < axis; a++) sum += x[xOffset + (o * axis + a) * inner + i]!;
      y[yOffset + o * inner + i] = sum;
    }
  }
}

/** out[r] = the first column of the largest x[r,c] (the first NaN, if there is one) for contiguous (rows, columns >= 1). */
export function argmaxRows(x: FloatArray, xOffset: number, rows: number, columns: number, out: Int32Array, outOffset: number): void {
  for (let row = 0; row < rows; row++) {
    const from = xOffset + row * columns;
    let best = 0;
    for (let i = 1; i < columns && x[from + best]! === x[from + best]!; i++) {
      if (!(x[from + i]! <= x[from + best]!)) best = i;
    }
    out[outOffset + row] = best;
  }
}
