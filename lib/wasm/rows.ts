// Softmax and log-softmax of rows, and sums over an axis, for contiguous ordinary arrays: by SIMD kernels where they gain.
import { pieceLength, slot } from './chunks.js';
import { type Matrix, fillRows, stage, unstage } from './matrix.js';
import { type Kernels, kernels } from './module.js';
import * as plain from './plain/rows.js';
import type { FloatArray } from './plain/types.js';

/** Fewer elements than this are faster in plain loops. */
const FEW = 64;

type RowOperation = 'softmaxRows' | 'logSoftmaxRows';

/**
 * y[r,c] = exp(x[r,c]) / sum_c' exp(x[r,c']) for contiguous (rows, columns), without overflow; x and y are of one type and may
 * be the same range.
 */
export function softmaxRows(
  x: FloatArray,
  xOffset: number,
  y: FloatArray,
  yOffset: number,
  rows: number,
  columns: number,
): void {
  if (kernels === null || rows * columns < FEW) plain.softmaxRows(x, xOffset, y, yOffset, rows, columns);
  else byRows(kernels, 'softmaxRows', x, xOffset, y, yOffset, rows, columns);
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
  if (kernels === null || rows * columns < FEW) plain.logSoftmaxRows(x, xOffset, y, yOffset, rows, columns);
  else byRows(kernels, 'logSoftmaxRows', x, xOffset, y, yOffset, rows, columns);
}

/** A few rows at a time, each padded with -Infinity to whole vectors: e to that is 0 and changes no sum. */
function byRows(
  on: Kernels,
  operation: RowOperation,
  x: FloatArray,
  xOffset: number,
  y: FloatArray,
  yOffset: number,
  rows: number,
  columns: number,
): void {
  const kernel = on.for(y)[operation];
  const bytes = y.BYTES_PER_ELEMENT;
  const lanes = 16 / bytes;
  const pitch = Math.ceil(columns / lanes) * lanes;
  const height = Math.min(rows, Math.max(1, Math.floor(pieceLength(bytes) / pitch)));
  const from = on.start / bytes;
  const to = from + height * pitch;
  on.reserve((to + height * pitch) * bytes);
  const scratch = on.view(y);
  if (pitch > columns) scratch.fill(-Infinity, from, to);
  for (let row = 0; row < rows; row += height) {
    const count = Math.min(height, rows - row);
    const shape = { rows: count, columns, rowStride: columns, columnStride: 1 };
    const source: Matrix = { data: x, offset: xOffset + row * columns, ...shape };
    if (pitch > columns) fillRows(source, scratch, from, pitch);
    else stage(source, scratch, from);
    kernel(from * bytes, to * bytes, count, pitch);
    unstage({ data: y, offset: yOffset + row * columns, ...shape }, scratch, to, pitch);
  }
}

/**
 * y[o,i] = sum_a x[o,a,i] for a contiguous (outer, axis, inner). Sums are accumulated in float64, whatever the type, and in an
 * order that depends on the shape alone.
 */
export function sumAxis(
  x: FloatArray,
  xOffset: number,
  outer: number,
  axis: number,
  inner: number,
  y: FloatArray,
  yOffset: number,
): void {
  if (inner === 1) {
    for (let o = 0; o < outer; o++) y[yOffset + o] = plain.sumRange(x, xOffset + o * axis, axis);
    return;
  }
  const sums = new Float64Array(inner);
  for (let o = 0; o < outer; o++) {
    sums.fill(0);
    const from = xOffset + o * axis * inner;
    if (kernels === null || axis * inner < FEW) plain.addRows(x, from, axis, inner, sums);
    else addRows(kernels, x, from, axis, inner, sums);
    y.set(sums, yOffset + o * inner);
  }
}

/** sums[i] += x[0,i] + x[1,i] + ... for contiguous (rows, columns), in pieces of some columns and some rows. */
function addRows(
  on: Kernels,
  x: FloatArray,
  from: number,
  rows: number,
  columns: number,
  sums: Float64Array,
): void {
  const { addRows: kernel } = on.for(x);
  const bytes = x.BYTES_PER_ELEMENT;
  const width = Math.min(columns, pieceLength(8));
  const height = Math.min(rows, Math.max(1, Math.floor(pieceLength(bytes) / width)));
  const [source, target] = [slot(on, 0), slot(on, 1)];
  const scratch = on.view(x);
  for (let column = 0; column < columns; column += width) {
    const count = Math.min(width, columns - column);
    on.float64.fill(0, target / 8, target / 8 + count + 4);
    for (let row = 0; row < rows; row += height) {
      const block: Matrix = {
        data: x,
        offset: from + row * columns + column,
        rows: Math.min(height, rows - row),
        columns: count,
        rowStride: columns,
        columnStride: 1,
      };
      const { rowStride } = stage(block, scratch, source / bytes);
      kernel(source, block.rows, count, rowStride * bytes, target);
    }
    sums.set(on.float64.subarray(target / 8, target / 8 + count), column);
  }
}

export { argmaxRows } from './plain/rows.js';
