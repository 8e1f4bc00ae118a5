// Softmax, log-softmax and argmax of rows, and sums of columns, for ordinary arrays: by SIMD kernels where they gain.
import { pieceLength, slot } from './chunks.js';
import { type Matrix, fillRows, unstage } from './matrix.js';
import { type Kernels, kernels } from './module.js';
import { pairwiseSums as plainSums } from './plain/pairwise.js';
import * as plain from './plain/rows.js';
import type { FloatArray, NumberArray } from './plain/types.js';

/** Fewer elements than this are faster in plain loops. */
const FEW = 64;

type RowOperation = 'softmaxRows' | 'logSoftmaxRows';

/**
 * y[r,c] = exp(x[r,c]) / sum_c' exp(x[r,c']) for contiguous (rows, columns), without overflow; no result is less than `least`.
 * x and y are of one type and may be the same range.
 */
export function softmaxRows(
  x: FloatArray,
  xOffset: number,
  y: FloatArray,
  yOffset: number,
  rows: number,
  columns: number,
  least = 0,
): void {
  if (!byRows('softmaxRows', x, xOffset, y, yOffset, rows, columns, least)) {
    plain.softmaxRows(x, xOffset, y, yOffset, rows, columns, least);
  }
}

/**
 * y[r,c] = x[r,c] - log sum_c' exp(x[r,c']) for contiguous (rows, columns), without overflow; x and y are of one type and may
 * be the same range.
 */
export function logSoftmaxRows(
  x: FloatArray,
  xOffset: number,
  y: FloatArray,
  yOffset: number,
  rows: number,
  columns: number,
): void {
  if (!byRows('logSoftmaxRows', x, xOffset, y, yOffset, rows, columns)) {
    plain.logSoftmaxRows(x, xOffset, y, yOffset, rows, columns);
  }
}

/**
 * A few rows at a time, each padded with -Infinity to whole vectors: e to that is 0 and changes no sum. Returns false, and does
 * nothing, where plain loops must do it or are faster.
 */
function byRows(
  operation: RowOperation,
  x: FloatArray,
  xOffset: number,
  y: FloatArray,
  yOffset: number,
  rows: number,
  columns: number,
  least = 0,
): boolean {
  const on = rows * columns < FEW ? null : kernels();
  if (on === null) return false;
  const kernel = on.for(y)[operation];
  const bytes = y.BYTES_PER_ELEMENT;
  const lanes = 16 / bytes;
  const pitch = Math.ceil(columns / lanes) * lanes;
  const height = Math.min(rows, Math.max(1, Math.floor(pieceLength(bytes) / pitch)));
  const at = on.start / bytes;
  if (!on.reserve((at + height * pitch) * bytes)) return false;
  const scratch = on.view(y);
  for (let row = 0; row < rows; row += height) {
    const count = Math.min(height, rows - row);
    const shape = { rows: count, columns, rowStride: columns, columnStride: 1 };
    const source: Matrix = { data: x, offset: xOffset + row * columns, ...shape };
    if (pitch > columns) scratch.fill(-Infinity, at, at + count * pitch);
    fillRows(source, scratch, at, pitch);
    kernel(at * bytes, at * bytes, count, pitch, least);
    unstage({ data: y, offset: yOffset + row * columns, ...shape }, scratch, at, pitch);
  }
  return true;
}

/**
 * sum_r x[from + r step + c stride] over r < length, one for each of `count` columns c, in float64: pairwise, with the additions
 * of `pairwiseSum` of each column.
 */
export function pairwiseSums(
  x: NumberArray,
  from: number,
  length: number,
  step: number,
  count: number,
  stride: number,
): Float64Array {
  const isFloat = x instanceof Float32Array || x instanceof Float64Array;
  const suits = isFloat && stride === 1 && step >= count && length * count >= FEW;
  const on = suits ? kernels() : null;
  if (!isFloat || on === null) return plainSums(x, from, length, step, count, stride);
  return plainSums(x, from, length, step, count, stride, (_, start, rows) =>
    addRows(on, x, start, rows, step, count),
  );
}

/** x[from,c] + x[from + step,c] + ... in that order, in pieces of some columns and some rows. */
function addRows(
  on: Kernels,
  x: FloatArray,
  from: number,
  length: number,
  step: number,
  count: number,
): Float64Array {
  const { addRows: kernel } = on.for(x);
  const bytes = x.BYTES_PER_ELEMENT;
  const sums = new Float64Array(count);
  const width = Math.min(count, pieceLength(8));
  const height = Math.min(length, Math.max(1, Math.floor(pieceLength(bytes) / width)));
  const [source, target] = [slot(on, 0), slot(on, 1)];
  const scratch = on.view(x);
  for (let column = 0; column < count; column += width) {
    const columns = Math.min(width, count - column);
    on.float64.fill(0, target / 8, target / 8 + columns + 4);
    for (let row = 0; row < length; row += height) {
      const rows = Math.min(height, length - row);
      const offset = from + row * step + column;
      const block = { data: x, offset, rows, columns, rowStride: step, columnStride: 1 };
      fillRows(block, scratch, source / bytes, columns);
      kernel(source, rows, columns, columns * bytes, target);
    }
    sums.set(on.float64.subarray(target / 8, target / 8 + columns), column);
  }
  return sums;
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
  const bytes = x.BYTES_PER_ELEMENT;
  const height = Math.min(rows, Math.floor(pieceLength(bytes) / columns));
  const on = columns < FEW || height === 0 ? null : kernels();
  if (on === null) return plain.argmaxRows(x, xOffset, rows, columns, out, outOffset);
  const { argmax } = on.for(x);
  const source = slot(on, 0);
  const scratch = on.view(x);
  for (let first = 0; first < rows; first += height) {
    const from = xOffset + first * columns;
    const count = Math.min(height, rows - first);
    scratch.set(x.subarray(from, from + count * columns), source / bytes);
    for (let r = 0; r < count; r++) {
      out[outOffset + first + r] = argmax(source + r * columns * bytes, columns);
    }
  }
}

export { pairwiseSum } from './plain/pairwise.js';
