// Reductions over axes. Sums add in a fixed pairwise order that depends on the elements' indices only, never on strides.
import { sizeOf, checkAxes } from './shape.js';
import { type ArrayLike, asArray } from './convert.js';
import { argmaxRows, pairwiseSum, pairwiseSums } from '../wasm/index.js';
import { nothingError, reduce, type RowReducer } from './reduction.js';
import { binary } from './binary.js';
import { isFloat } from './dtype.js';
import { unary } from './unary.js';
import type { Axis, NDArray, ReduceOptions } from './ndarray.js';

/**
 * Sum over all elements, one axis or several. float32 is added up in float64 and rounded once; bool and int32 give int32.
 * @example
 * np.sum([[1, 2], [3, 4]], 0); // array([4., 6.])
 */
export function sum(a: ArrayLike, axis?: Axis, options?: ReduceOptions): NDArray {
  const x = asArray(a, 'sum');
  if (x.deferred?.sumLeadingAxis && axis !== undefined && axis !== null) {
    const axes = checkAxes(axis, x.shape, 'sum');
    if (axes.length === 1 && axes[0] === 0) {
      const total = x.deferred.sumLeadingAxis();
      return options?.keepdims ? total.expandDims(0) : total;
    }
  }
  const dtype = x.dtype === 'bool' ? 'int32' : x.dtype;
  return reduce(x, axis, options, {
    caller: 'sum',
    dtype,
    row: pairwiseSum,
    columns: pairwiseSums,
    ofNothing: true,
  });
}

/** Mean over all elements, one axis or several; of whole numbers it is float64. @throws RangeError over nothing */
export function mean(a: ArrayLike, axis?: Axis, options?: ReduceOptions): NDArray {
  const x = asArray(a, 'mean');
  const total = sum(isFloat(x.dtype) ? x : x.astype('float64'), axis, options);
  return binary('div', total, countOver(x, axis, 'mean'));
}

/** Variance: the mean squared distance from the mean, or with `ddof` the sum of squares over n - ddof. */
export function variance(
  a: ArrayLike,
  axis?: Axis,
  options: ReduceOptions & { ddof?: number } = {},
): NDArray {
  const x = asArray(a, 'var');
  const distance = binary('sub', x, mean(x, axis, { keepdims: true }));
  return binary(
    'div',
    sum(unary('square', distance), axis, options),
    countOver(x, axis, 'var') - (options.ddof ?? 0),
  );
}

/** Standard deviation: the square root of the variance. */
export function std(a: ArrayLike, axis?: Axis, options?: ReduceOptions & { ddof?: number }): NDArray {
  return unary('sqrt', variance(a, axis, options));
}

function countOver(x: NDArray, axis: Axis | undefined, caller: string): number {
  const count = sizeOf(checkAxes(axis, x.shape, caller).map((one) => x.shape[one]));
  if (count === 0) throw nothingError(x, caller);
  return count;
}

const product: RowReducer = (data, from, length, step) => {
  let result = 1;
  for (let i = 0; i < length; i++) result *= data[from + i * step];
  return result;
};

const largest: RowReducer = (data, from, length, step) => {
  let best = data[from];
  for (let i = 1; i < length; i++) {
    const value = data[from + i * step];
    if (value > best || value !== value) best = value;
  }
  return best;
};

const smallest: RowReducer = (data, from, length, step) => {
  let best = data[from];
  for (let i = 1; i < length; i++) {
    const value = data[from + i * step];
    if (value < best || value !== value) best = value;
  }
  return best;
};

const indexOfLargest: RowReducer = (data, from, length, step) => {
  let best = 0;
  let champion = data[from];
  for (let i = 1; i < length && champion === champion; i++) {
    const value = data[from + i * step];
    if (value > champion || value !== value) {
      best = i;
      champion = value;
    }
  }
  return best;
};

const indexOfSmallest: RowReducer = (data, from, length, step) => {
  let best = 0;
  let champion = data[from];
  for (let i = 1; i < length && champion === champion; i++) {
    const value = data[from + i * step];
    if (value < champion || value !== value) {
      best = i;
      champion = value;
    }
  }
  return best;
};

const every: RowReducer = (data, from, length, step) => {
  for (let i = 0; i < length; i++) if (data[from + i * step] === 0) return 0;
  return 1;
};

const some: RowReducer = (data, from, length, step) => {
  for (let i = 0; i < length; i++) if (data[from + i * step] !== 0) return 1;
  return 0;
};

/** Product over all elements, one axis or several. */
export function prod(a: ArrayLike, axis?: Axis, options?: ReduceOptions): NDArray {
  const x = asArray(a, 'prod');
  const dtype = x.dtype === 'bool' ? 'int32' : x.dtype;
  return reduce(x, axis, options, { caller: 'prod', dtype, row: product, ofNothing: true });
}

/** Largest element; NaN where there is a NaN. @throws RangeError over nothing */
export function max(a: ArrayLike, axis?: Axis, options?: ReduceOptions): NDArray {
  const x = asArray(a, 'max');
  return reduce(x, axis, options, { caller: 'max', dtype: x.dtype, row: largest });
}

/** Smallest element; NaN where there is a NaN. @throws RangeError over nothing */
export function min(a: ArrayLike, axis?: Axis, options?: ReduceOptions): NDArray {
  const x = asArray(a, 'min');
  return reduce(x, axis, options, { caller: 'min', dtype: x.dtype, row: smallest });
}

/** Index (int32) of the largest element along an axis, or in C order; the first of equals, and the first NaN. */
export function argmax(a: ArrayLike, axis?: number | null, options?: ReduceOptions): NDArray {
  return reduce(asArray(a, 'argmax'), axis, options, {
    caller: 'argmax',
    dtype: 'int32',
    row: indexOfLargest,
    rows: (x, from, rows, length, to, at) => argmaxRows(x, from, rows, length, to as Int32Array, at),
  });
}

/** Index (int32) of the smallest element along an axis, or in C order; the first of equals, and the first NaN. */
export function argmin(a: ArrayLike, axis?: number | null, options?: ReduceOptions): NDArray {
  return reduce(asArray(a, 'argmin'), axis, options, {
    caller: 'argmin',
    dtype: 'int32',
    row: indexOfSmallest,
  });
}

/** 1 where all elements are other than 0, as bool. */
export function all(a: ArrayLike, axis?: Axis, options?: ReduceOptions): NDArray {
  return reduce(asArray(a, 'all'), axis, options, {
    caller: 'all',
    dtype: 'bool',
    row: every,
    ofNothing: true,
  });
}

/** 1 where any element is other than 0, as bool. */
export function any(a: ArrayLike, axis?: Axis, options?: ReduceOptions): NDArray {
  return reduce(asArray(a, 'any'), axis, options, {
    caller: 'any',
    dtype: 'bool',
    row: some,
    ofNothing: true,
  });
}
