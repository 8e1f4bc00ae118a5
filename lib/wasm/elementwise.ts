// Elementwise operations over contiguous ranges and rows of ordinary arrays, by SIMD kernels piece by piece.
import { pieceLength, slot } from './chunks.js';
import { type Kernels, kernels } from './module.js';
import { fillRows, unstage } from './matrix.js';
import * as plain from './plain/elementwise.js';
import type { BinaryOp, Comparison, FloatArray, Rows, UnaryOp } from './plain/types.js';

/** Shorter ranges are faster in plain loops. */
const SHORT = 64;

/** y[i] = op(x[i]) for `length` elements; x and y are of one type and may be the same range. */
export function unary(
  op: UnaryOp,
  x: FloatArray,
  xOffset: number,
  y: FloatArray,
  yOffset: number,
  length: number,
): void {
  const on = length < SHORT ? null : kernels();
  if (on === null) return plain.unary(op, x, xOffset, y, yOffset, length);
  const kernel = on.for(y)[op];
  const bytes = y.BYTES_PER_ELEMENT;
  const at = slot(on, 0);
  const scratch = on.view(y);
  const piece = pieceLength(bytes);
  for (let done = 0; done < length; done += piece) {
    const count = Math.min(piece, length - done);
    scratch.set(x.subarray(xOffset + done, xOffset + done + count), at / bytes);
    kernel(at, at, count);
    y.set(scratch.subarray(at / bytes, at / bytes + count), yOffset + done);
  }
}

/**
 * out[i] = x[i] op y[i] for `length` elements of one type; a step of 0 means that the operand is the one number at its offset,
 * 1 that it is a range. `out` may be the same range as x or y.
 */
export function binary(
  op: BinaryOp,
  x: FloatArray,
  xOffset: number,
  xStep: 0 | 1,
  y: FloatArray,
  yOffset: number,
  yStep: 0 | 1,
  out: FloatArray,
  outOffset: number,
  length: number,
): void {
  const on = length < SHORT ? null : kernels();
  if (on === null) {
    return plain.binary(op, x, xOffset, xStep, y, yOffset, yStep, out, outOffset, length);
  }
  const kernel = on.for(out)[op];
  const bytes = out.BYTES_PER_ELEMENT;
  const scratch = on.view(out);
  inPieces(on, x, xOffset, xStep, y, yOffset, yStep, length, (left, right, to, count, done) => {
    kernel(1, count, left, 0, 16 * xStep, right, 0, 16 * yStep, to, 0);
    out.set(scratch.subarray(to / bytes, to / bytes + count), outOffset + done);
  });
}

/**
 * Copies two operands to scratch memory, a piece of both at a time, and calls `compute` with their addresses, that of a slot for
 * the result, how many elements the piece has and how many were done before it. A single number stands there in every lane.
 */
function inPieces(
  on: Kernels,
  x: FloatArray,
  xOffset: number,
  xStep: 0 | 1,
  y: FloatArray,
  yOffset: number,
  yStep: 0 | 1,
  length: number,
  compute: (left: number, right: number, to: number, count: number, done: number) => void,
): void {
  const bytes = x.BYTES_PER_ELEMENT;
  const [left, right, to] = [slot(on, 0), slot(on, 1), slot(on, 2)];
  const scratch = on.view(x);
  const piece = pieceLength(bytes);
  if (xStep === 0) scratch.fill(x[xOffset], left / bytes, left / bytes + 4);
  if (yStep === 0) scratch.fill(y[yOffset], right / bytes, right / bytes + 4);
  for (let done = 0; done < length; done += piece) {
    const count = Math.min(piece, length - done);
    if (xStep === 1) scratch.set(x.subarray(xOffset + done, xOffset + done + count), left / bytes);
    if (yStep === 1) scratch.set(y.subarray(yOffset + done, yOffset + done + count), right / bytes);
    compute(left, right, to, count, done);
  }
}

/**
 * out[r,c] = x[r,c] op y[r,c] for (rows, columns) of one type: a bias added to every row of a batch is `y` with a row distance
 * of 0, one number per row is a step of 0. `out` has a step of 1 and may be the same rows as x or y.
 */
