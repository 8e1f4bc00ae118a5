// Elementwise operations over contiguous ranges of ordinary arrays, by SIMD kernels piece by piece.
import { pieceLength, slot } from './chunks.js';
import { kernels } from './module.js';
import * as plain from './plain/elementwise.js';
import type { BinaryOp, FloatArray, UnaryOp } from './plain/types.js';

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
  if (kernels === null || length < SHORT) return plain.unary(op, x, xOffset, y, yOffset, length);
  const kernel = kernels.for(y)[op];
  const bytes = y.BYTES_PER_ELEMENT;
  const [from, to] = [slot(kernels, 0), slot(kernels, 1)];
  const scratch = kernels.view(y);
  const piece = pieceLength(bytes);
  for (let done = 0; done < length; done += piece) {
    const count = Math.min(piece, length - done);
    scratch.set(x.subarray(xOffset + done, xOffset + done + count), from / bytes);
    kernel(from, to, count);
    y.set(scratch.subarray(to / bytes, to / bytes + count), yOffset + done);
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
  if (kernels === null || length < SHORT) {
    return plain.binary(op, x, xOffset, xStep, y, yOffset, yStep, out, outOffset, length);
  }
  const kernel = kernels.for(out)[op];
  const bytes = out.BYTES_PER_ELEMENT;
  const [left, right, to] = [slot(kernels, 0), slot(kernels, 1), slot(kernels, 2)];
  const scratch = kernels.view(out);
  const piece = pieceLength(bytes);
  if (xStep === 0) scratch.fill(x[xOffset], left / bytes, left / bytes + 4);
  if (yStep === 0) scratch.fill(y[yOffset], right / bytes, right / bytes + 4);
  for (let done = 0; done < length; done += piece) {
    const count = Math.min(piece, length - done);
    if (xStep === 1) scratch.set(x.subarray(xOffset + done, xOffset + done + count), left / bytes);
    if (yStep === 1) scratch.set(y.subarray(yOffset + done, yOffset + done + count), right / bytes);
    kernel(left, 16 * xStep, right, 16 * yStep, to, count);
    out.set(scratch.subarray(to / bytes, to / bytes + count), outOffset + done);
  }
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
  if (kernels === null || length < SHORT) return plain.axpy(alpha, x, xOffset, y, yOffset, length);
  const { axpy: kernel } = kernels.for(y);
  const bytes = y.BYTES_PER_ELEMENT;
  const [from, to, factor] = [slot(kernels, 0), slot(kernels, 1), slot(kernels, 2)];
  const scratch = kernels.view(y);
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
