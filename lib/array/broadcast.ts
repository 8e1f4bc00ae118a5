// Broadcasting as a view, and its adjoint: what broadcasting repeats, the gradient sums.
import { broadcastShapes, checkShape, formatShape, sameShape } from './shape.js';
import { stretchedStride } from './rows.js';
import { type ArrayLike, asArray } from './convert.js';
import type { NDArray } from './ndarray.js';

/** View of `a` stretched to `shape`; stretched axes have stride 0. @throws RangeError when it does not stretch */
export function broadcastTo(a: ArrayLike, shape: readonly number[]): NDArray {
  const x = asArray(a, 'broadcastTo');
  const target = checkShape(shape, 'broadcastTo');
  if (!sameShape(broadcastShapes(x.shape, target, 'broadcastTo'), target)) {
    throw new RangeError(
      `broadcastTo: shape ${formatShape(x.shape)} does not stretch to ${formatShape(target)}; only axes of length 1 stretch`,
    );
  }
  return x.view({ shape: target, stride: stretchedStride(x, target), offset: x.offset });
}

/**
 * The adjoint of broadcasting: sums `gradient`, which has the shape of a broadcast result, down to the `shape` that was
 * stretched. If y = broadcastTo(x, s), then x.grad = unbroadcast(y.grad, x.shape).
 * @throws RangeError when `shape` does not broadcast to the gradient's shape
 * @example
 * unbroadcast(np.ones([64, 10]), [10]); // ten times 64.
 */
export function unbroadcast(gradient: ArrayLike, shape: readonly number[]): NDArray {
  const g = asArray(gradient, 'unbroadcast');
  if (sameShape(g.shape, shape)) return g;
  const added = g.ndim - shape.length;
  const fits = added >= 0 && shape.every((length, axis) => length === 1 || length === g.shape[axis + added]);
  if (!fits) {
    throw new RangeError(
      `unbroadcast: a gradient of shape ${formatShape(g.shape)} is not the gradient of something that was broadcast from ${formatShape(shape)}`,
    );
  }
  const stretched = g.shape.flatMap((length, axis) =>
    axis < added || (shape[axis - added] === 1 && length !== 1) ? [axis] : [],
  );
  return g.sum(stretched, { keepdims: true }).reshape(shape);
}
