// Elementwise operations over contiguous ranges, in plain loops.
import * as math32 from './math32.js';
import * as math64 from './math64.js';
import type { BinaryOp, Comparison, FloatArray, Rows, UnaryOp } from './types.js';

type Unary = (x: number) => number;
type Binary = (x: number, y: number) => number;

const algebraic = {
  relu: (x: number) => (x < 0 ? 0 : x),
  sqrt: Math.sqrt,
  neg: (x: number) => -x,
  abs: Math.abs,
  square: (x: number) => x * x,
  step: (x: number) => (x > 0 ? 1 : 0),
};
const unary32: Record<UnaryOp, Unary> = { ...math32, ...algebraic };
const unary64: Record<UnaryOp, Unary> = { ...math64, ...algebraic };

const binaryFunctions: Record<BinaryOp, Binary> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  maximum: Math.max,
  minimum: Math.min,
};

const comparisons: Record<Comparison, (x: number, y: number) => boolean> = {
  gt: (x, y) => x > y,
  ge: (x, y) => x >= y,
  lt: (x, y) => x < y,
  le: (x, y) => x <= y,
  eq: (x, y) => x === y,
  ne: (x, y) => x !== y,
};

/** y[i] = op(x[i]) for `length` elements; x and y are of one type. */
export function unary(
  op: UnaryOp,
  x: FloatArray,
  xOffset: number,
  y: FloatArray,
  yOffset: number,
  length: number,
): void {
  const apply = (y instanceof Float32Array ? unary32 : unary64)[op];
  for (let i = 0; i < length; i++) y[yOffset + i] = apply(x[xOffset + i]);
}

/** out[i] = x[i] op y[i]; a step of 0 means that the operand is the one number at its offset, 1 that it is a range. */
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
  const apply = binaryFunctions[op];
  for (let i = 0; i < length; i++) out[outOffset + i] = apply(x[xOffset + i * xStep], y[yOffset + i * yStep]);
}

/** out[r,c] = x[r,c] op y[r,c], row by row; out has a step of 1. */
export function binaryRows(
  op: BinaryOp,
  rows: number,
  columns: number,
  x: Rows,
  y: Rows,
  out: Rows,
  ofRow = binary,
): void {
  for (let r = 0; r < rows; r++) {
    const [i, j, k] = [x, y, out].map(({ offset, row }) => offset + r * row);
    ofRow(op, x.data, i, x.step, y.data, j, y.step, out.data, k, columns);
  }
}

/** out[i] = x[i] op y[i] as 0 or 1; steps as in `binary`. */
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
  const holds = comparisons[op];
  for (let i = 0; i < length; i++) {
    out[outOffset + i] = Number(holds(x[xOffset + i * xStep], y[yOffset + i * yStep]));
  }
}

/** y[i] += alpha x[i], with alpha rounded to the arrays' type. */
export function axpy(
  alpha: number,
  x: FloatArray,
  xOffset: number,
  y: FloatArray,
  yOffset: number,
  length: number,
): void {
  if (y instanceof Float32Array) {
    const factor = Math.fround(alpha);
    for (let i = 0; i < length; i++) y[yOffset + i] += Math.fround(factor * x[xOffset + i]);
  } else {
    for (let i = 0; i < length; i++) y[yOffset + i] += alpha * x[xOffset + i];
  }
}
