// Operations on whole vectors, element by element. An operand that is one number stands in a single vector, in every lane,
// and is read with a step of 0.

const RELU = 0;
const SQRT = 1;
const NEG = 2;
const ABS = 3;
const SQUARE = 4;
const STEP = 5;

const ADD = 0;
const SUB = 1;
const MUL = 2;
const DIV = 3;
const MAXIMUM = 4;
const MINIMUM = 5;

const LT = 0;
const LE = 1;
const EQ = 2;
const NE = 3;

@inline
function unary<T>(op: i32, x: usize, y: usize, length: usize): void {
  const zero = v128.splat<T>(0);
  const one = v128.splat<T>(1);
  for (const end = x + length * sizeof<T>(); x < end; x += 16, y += 16) {
    const value = v128.load(x);
    if (op == RELU) v128.store(y, v128.pmax<T>(value, zero));
    if (op == SQRT) v128.store(y, v128.sqrt<T>(value));
    if (op == NEG) v128.store(y, v128.neg<T>(value));
    if (op == ABS) v128.store(y, v128.abs<T>(value));
    if (op == SQUARE) v128.store(y, v128.mul<T>(value, value));
    if (op == STEP) v128.store(y, v128.and(v128.gt<T>(value, zero), one));
  }
}

@inline
function combine<T>(op: i32, left: v128, right: v128): v128 {
  if (op == ADD) return v128.add<T>(left, right);
  if (op == SUB) return v128.sub<T>(left, right);
  if (op == MUL) return v128.mul<T>(left, right);
  if (op == DIV) return v128.div<T>(left, right);
  if (op == MAXIMUM) return v128.max<T>(left, right);
  return v128.min<T>(left, right);
}

/** out[r,c] = x[r,c] op y[r,c]; every operand has its own distance from row to row, and may be one number in a row. */
@inline
function binary<T>(
  op: i32, rows: usize, columns: usize,
  x: usize, xRow: usize, xStep: usize,
  y: usize, yRow: usize, yStep: usize,
  out: usize, outRow: usize,
): void {
  for (; rows > 0; rows--, x += xRow, y += yRow, out += outRow) {
    let left = x;
    let right = y;
    for (let at = out, end = out + columns * sizeof<T>(); at < end; left += xStep, right += yStep, at += 16) {
      v128.store(at, combine<T>(op, v128.load(left), v128.load(right)));
    }
  }
}

/** All bits of every lane in which the comparison holds. */
@inline
function mask<T>(op: i32, left: v128, right: v128): v128 {
  if (op == LT) return v128.lt<T>(left, right);
  if (op == LE) return v128.le<T>(left, right);
  if (op == EQ) return v128.eq<T>(left, right);
  return v128.ne<T>(left, right);
}

/** Four comparisons as four lanes of int32, the operands being at x and y. */
@inline
function mask4<T>(op: i32, x: usize, xStep: usize, y: usize, yStep: usize): v128 {
  const low = mask<T>(op, v128.load(x), v128.load(y));
  if (sizeof<T>() == 4) return low;
  return v128.shuffle<i32>(low, mask<T>(op, v128.load(x + xStep), v128.load(y + yStep)), 0, 2, 4, 6);
}

/** out[i] = x[i] op y[i] as bytes 0 and 1, sixteen at a time. */
@inline
function compare<T>(op: i32, x: usize, xStep: usize, y: usize, yStep: usize, out: usize, length: usize): void {
  const xNext = xStep * (sizeof<T>() / 4);
  const yNext = yStep * (sizeof<T>() / 4);
  const one = i8x16.splat(1);
  for (const end = out + length; out < end; x += 4 * xNext, y += 4 * yNext, out += 16) {
    const m0 = mask4<T>(op, x, xStep, y, yStep);
    const m1 = mask4<T>(op, x + xNext, xStep, y + yNext, yStep);
    const m2 = mask4<T>(op, x + 2 * xNext, xStep, y + 2 * yNext, yStep);
    const m3 = mask4<T>(op, x + 3 * xNext, xStep, y + 3 * yNext, yStep);
    const bytes = i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(m0, m1), i16x8.narrow_i32x4_s(m2, m3));
    v128.store(out, v128.and(bytes, one));
  }
}

/** y[i] += alpha x[i]; alpha is one number in memory. */
@inline
function axpy<T>(alpha: usize, x: usize, y: usize, length: usize): void {
  const factor = v128.load_splat<T>(alpha);
  for (const end = y + length * sizeof<T>(); y < end; x += 16, y += 16) {
    v128.store(y, v128.add<T>(v128.load(y), v128.mul<T>(factor, v128.load(x))));
  }
}

export function reluF32(x: usize, y: usize, length: usize): void {
  unary<f32>(RELU, x, y, length);
}

export function reluF64(x: usize, y: usize, length: usize): void {
  unary<f64>(RELU, x, y, length);
}

export function sqrtF32(x: usize, y: usize, length: usize): void {
  unary<f32>(SQRT, x, y, length);
}

export function sqrtF64(x: usize, y: usize, length: usize): void {
  unary<f64>(SQRT, x, y, length);
}

export function negF32(x: usize, y: usize, length: usize): void {
  unary<f32>(NEG, x, y, length);
}

export function negF64(x: usize, y: usize, length: usize): void {
  unary<f64>(NEG, x, y, length);
}

export function absF32(x: usize, y: usize, length: usize): void {
  unary<f32>(ABS, x, y, length);
}

export function absF64(x: usize, y: usize, length: usize): void {
  unary<f64>(ABS, x, y, length);
}

export function squareF32(x: usize, y: usize, length: usize): void {
  unary<f32>(SQUARE, x, y, length);
}

