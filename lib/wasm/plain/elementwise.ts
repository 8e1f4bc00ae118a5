// Elementwise operations over contiguous ranges, in plain loops.
import { math } from './math.js';
import type { BinaryOp, FloatArray, UnaryOp } from './types.js';

const unaryFunctions: Record<UnaryOp, (x: number) => number> = {
  exp: math.exp,
  log: math.log,
  tanh: math.tanh,
  sigmoid: math.sigmoid,
  relu: (x) => (x > 0 ? x : x !== x ? x : 0),
  sqrt: Math.sqrt,
  neg: (x) => -x,
  abs: Math.abs,
  square: (x) => x * x,
};

const binaryFunctions: Record<BinaryOp, (x: number, y: number) => number> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  maximum: Math.max,
  minimum: Math.min,
};

/** y[i] = op(x[i]) for `length` elements; x and y are of one type and may be the same range. */
export function unary(op: UnaryOp, x: FloatArray, xOffset: number, y: FloatArray, yOffset: number, length: number): void {
  const apply = unaryFunctions[op];
  for (let i = 0; i < length; i++) y[yOffset + i] = apply(x[xOffset + i]!);
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
  for (let i = 0; i < length; i++) out[outOffset + i] = apply(x[xOffset + i * xStep]!, y[yOffset + i * yStep]!);
}

/** y[i] += alpha x[i]. */
export function axpy(alpha: number, x: FloatArray, xOffset: number, y: FloatArray, yOffset: number, length: number): void {
  const round = y instanceof Float32Array ? Math.fround : (value: number) => value;
  for (let i = 0; i < length; i++) y[yOffset + i] = y[yOffset + i]! + round(round(alpha) * x[xOffset + i]!);
}
