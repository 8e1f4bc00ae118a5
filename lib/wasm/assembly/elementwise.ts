// Operations on whole vectors, element by element. An operand that is one number stands in a single vector, in every lane,
// and is read with a step of 0.

const RELU = 0;
const SQRT = 1;
const NEG = 2;
const ABS = 3;
const SQUARE = 4;

const ADD = 0;
const SUB = 1;
const MUL = 2;
const DIV = 3;
const MAXIMUM = 4;
const MINIMUM = 5;

@inline
function unary<T>(op: i32, x: usize, y: usize, length: usize): void {
  const zero = v128.splat<T>(0);
  for (const end = x + length * sizeof<T>(); x < end; x += 16, y += 16) {
    const value = v128.load(x);
    if (op == RELU) v128.store(y, v128.pmax<T>(value, zero));
    if (op == SQRT) v128.store(y, v128.sqrt<T>(value));
    if (op == NEG) v128.store(y, v128.neg<T>(value));
    if (op == ABS) v128.store(y, v128.abs<T>(value));
    if (op == SQUARE) v128.store(y, v128.mul<T>(value, value));
  }
}

@inline
function binary<T>(op: i32, x: usize, xStep: usize, y: usize, yStep: usize, out: usize, length: usize): void {
  for (const end = out + length * sizeof<T>(); out < end; x += xStep, y += yStep, out += 16) {
    const left = v128.load(x);
    const right = v128.load(y);
    if (op == ADD) v128.store(out, v128.add<T>(left, right));
    if (op == SUB) v128.store(out, v128.sub<T>(left, right));
    if (op == MUL) v128.store(out, v128.mul<T>(left, right));
    if (op == DIV) v128.store(out, v128.div<T>(left, right));
    if (op == MAXIMUM) v128.store(out, v128.max<T>(left, right));
    if (op == MINIMUM) v128.store(out, v128.min<T>(left, right));
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

export function addF32(x: usize, xStep: usize, y: usize, yStep: usize, out: usize, length: usize): void {
  binary<f32>(ADD, x, xStep, y, yStep, out, length);
}

export function addF64(x: usize, xStep: usize, y: usize, yStep: usize, out: usize, length: usize): void {
  binary<f64>(ADD, x, xStep, y, yStep, out, length);
}

export function subF32(x: usize, xStep: usize, y: usize, yStep: usize, out: usize, length: usize): void {
  binary<f32>(SUB, x, xStep, y, yStep, out, length);
}

export function subF64(x: usize, xStep: usize, y: usize, yStep: usize, out: usize, length: usize): void {
  binary<f64>(SUB, x, xStep, y, yStep, out, length);
}

export function mulF32(x: usize, xStep: usize, y: usize, yStep: usize, out: usize, length: usize): void {
  binary<f32>(MUL, x, xStep, y, yStep, out, length);
}

export function mulF64(x: usize, xStep: usize, y: usize, yStep: usize, out: usize, length: usize): void {
  binary<f64>(MUL, x, xStep, y, yStep, out, length);
}

export function divF32(x: usize, xStep: usize, y: usize, yStep: usize, out: usize, length: usize): void {
  binary<f32>(DIV, x, xStep, y, yStep, out, length);
}

export function divF64(x: usize, xStep: usize, y: usize, yStep: usize, out: usize, length: usize): void {
  binary<f64>(DIV, x, xStep, y, yStep, out, length);
}

export function maximumF32(x: usize, xStep: usize, y: usize, yStep: usize, out: usize, length: usize): void {
  binary<f32>(MAXIMUM, x, xStep, y, yStep, out, length);
}

export function maximumF64(x: usize, xStep: usize, y: usize, yStep: usize, out: usize, length: usize): void {
  binary<f64>(MAXIMUM, x, xStep, y, yStep, out, length);
}

export function minimumF32(x: usize, xStep: usize, y: usize, yStep: usize, out: usize, length: usize): void {
  binary<f32>(MINIMUM, x, xStep, y, yStep, out, length);
}

export function minimumF64(x: usize, xStep: usize, y: usize, yStep: usize, out: usize, length: usize): void {
  binary<f64>(MINIMUM, x, xStep, y, yStep, out, length);
}

export function axpyF32(alpha: usize, x: usize, y: usize, length: usize): void {
  axpy<f32>(alpha, x, y, length);
}

export function axpyF64(alpha: usize, x: usize, y: usize, length: usize): void {
  axpy<f64>(alpha, x, y, length);
}
