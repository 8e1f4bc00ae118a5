// Reductions over axes. Sums add in a fixed pairwise order that depends on the elements' indices only, never on strides.
import { type DType, type TypedArray, allocate } from './dtype.js';
import { checkAxes, formatShape, sizeOf } from './shape.js';
import { type ArrayLike, asArray } from './convert.js';
import { contiguous } from './copy.js';
import { pairwiseColumns, pairwiseSum } from './pairwise.js';
import { binary } from './binary.js';
import { unary } from './unary.js';
import { type Axis, NDArray, type ReduceOptions } from './ndarray.js';

/** An array seen as (outer, axis, inner): `axis` is what is reduced, and the elements lie in C order. */
interface Blocks {
  data: TypedArray;
  offset: number;
  outer: number;
  length: number;
  inner: number;
  shape: number[];
}

/** Brings the reduced axes side by side; only several axes with a kept one between them need a copy. */
function blocks(x: NDArray, axes: number[], keepdims: boolean): Blocks {
  const kept = x.shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]));
  const neighbours = axes.every((axis, i) => i === 0 || axis === axes[i - 1] + 1);
  const first = axes[0] ?? 0;
  const source = contiguous(neighbours ? x : x.transpose(...kept, ...axes));
  const before = neighbours ? kept.filter((axis) => axis < first) : kept;
  const after = neighbours ? kept.filter((axis) => axis > first) : [];
  const lengths = (list: number[]) => sizeOf(list.map((axis) => x.shape[axis]));
  return {
    data: source.data,
    offset: source.offset,
    outer: lengths(before),
    length: lengths(axes),
    inner: lengths(after),
    shape: keepdims
      ? x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
      : kept.map((axis) => x.shape[axis]),
  };
}

/**
 * Sum over all elements, one axis or several. float32 is added up in float64 and rounded once; bool and int32 give int32.
 * @example
 * np.sum([[1, 2], [3, 4]], 0); // array([4., 6.])
 */
export function sum(a: ArrayLike, axis?: Axis, options: ReduceOptions = {}): NDArray {
  const x = asArray(a, 'sum');
  const axes = checkAxes(axis, x.shape, 'sum');
  if (x.deferred && axes.length === 1 && axes[0] === 0) {
    const total = x.deferred.sumLeadingAxis();
    return options.keepdims ? total.expandDims(0) : total;
  }
  const { data, offset, outer, length, inner, shape } = blocks(x, axes, options.keepdims ?? false);
  const out = new NDArray(allocate(x.dtype === 'bool' ? 'int32' : x.dtype, outer * inner), shape);
  for (let o = 0; o < outer; o++) {
    const from = offset + o * length * inner;
    if (inner === 1) out.data[o] = pairwiseSum(data, from, length);
    else pairwiseColumns(data, from, length, inner, out.data, o * inner);
  }
  return out;
}

/** Mean over all elements, one axis or several. @throws RangeError over nothing */
export function mean(a: ArrayLike, axis?: Axis, options: ReduceOptions = {}): NDArray {
  const x = asArray(a, 'mean');
  const count = countOver(x, axis, 'mean');
  return binary(
    'div',
    sum(x.dtype === 'bool' || x.dtype === 'int32' ? x.astype('float64') : x, axis, options),
    count,
  );
}

/** Variance: the mean of the squared distance from the mean (divided by n - ddof). */
export function variance(
  a: ArrayLike,
  axis?: Axis,
  options: ReduceOptions & { ddof?: number } = {},
): NDArray {
  const x = asArray(a, 'var');
  const count = countOver(x, axis, 'var') - (options.ddof ?? 0);
  const distance = binary('sub', x, mean(x, axis, { keepdims: true }));
  return binary('div', sum(unary('square', distance), axis, options), count);
}

/** Standard deviation: the square root of the variance. */
export function std(a: ArrayLike, axis?: Axis, options: ReduceOptions & { ddof?: number } = {}): NDArray {
  return unary('sqrt', variance(a, axis, options));
}

/** Product over all elements, one axis or several. */
export function prod(a: ArrayLike, axis?: Axis, options: ReduceOptions = {}): NDArray {
  const x = asArray(a, 'prod');
  return fold(
    x,
    axis,
    options,
    'prod',
    x.dtype === 'bool' ? 'int32' : x.dtype,
    (total, value) => total * value,
    1,
  );
}

