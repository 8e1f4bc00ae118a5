// Elementwise functions and operators under NumPy's names, for numbers, lists and arrays.
import { binary } from './binary.js';
import { map, unary } from './unary.js';
import { type ArrayLike, asArray } from './convert.js';
import { math } from '../wasm/index.js';
import { pow } from './math/power.js';
import { expm1 as expm1Of, log1p as log1pOf } from './math/small.js';
import { cos as cosOf, sin as sinOf } from './math/trigonometry.js';
import type { NDArray } from './ndarray.js';
import { isFloat } from './dtype.js';

/** a + b, broadcast. */
export function add(a: ArrayLike, b: ArrayLike): NDArray {
  return binary('add', a, b);
}

/** a - b, broadcast. */
export function sub(a: ArrayLike, b: ArrayLike): NDArray {
  return binary('sub', a, b);
}

/** a * b, element by element, broadcast. The matrix product is `matmul`. */
export function mul(a: ArrayLike, b: ArrayLike): NDArray {
  return binary('mul', a, b);
}

/** a / b, broadcast; whole numbers give float64. */
export function div(a: ArrayLike, b: ArrayLike): NDArray {
  return binary('div', a, b);
}

/** a % b with the sign of b, as in Python. */
export function mod(a: ArrayLike, b: ArrayLike): NDArray {
  return binary('mod', a, b);
}

/** The larger of a and b; NaN where one is NaN. */
export function maximum(a: ArrayLike, b: ArrayLike): NDArray {
  return binary('maximum', a, b);
}

/** The smaller of a and b; NaN where one is NaN. */
export function minimum(a: ArrayLike, b: ArrayLike): NDArray {
  return binary('minimum', a, b);
}

/** e to the x. */
export function exp(x: ArrayLike): NDArray {
  return unary('exp', x);
}

/** Natural logarithm: -inf at 0, NaN below. */
export function log(x: ArrayLike): NDArray {
  return unary('log', x);
}

/** Logarithm to base 10; exact for powers of ten. */
export function log10(x: ArrayLike): NDArray {
  return map('log10', x, (value) => logTo(10, value));
}

/** Logarithm to base 2; exact for powers of two. */
export function log2(x: ArrayLike): NDArray {
  return map('log2', x, (value) => logTo(2, value));
}

function logTo(base: number, x: number): number {
  const quotient = math.log(x) / math.log(base);
  const whole = Math.round(quotient);
  return pow(base, whole) === x ? whole : quotient;
}

/** log(1 + x), accurate near 0. */
export function log1p(x: ArrayLike): NDArray {
  return map('log1p', x, log1pOf);
}

/** exp(x) - 1, accurate near 0. */
export function expm1(x: ArrayLike): NDArray {
  return map('expm1', x, expm1Of);
}

/** Square root: NaN below 0. */
export function sqrt(x: ArrayLike): NDArray {
  return unary('sqrt', x);
}

/** x * x. */
export function square(x: ArrayLike): NDArray {
  return unary('square', x);
}

/** |x|. */
export function abs(x: ArrayLike): NDArray {
  return unary('abs', x);
}

/** -x. */
export function neg(x: ArrayLike): NDArray {
  return unary('neg', x);
}

/** -1, 0 or 1. */
export function sign(x: ArrayLike): NDArray {
  return mapWhole('sign', x, Math.sign);
}

/** Hyperbolic tangent. */
export function tanh(x: ArrayLike): NDArray {
  return unary('tanh', x);
}

/** 1 / (1 + exp(-x)), without overflow. */
export function sigmoid(x: ArrayLike): NDArray {
  return unary('sigmoid', x);
}

/** Sine of an angle in radians. */
export function sin(x: ArrayLike): NDArray {
  return map('sin', x, sinOf);
}

/** Cosine of an angle in radians. */
export function cos(x: ArrayLike): NDArray {
  return map('cos', x, cosOf);
}

/** The next whole number below. */
export function floor(x: ArrayLike): NDArray {
  return mapWhole('floor', x, Math.floor);
}

/** The next whole number above. */
export function ceil(x: ArrayLike): NDArray {
  return mapWhole('ceil', x, Math.ceil);
}

/** The nearest number with `decimals` digits after the point; halves go to the even neighbour. */
export function round(x: ArrayLike, decimals = 0): NDArray {
  const scale = 10 ** Math.abs(decimals);
  if (decimals === 0) return mapWhole('round', x, roundHalfEven);
  if (decimals < 0) return mapWhole('round', x, (value) => roundHalfEven(value / scale) * scale);
  return mapWhole('round', x, (value) => roundHalfEven(value * scale) / scale);
}

function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  if (x - below !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}

/** Functions that leave whole numbers whole. */
function mapWhole(caller: string, x: ArrayLike, apply: (value: number) => number): NDArray {
  const array = asArray(x, caller);
  return map(caller, array, apply, isFloat(array.dtype) ? array.dtype : 'int32');
}

/** Where x is neither NaN nor infinite, as bool. */
export function isfinite(x: ArrayLike): NDArray {
  return map('isfinite', x, (value) => Number(Number.isFinite(value)), 'bool');
}

/** Where x is NaN, as bool. */
export function isnan(x: ArrayLike): NDArray {
  return map('isnan', x, (value) => Number(Number.isNaN(value)), 'bool');
}

/** Not x, as bool. */
export function logicalNot(x: ArrayLike): NDArray {
  return binary('eq', x, 0);
}

/** a and b, as bool. */
export function logicalAnd(a: ArrayLike, b: ArrayLike): NDArray {
  return binary('mul', binary('ne', a, 0), binary('ne', b, 0));
}

/** a or b, as bool. */
export function logicalOr(a: ArrayLike, b: ArrayLike): NDArray {
  return binary('add', binary('ne', a, 0), binary('ne', b, 0));
}

/** Numbers below `low` become `low`, above `high` become `high`; null leaves a side open. */
export function clip(x: ArrayLike, low: ArrayLike | null, high: ArrayLike | null): NDArray {
  return asArray(x, 'clip').clip(low, high);
}

/** View with the axes in another order; by default all reversed. */
export function transpose(x: ArrayLike, axes: readonly number[] = []): NDArray {
  return asArray(x, 'transpose').transpose(...axes);
}

/** The same numbers in another shape; one length may be -1. */
export function reshape(x: ArrayLike, shape: readonly number[]): NDArray {
  return asArray(x, 'reshape').reshape(shape);
}

/** One-dimensional, in C order. */
export function ravel(x: ArrayLike): NDArray {
  return asArray(x, 'ravel').ravel();
}

/** View with a new axis of length 1. */
export function expandDims(x: ArrayLike, axis: number): NDArray {
  return asArray(x, 'expandDims').expandDims(axis);
}

/** View without axes of length 1. */
export function squeeze(x: ArrayLike, axis?: number): NDArray {
  return asArray(x, 'squeeze').squeeze(axis);
}