export function binaryRows(op: BinaryOp, rows: number, columns: number, x: Rows, y: Rows, out: Rows): void {
  const bytes = out.data.BYTES_PER_ELEMENT;
  const on = rows * columns < SHORT ? null : kernels();
  if (on === null) return plain.binaryRows(op, rows, columns, x, y, out);
  const height = Math.min(rows, Math.floor(pieceLength(bytes) / Math.max(columns, 16 / bytes)));
  if (height < 2) return plain.binaryRows(op, rows, columns, x, y, out, binary);
  const kernel = on.for(out.data)[op];
  const [left, right, to] = [slot(on, 0), slot(on, 1), slot(on, 2)];
  const scratch = on.view(out.data);
  for (let first = 0; first < rows; first += height) {
    const count = Math.min(height, rows - first);
    const xRow = stageRows(on, x, first, count, columns, left);
    const yRow = stageRows(on, y, first, count, columns, right);
    kernel(count, columns, left, xRow, 16 * x.step, right, yRow, 16 * y.step, to, columns * bytes);
    const { data, offset, row } = out;
    const block = {
      data,
      offset: offset + first * row,
      rows: count,
      columns,
      rowStride: row,
      columnStride: 1,
    };
    unstage(block, scratch, to / bytes, columns);
  }
}

/** Copies rows to an address, where that is not what lies there already; returns the distance between them in bytes. */
function stageRows(
  on: Kernels,
  from: Rows,
  first: number,
  count: number,
  columns: number,
  to: number,
): number {
  const { data, offset, row, step } = from;
  const bytes = data.BYTES_PER_ELEMENT;
  const rows = row === 0 ? 1 : count;
  const scratch = on.view(data);
  if (step === 0) {
    for (let r = 0; r < rows; r++) {
      const at = (to + 16 * r) / bytes;
      scratch.fill(data[offset + (first + r) * row], at, at + 16 / bytes);
    }
    return row === 0 ? 0 : 16;
  }
  if (row !== 0 || first === 0) {
    const block = { data, offset: offset + first * row, rows, columns, rowStride: row, columnStride: 1 };
    fillRows(block, scratch, to / bytes, columns);
  }
  return row === 0 ? 0 : columns * bytes;
}

/** gt and ge are lt and le with the operands exchanged. */
const comparisons = {
  lt: ['lt', false],
  le: ['le', false],
  gt: ['lt', true],
  ge: ['le', true],
  eq: ['eq', false],
  ne: ['ne', false],
} as const;

/** out[i] = x[i] op y[i] as 0 or 1 for `length` elements of one type; steps as in `binary`. Nothing but `ne` holds for NaN. */
export function compare(
  op: Comparison,
  x: FloatArray,
  xOffset: number,
  xStep: 0 | 1,
  y: FloatArray,
  yOffset: number,
  yStep: 0 | 1,
  out: Uint8Array,
  outOffset: number,
  length: number,
): void {
  const on = length < SHORT ? null : kernels();
  if (on === null) {
    return plain.compare(op, x, xOffset, xStep, y, yOffset, yStep, out, outOffset, length);
  }
  const [name, exchanged] = comparisons[op];
  const kernel = on.for(x)[name];
  const { bytes } = on;
  inPieces(on, x, xOffset, xStep, y, yOffset, yStep, length, (left, right, to, count, done) => {
    if (exchanged) kernel(right, 16 * yStep, left, 16 * xStep, to, count);
    else kernel(left, 16 * xStep, right, 16 * yStep, to, count);
    out.set(bytes.subarray(to, to + count), outOffset + done);
  });
}

/** y[i] += alpha x[i] for `length` elements of one type, with alpha rounded to that type. */
export function axpy(
  alpha: number,
  x: FloatArray,
  xOffset: number,
  y: FloatArray,
  yOffset: number,
  length: number,
): void {
  const on = length < SHORT ? null : kernels();
  if (on === null) return plain.axpy(alpha, x, xOffset, y, yOffset, length);
  const { axpy: kernel } = on.for(y);
  const bytes = y.BYTES_PER_ELEMENT;
  const [from, to, factor] = [slot(on, 0), slot(on, 1), slot(on, 2)];
  const scratch = on.view(y);
  const piece = pieceLength(bytes);
  scratch[factor / bytes] = alpha;
  for (let done = 0; done < length; done += piece) {
    const count = Math.min(piece, length - done);
    scratch.set(x.subarray(xOffset + done, xOffset + done + count), from / bytes);
    scratch.set(y.subarray(yOffset + done, yOffset + done + count), to / bytes);
    kernel(factor, from, to, count);
    y.set(scratch.subarray(to / bytes, to / bytes + count), yOffset + done);
  }
}
