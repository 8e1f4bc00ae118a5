// Diagonals, triangles, repetitions, grids.
import { allocate } from './dtype.js';
import { checkAxis, checkShape, formatShape } from './shape.js';
import { type ArrayLike, asArray } from './convert.js';
import { where } from './where.js';
import { binary } from './binary.js';
import { arange } from './creation.js';
import { broadcastTo } from './broadcast.js';
import { NDArray } from './ndarray.js';

/** The diagonal of a matrix, as a view, or the matrix that has a vector on its diagonal. */
export function diag(a: ArrayLike): NDArray {
  const x = asArray(a, 'diag');
  if (x.ndim === 2) {
    const length = Math.min(...x.shape);
    return x.view({ shape: [length], stride: [x.stride[0] + x.stride[1]], offset: x.offset });
  }
  if (x.ndim !== 1)
    throw new RangeError(`diag: expected a vector or a matrix, got shape ${formatShape(x.shape)}`);
  const out = new NDArray(allocate(x.dtype, x.size ** 2), [x.size, x.size]);
  diag(out).assign(x);
  return out;
}

/** Sum of the diagonal of a matrix. */
export function trace(a: ArrayLike): NDArray {
  return diag(a).sum();
}

/** A matrix with zeros below diagonal k (0 is the main one, 1 the one above it). */
export function triu(a: ArrayLike, k = 0): NDArray {
  return triangle(asArray(a, 'triu'), 'triu', 'le', k);
}

/** A matrix with zeros above diagonal k. */
export function tril(a: ArrayLike, k = 0): NDArray {
  return triangle(asArray(a, 'tril'), 'tril', 'ge', k);
}

function triangle(x: NDArray, caller: string, keep: 'le' | 'ge', k: number): NDArray {
  if (x.ndim < 2) throw new RangeError(`${caller}: expected a matrix, got shape ${formatShape(x.shape)}`);
  const [rows, columns] = x.shape.slice(-2);
  const inside = binary(keep, arange(rows).add(k).expandDims(1), arange(columns));
  return where(inside, x, x.dtype === 'bool' ? false : 0);
}

/** View with an axis, or all axes, reversed. */
export function flip(a: ArrayLike, axis?: number): NDArray {
  const x = asArray(a, 'flip');
  const along = axis === undefined ? null : checkAxis(axis, x.shape, 'flip');
  return x.step(...x.shape.map((_, i) => (along === null || i === along ? -1 : 1)));
}

/** Every entry of an axis `count` times in a row; without an axis, of the raveled array. */
export function repeat(a: ArrayLike, count: number, axis?: number): NDArray {
  const x = axis === undefined ? asArray(a, 'repeat').ravel() : asArray(a, 'repeat');
  const along = checkAxis(axis ?? 0, x.shape, 'repeat');
  const [times] = checkShape(count, 'repeat');
  // z[i,t,j] = x[i,j], and then (i, t) is one axis
  const repeated = x.expandDims(along + 1);
  const shape = x.shape.toSpliced(along, 1, x.shape[along] * times);
  return broadcastTo(repeated, repeated.shape.with(along + 1, times))
    .copy()
    .reshape(shape);
}

/** The whole array `counts[k]` times along axis k. */
export function tile(a: ArrayLike, counts: number | readonly number[]): NDArray {
  const list = checkShape(counts, 'tile');
  const x = asArray(a, 'tile');
  const ndim = Math.max(x.ndim, list.length);
  const toAll = (lengths: readonly number[]) => [
    ...new Array<number>(ndim - lengths.length).fill(1),
    ...lengths,
  ];
  const [lengths, times] = [toAll(x.shape), toAll(list)];
  // z[s,i,t,j] = x[i,j], and then (s, i) and (t, j) are one axis each
  const apart = x.reshape(lengths.flatMap((length) => [1, length]));
  const tiles = broadcastTo(apart, lengths.flatMap((length, axis) => [times[axis], length])); // prettier-ignore
  return tiles.copy().reshape(lengths.map((length, axis) => times[axis] * length));
}

/**
 * The coordinates of all points of a plane grid: two matrices of shape (y.length, x.length), as views.
 * @example
 * const [xs, ys] = np.meshgrid(np.linspace(-1, 1, 50), np.linspace(-1, 1, 40));
 */
export function meshgrid(x: ArrayLike, y: ArrayLike): [NDArray, NDArray] {
  const [p, q] = [asArray(x, 'meshgrid').ravel(), asArray(y, 'meshgrid').ravel()];
  const shape = [q.size, p.size];
  return [broadcastTo(p, shape), broadcastTo(q.expandDims(1), shape)];
}
