// The `np` namespace: NumPy's functions under their names, in camelCase.
import { binary, where, arrayEqual } from './binary.js';
import { map, unary } from './unary.js';
import { type ArrayLike, asArray } from './convert.js';
import type { NDArray } from './ndarray.js';

export {
  array,
  asarray,
  zeros,
  ones,
  full,
  zerosLike,
  onesLike,
  fullLike,
  eye,
  arange,
  linspace,
} from './creation.js';
export { sum, mean, std, variance as var, prod, max, min, argmax, argmin, all, any } from './reduce.js';
export { matmul, dot, outer, tensordot } from './matmul.js';
export { power as pow } from './power.js';
export { broadcastTo } from './broadcast.js';
export { concatenate, stack, split, take, oneHot } from './join.js';
export { where, arrayEqual };
export { einsum } from './einsum/index.js';
export * as random from './random/index.js';

export const add = (a: ArrayLike, b: ArrayLike): NDArray => binary('add', a, b);
export const sub = (a: ArrayLike, b: ArrayLike): NDArray => binary('sub', a, b);
export const mul = (a: ArrayLike, b: ArrayLike): NDArray => binary('mul', a, b);
export const div = (a: ArrayLike, b: ArrayLike): NDArray => binary('div', a, b);
export const mod = (a: ArrayLike, b: ArrayLike): NDArray => binary('mod', a, b);
export const maximum = (a: ArrayLike, b: ArrayLike): NDArray => binary('maximum', a, b);
export const minimum = (a: ArrayLike, b: ArrayLike): NDArray => binary('minimum', a, b);

export const exp = (x: ArrayLike): NDArray => unary('exp', x);
export const log = (x: ArrayLike): NDArray => unary('log', x);
export const sqrt = (x: ArrayLike): NDArray => unary('sqrt', x);
export const abs = (x: ArrayLike): NDArray => unary('abs', x);
export const neg = (x: ArrayLike): NDArray => unary('neg', x);
export const square = (x: ArrayLike): NDArray => unary('square', x);
export const tanh = (x: ArrayLike): NDArray => unary('tanh', x);
export const sigmoid = (x: ArrayLike): NDArray => unary('sigmoid', x);
export const sign = (x: ArrayLike): NDArray => map('sign', x, Math.sign);
export const isfinite = (x: ArrayLike): NDArray =>
  map('isfinite', x, (value) => Number(Number.isFinite(value)), 'bool');
export const isnan = (x: ArrayLike): NDArray =>
  map('isnan', x, (value) => Number(Number.isNaN(value)), 'bool');

export const clip = (x: ArrayLike, low: ArrayLike | null, high: ArrayLike | null): NDArray =>
  asArray(x, 'clip').clip(low, high);
export const transpose = (x: ArrayLike, axes: readonly number[] = []): NDArray =>
  asArray(x, 'transpose').transpose(...axes);
export const reshape = (x: ArrayLike, shape: readonly number[]): NDArray =>
  asArray(x, 'reshape').reshape(shape);
export const ravel = (x: ArrayLike): NDArray => asArray(x, 'ravel').ravel();
export const expandDims = (x: ArrayLike, axis: number): NDArray => asArray(x, 'expandDims').expandDims(axis);
export const squeeze = (x: ArrayLike, axis?: number): NDArray => asArray(x, 'squeeze').squeeze(axis);