export function squareF64(x: usize, y: usize, length: usize): void {
  unary<f64>(SQUARE, x, y, length);
}

export function stepF32(x: usize, y: usize, length: usize): void {
  unary<f32>(STEP, x, y, length);
}

export function stepF64(x: usize, y: usize, length: usize): void {
  unary<f64>(STEP, x, y, length);
}

export function addF32(rows: usize, columns: usize, x: usize, xRow: usize, xStep: usize, y: usize, yRow: usize, yStep: usize, out: usize, outRow: usize): void {
  binary<f32>(ADD, rows, columns, x, xRow, xStep, y, yRow, yStep, out, outRow);
}

export function addF64(rows: usize, columns: usize, x: usize, xRow: usize, xStep: usize, y: usize, yRow: usize, yStep: usize, out: usize, outRow: usize): void {
  binary<f64>(ADD, rows, columns, x, xRow, xStep, y, yRow, yStep, out, outRow);
}

export function subF32(rows: usize, columns: usize, x: usize, xRow: usize, xStep: usize, y: usize, yRow: usize, yStep: usize, out: usize, outRow: usize): void {
  binary<f32>(SUB, rows, columns, x, xRow, xStep, y, yRow, yStep, out, outRow);
}

export function subF64(rows: usize, columns: usize, x: usize, xRow: usize, xStep: usize, y: usize, yRow: usize, yStep: usize, out: usize, outRow: usize): void {
  binary<f64>(SUB, rows, columns, x, xRow, xStep, y, yRow, yStep, out, outRow);
}

export function mulF32(rows: usize, columns: usize, x: usize, xRow: usize, xStep: usize, y: usize, yRow: usize, yStep: usize, out: usize, outRow: usize): void {
  binary<f32>(MUL, rows, columns, x, xRow, xStep, y, yRow, yStep, out, outRow);
}

export function mulF64(rows: usize, columns: usize, x: usize, xRow: usize, xStep: usize, y: usize, yRow: usize, yStep: usize, out: usize, outRow: usize): void {
  binary<f64>(MUL, rows, columns, x, xRow, xStep, y, yRow, yStep, out, outRow);
}

export function divF32(rows: usize, columns: usize, x: usize, xRow: usize, xStep: usize, y: usize, yRow: usize, yStep: usize, out: usize, outRow: usize): void {
  binary<f32>(DIV, rows, columns, x, xRow, xStep, y, yRow, yStep, out, outRow);
}

export function divF64(rows: usize, columns: usize, x: usize, xRow: usize, xStep: usize, y: usize, yRow: usize, yStep: usize, out: usize, outRow: usize): void {
  binary<f64>(DIV, rows, columns, x, xRow, xStep, y, yRow, yStep, out, outRow);
}

export function maximumF32(rows: usize, columns: usize, x: usize, xRow: usize, xStep: usize, y: usize, yRow: usize, yStep: usize, out: usize, outRow: usize): void {
  binary<f32>(MAXIMUM, rows, columns, x, xRow, xStep, y, yRow, yStep, out, outRow);
}

export function maximumF64(rows: usize, columns: usize, x: usize, xRow: usize, xStep: usize, y: usize, yRow: usize, yStep: usize, out: usize, outRow: usize): void {
  binary<f64>(MAXIMUM, rows, columns, x, xRow, xStep, y, yRow, yStep, out, outRow);
}

export function minimumF32(rows: usize, columns: usize, x: usize, xRow: usize, xStep: usize, y: usize, yRow: usize, yStep: usize, out: usize, outRow: usize): void {
  binary<f32>(MINIMUM, rows, columns, x, xRow, xStep, y, yRow, yStep, out, outRow);
}

export function minimumF64(rows: usize, columns: usize, x: usize, xRow: usize, xStep: usize, y: usize, yRow: usize, yStep: usize, out: usize, outRow: usize): void {
  binary<f64>(MINIMUM, rows, columns, x, xRow, xStep, y, yRow, yStep, out, outRow);
}

export function ltF32(x: usize, xStep: usize, y: usize, yStep: usize, out: usize, length: usize): void {
  compare<f32>(LT, x, xStep, y, yStep, out, length);
}

export function ltF64(x: usize, xStep: usize, y: usize, yStep: usize, out: usize, length: usize): void {
  compare<f64>(LT, x, xStep, y, yStep, out, length);
}

export function leF32(x: usize, xStep: usize, y: usize, yStep: usize, out: usize, length: usize): void {
  compare<f32>(LE, x, xStep, y, yStep, out, length);
}

export function leF64(x: usize, xStep: usize, y: usize, yStep: usize, out: usize, length: usize): void {
  compare<f64>(LE, x, xStep, y, yStep, out, length);
}

export function eqF32(x: usize, xStep: usize, y: usize, yStep: usize, out: usize, length: usize): void {
  compare<f32>(EQ, x, xStep, y, yStep, out, length);
}

export function eqF64(x: usize, xStep: usize, y: usize, yStep: usize, out: usize, length: usize): void {
  compare<f64>(EQ, x, xStep, y, yStep, out, length);
}

export function neF32(x: usize, xStep: usize, y: usize, yStep: usize, out: usize, length: usize): void {
  compare<f32>(NE, x, xStep, y, yStep, out, length);
}

export function neF64(x: usize, xStep: usize, y: usize, yStep: usize, out: usize, length: usize): void {
  compare<f64>(NE, x, xStep, y, yStep, out, length);
}

export function axpyF32(alpha: usize, x: usize, y: usize, length: usize): void {
  axpy<f32>(alpha, x, y, length);
}

export function axpyF64(alpha: usize, x: usize, y: usize, length: usize): void {
  axpy<f64>(alpha, x, y, length);
}
