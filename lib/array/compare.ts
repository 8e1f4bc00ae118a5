// Are two arrays equal, or nearly so?
import { broadcastShapes, sameShape } from './shape.js';
import { type ArrayLike, asArray } from './convert.js';
import { binary } from './binary.js';
import { broadcastTo } from './broadcast.js';
import { values } from './copy.js';
import type { NDArray } from './ndarray.js';

/** How far apart two numbers may lie: |a - b| <= atol + rtol |b|. */
export interface Tolerance {
  rtol?: number;
  atol?: number;
  /** Whether NaN is close to NaN. */
  equalNaN?: boolean;
}

/** Where two arrays are nearly equal, as bool. Infinities are close to themselves only. */
export function isclose(
  a: ArrayLike,
  b: ArrayLike,
  { rtol = 1e-5, atol = 1e-8, equalNaN = false }: Tolerance = {},
): NDArray {
  const x = asArray(a, 'isclose');
  const y = asArray(b, 'isclose');
  const shape = broadcastShapes(x.shape, y.shape, 'isclose');
  const [p, q] = [values(broadcastTo(x, shape)), values(broadcastTo(y, shape))];
  const out = binary('eq', x, y);
  for (let i = 0; i < out.data.length; i++) {
    const near = Number.isFinite(q[i]) && Math.abs(p[i] - q[i]) <= atol + rtol * Math.abs(q[i]);
    if (near || (equalNaN && Number.isNaN(p[i]) && Number.isNaN(q[i]))) out.data[i] = 1;
  }
  return out;
}

/** True when shapes broadcast and all elements are nearly equal. */
export function allclose(a: ArrayLike, b: ArrayLike, tolerance?: Tolerance): boolean {
  return isclose(a, b, tolerance).data.every((one) => one !== 0);
}

/** True when shapes and all elements are equal. */
export function arrayEqual(a: ArrayLike, b: ArrayLike): boolean {
  const x = asArray(a, 'arrayEqual');
  const y = asArray(b, 'arrayEqual');
  return sameShape(x.shape, y.shape) && binary('eq', x, y).data.every((one) => one !== 0);
}