/** Largest element; NaN where there is a NaN. @throws RangeError over nothing */
export function max(a: ArrayLike, axis?: Axis, options: ReduceOptions = {}): NDArray {
  const x = asArray(a, 'max');
  return fold(x, axis, options, 'max', x.dtype, (best, value) =>
    value > best || value !== value ? value : best,
  );
}

/** Smallest element; NaN where there is a NaN. @throws RangeError over nothing */
export function min(a: ArrayLike, axis?: Axis, options: ReduceOptions = {}): NDArray {
  const x = asArray(a, 'min');
  return fold(x, axis, options, 'min', x.dtype, (best, value) =>
    value < best || value !== value ? value : best,
  );
}

/** 1 where all elements are other than 0. */
export function all(a: ArrayLike, axis?: Axis, options: ReduceOptions = {}): NDArray {
  return fold(
    asArray(a, 'all'),
    axis,
    options,
    'all',
    'bool',
    (truth, value) => (truth && value !== 0 ? 1 : 0),
    1,
  );
}

/** 1 where any element is other than 0. */
export function any(a: ArrayLike, axis?: Axis, options: ReduceOptions = {}): NDArray {
  return fold(
    asArray(a, 'any'),
    axis,
    options,
    'any',
    'bool',
    (truth, value) => (truth || value !== 0 ? 1 : 0),
    0,
  );
}

/** Index (int32) of the largest element along an axis, or in C order; the first of equals, and the first NaN. */
export function argmax(a: ArrayLike, axis?: number | null, options: ReduceOptions = {}): NDArray {
  return argBest(asArray(a, 'argmax'), axis, options, 'argmax', (value, best) => value > best);
}

/** Index (int32) of the smallest element along an axis, or in C order; the first of equals, and the first NaN. */
export function argmin(a: ArrayLike, axis?: number | null, options: ReduceOptions = {}): NDArray {
  return argBest(asArray(a, 'argmin'), axis, options, 'argmin', (value, best) => value < best);
}

function fold(
  x: NDArray,
  axis: Axis | undefined,
  options: ReduceOptions,
  caller: string,
  dtype: DType,
  combine: (total: number, value: number) => number,
  start?: number,
): NDArray {
  const { data, offset, outer, length, inner, shape } = blocks(
    x,
    checkAxes(axis, x.shape, caller),
    options.keepdims ?? false,
  );
  if (length === 0 && start === undefined && outer * inner > 0) throw emptyError(x, caller);
  const out = new NDArray(allocate(dtype, outer * inner), shape);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const from = offset + o * length * inner + i;
      let total = start ?? data[from];
      for (let at = 0; at < length; at++) total = combine(total, data[from + at * inner]);
      out.data[o * inner + i] = total;
    }
  }
  return out;
}

function argBest(
  x: NDArray,
  axis: number | null | undefined,
  options: ReduceOptions,
  caller: string,
  better: (value: number, best: number) => boolean,
): NDArray {
  const { data, offset, outer, length, inner, shape } = blocks(
    x,
    checkAxes(axis, x.shape, caller),
    options.keepdims ?? false,
  );
  if (length === 0 && outer * inner > 0) throw emptyError(x, caller);
  const out = new NDArray(allocate('int32', outer * inner), shape);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const from = offset + o * length * inner + i;
      let at = 0;
      for (let next = 1; next < length && !Number.isNaN(data[from + at * inner]); next++) {
        const value = data[from + next * inner];
        if (better(value, data[from + at * inner]) || Number.isNaN(value)) at = next;
      }
      out.data[o * inner + i] = at;
    }
  }
  return out;
}

function countOver(x: NDArray, axis: Axis | undefined, caller: string): number {
  const count = sizeOf(checkAxes(axis, x.shape, caller).map((one) => x.shape[one]));
  if (count === 0) throw emptyError(x, caller);
  return count;
}

function emptyError(x: NDArray, caller: string): RangeError {
  return new RangeError(
    `${caller}: nothing to reduce in shape ${formatShape(x.shape)}; expected at least one element`,
  );
}
