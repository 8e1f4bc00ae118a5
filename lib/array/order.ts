// Sorting, counting and searching along an axis.
import { allocate } from './dtype.js';
import { checkAxis, formatShape } from './shape.js';
import { type ArrayLike, asArray } from './convert.js';
import { values } from './copy.js';
import { NDArray } from './ndarray.js';

/** Increasing, NaN last; equal numbers keep their order. */
function ascending(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a - b;
}

/** A sorted copy along an axis (default: the last); NaN comes last. */
export function sort(a: ArrayLike, axis = -1): NDArray {
  const x = asArray(a, 'sort').copy();
  return alongAxis(x, axis, 'sort', (row) => Array.from(values(row)).sort(ascending), x);
}

/** The indices (int32) that would sort along an axis; equal numbers keep their order. */
export function argsort(a: ArrayLike, axis = -1): NDArray {
  const x = asArray(a, 'argsort');
  const out = new NDArray(allocate('int32', x.size), [...x.shape]);
  const order = (row: NDArray) => {
    const numbers = values(row);
    return Array.from(numbers, (_, i) => i).sort((i, j) => ascending(numbers[i], numbers[j]));
  };
  return alongAxis(x, axis, 'argsort', order, out);
}

/** Running sums along an axis, or over all elements in C order. */
export function cumsum(a: ArrayLike, axis?: number): NDArray {
  const x = axis === undefined ? asArray(a, 'cumsum').ravel() : asArray(a, 'cumsum');
  const out = new NDArray(allocate(x.dtype === 'bool' ? 'int32' : x.dtype, x.size), [...x.shape]);
  const running = (row: NDArray) => {
    let total = 0;
    return Array.from(values(row), (value) => (total += value));
  };
  return alongAxis(x, axis ?? 0, 'cumsum', running, out);
}

/** out[..., :] = f(x[..., :]) for every row along an axis. */
function alongAxis(
  x: NDArray,
  axis: number,
  caller: string,
  f: (row: NDArray) => number[],
  out: NDArray,
): NDArray {
  const along = checkAxis(axis, x.shape, caller);
  const last = [...x.shape.keys()].filter((one) => one !== along).concat(along);
  const [from, to] = [x.transpose(...last), out.transpose(...last)];
  const visit = (source: NDArray, target: NDArray): void => {
    if (source.ndim === 1) target.assign(f(source));
    else for (let i = 0; i < source.length; i++) visit(source.pick(i), target.pick(i));
  };
  visit(from, to);
  return out;
}

/** The distinct numbers, in increasing order. */
export function unique(a: ArrayLike): NDArray {
  const x = asArray(a, 'unique');
  const distinct = [...new Set(values(x))].sort(ascending);
  const out = new NDArray(allocate(x.dtype, distinct.length));
  out.data.set(distinct);
  return out;
}

/** How often each of 0, 1, 2, ... occurs (int32). @throws RangeError for anything but whole numbers >= 0 */
export function bincount(a: ArrayLike, { minlength = 0 }: { minlength?: number } = {}): NDArray {
  const x = asArray(a, 'bincount');
  const numbers = values(x);
  let length = minlength;
  for (const value of numbers) {
    if (!Number.isInteger(value) || value < 0) {
      throw new RangeError(
        `bincount: expected whole numbers >= 0, got ${value} in an array of shape ${formatShape(x.shape)}`,
      );
    }
    length = Math.max(length, value + 1);
  }
  const counts = allocate('int32', length);
  for (const value of numbers) counts[value]++;
  return new NDArray(counts);
}

/** The places (int32) where a vector is not 0: `take(x, nonzero(mask))` is `x[mask]`. */
export function nonzero(a: ArrayLike): NDArray {
  const x = asArray(a, 'nonzero');
  if (x.ndim !== 1)
    throw new RangeError(`nonzero: expected a vector, got shape ${formatShape(x.shape)}; hint: ravel() it`);
  const places: number[] = [];
  values(x).forEach((value, i) => value !== 0 && places.push(i));
  return new NDArray(Int32Array.from(places));
}
