// The `np` namespace: NumPy's functions under their names, in camelCase.
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
export * from './functions.js';
export { where } from './where.js';
export { power as pow } from './power.js';
export { matmul, dot, outer, tensordot } from './matmul.js';
export { einsum } from './einsum/index.js';
export { sum, mean, std, variance as var, prod, max, min, argmax, argmin, all, any } from './reduce.js';
export { sort, argsort, cumsum, unique, bincount, nonzero } from './order.js';
export { isclose, allclose, arrayEqual } from './compare.js';
export { broadcastTo } from './broadcast.js';
export { concatenate, stack, split, take, oneHot } from './join.js';
export { diag, trace, triu, tril, flip, repeat, tile, meshgrid } from './rearrange.js';
export * as random from './random/index.js';

export const pi = Math.PI;
export const e = Math.E;
