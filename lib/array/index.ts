// What the array folder offers.
export { NDArray, type Axis, type ReduceOptions } from './ndarray.js';
export type { DType, TypedArray } from './dtype.js';
export { resultType } from './dtype.js';
export { type ArrayLike, type NestedNumbers, asArray, asNdarray } from './convert.js';
export type { ArrayOptions, Shape } from './creation.js';
export { isContiguous, type SliceEntry } from './layout.js';
export { step } from './unary.js';
export { unbroadcast } from './broadcast.js';
export { formatShape, sameShape, broadcastShapes } from './shape.js';
export { einsum, einsumGradient, type EinsumGradient, type EinsumSpec } from './einsum/index.js';
export * as np from './np.js';
