// Making arrays.
import { type DType, allocate } from './dtype.js';
import { checkShape, sizeOf } from './shape.js';
import { type ArrayLike, asArray } from './convert.js';
import { copyAs } from './copy.js';
import { NDArray } from './ndarray.js';

/** Options of the functions that make arrays. */
export interface ArrayOptions {
  /** Default: float64, as in NumPy. */
  dtype?: DType;
}
export type Shape = number | readonly number[];

/**
 * A fresh array from nested lists, a number, an array or a scijs ndarray.
 * @throws RangeError for ragged lists
 * @example
 * np.array([[1, 2], [3, 4]]);            // float64
 * np.array([0, 3, 1], { dtype: 'int32' }) // labels
 */
export function array(values: ArrayLike, { dtype }: ArrayOptions = {}): NDArray {
  const x = asArray(values, 'array', Array.isArray(values) ? dtype : undefined);
  return Array.isArray(values) ? x : copyAs(x, dtype ?? x.dtype);
}

/** As `array`, but without a copy where `values` is already an array of this dtype. */
export function asarray(values: ArrayLike, { dtype }: ArrayOptions = {}): NDArray {
  const x = asArray(values, 'asarray', Array.isArray(values) ? dtype : undefined);
  return dtype === undefined || x.dtype === dtype ? x : copyAs(x, dtype);
}

/** An array of zeros: `np.zeros([64, 10])`. */
export function zeros(shape: Shape, { dtype = 'float64' }: ArrayOptions = {}): NDArray {
  const lengths = checkShape(shape, 'zeros');
  return new NDArray(allocate(dtype, sizeOf(lengths)), lengths);
}

/** An array of ones. */
export function ones(shape: Shape, options: ArrayOptions = {}): NDArray {
  return full(shape, 1, options);
}

/** An array that holds one number everywhere. */
export function full(shape: Shape, value: number, { dtype = 'float64' }: ArrayOptions = {}): NDArray {
  const lengths = checkShape(shape, 'full');
  return new NDArray(
    allocate(dtype, sizeOf(lengths)).fill(dtype === 'bool' ? Number(value !== 0) : value),
    lengths,
  );
}

/** Zeros in the shape and dtype of another array. */
export function zerosLike(like: ArrayLike, { dtype }: ArrayOptions = {}): NDArray {
  return fullLike(like, 0, { dtype });
}

/** Ones in the shape and dtype of another array. */
export function onesLike(like: ArrayLike, { dtype }: ArrayOptions = {}): NDArray {
  return fullLike(like, 1, { dtype });
}

/** One number everywhere, in the shape and dtype of another array. */
export function fullLike(like: ArrayLike, value: number, { dtype }: ArrayOptions = {}): NDArray {
  const x = asArray(like, 'fullLike');
  return full(x.shape, value, { dtype: dtype ?? x.dtype });
}

/** The identity matrix, n by m, with ones on diagonal `k`. */
export function eye(
  n: number,
  m = n,
  { k = 0, dtype = 'float64' }: ArrayOptions & { k?: number } = {},
): NDArray {
  const out = zeros([n, m], { dtype });
  for (let i = Math.max(0, -k); i < n && i + k < m; i++) out.data[i * m + i + k] = 1;
  return out;
}

/** `arange(stop)` or `arange(start, stop, step)`: start, start + step, ... below stop. */
export function arange(
  start: number,
  stop?: number,
  step = 1,
  { dtype = 'float64' }: ArrayOptions = {},
): NDArray {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  if (step === 0 || ![from, to, step].every(Number.isFinite)) {
    throw new RangeError(`arange: cannot go from ${from} to ${to} in steps of ${step}`);
  }
  const length = Math.max(0, Math.ceil((to - from) / step));
  const data = allocate(dtype, length);
  for (let i = 0; i < length; i++) data[i] = from + i * step;
  return new NDArray(data, [length]);
}

/** `count` evenly spaced numbers from `start` to `stop`, both included. */
export function linspace(
  start: number,
  stop: number,
  count = 50,
  { dtype = 'float64' }: ArrayOptions = {},
): NDArray {
  const [length] = checkShape(count, 'linspace');
  const data = allocate(dtype, length);
  const step = (stop - start) / (length - 1);
  for (let i = 0; i < length; i++) data[i] = i * step + start;
  if (length > 1) data[length - 1] = stop;
  else if (length === 1) data[0] = start;
  return new NDArray(data, [length]);
}
