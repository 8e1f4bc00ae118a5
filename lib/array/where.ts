// Choosing between two arrays element by element.
import { type TypedArray } from './dtype.js';
import { allocateUnset } from './scrap.js';
import { broadcastShapes, sizeOf } from './shape.js';
import { forEachRow, stretchedStride } from './rows.js';
import { type ArrayLike, asArray } from './convert.js';
import { contiguous } from './copy.js';
import { alignTypes } from './binary.js';
import { NDArray } from './ndarray.js';

/**
 * `condition ? a : b` element by element, all three broadcast: a where the condition is other than 0.
 * @example
 * np.where(x.gt(0), x, 0); // ReLU
 */
export function where(condition: ArrayLike, a: ArrayLike, b: ArrayLike): NDArray {
  const test = contiguous(asArray(condition, 'where'), 'bool');
  const [x, y] = alignTypes('where', a, b);
  const shape = broadcastShapes(test.shape, broadcastShapes(x.shape, y.shape, 'where'), 'where');
  const out = new NDArray(allocateUnset(x.dtype, sizeOf(shape)), shape);
  const operands = [test, x, y].map((one) => ({ stride: stretchedStride(one, shape), offset: one.offset }));
  const mask = test.data;
  const [xs, ys, zs] = [x, y, out].map((one) => words(one.data));
  const perElement = x.dtype === 'float64' ? 2 : 1;
  forEachRow(shape, [...operands, out], (length, at, step) => {
    for (let word = 0; word < perElement; word++) {
      const [i, j, k] = [at[1], at[2], at[3]].map((start) => start * perElement + word);
      const [di, dj, dk] = [step[1], step[2], step[3]].map((by) => by * perElement);
      select(length, mask, at[0], step[0], xs, i, di, ys, j, dj, zs, k, dk);
    }
  });
  return out;
}

/** The bits of numbers as whole numbers: 32 bits at a time, or the bytes of a bool array. */
function words(data: TypedArray): Int32Array | Uint8Array {
  return data instanceof Uint8Array
    ? data
    : new Int32Array(data.buffer, data.byteOffset, data.byteLength / 4);
}

/** z = mask ? x : y on bits, which takes no branch and is several times as fast on mixed masks. */
function select(
  length: number,
  mask: TypedArray,
  h: number,
  dh: number,
  x: Int32Array | Uint8Array,
  i: number,
  di: number,
  y: Int32Array | Uint8Array,
  j: number,
  dj: number,
  z: Int32Array | Uint8Array,
  k: number,
  dk: number,
): void {
  for (let n = 0; n < length; n++, h += dh, i += di, j += dj, k += dk) {
    const yes = -mask[h];
    z[k] = (x[i] & yes) | (y[j] & ~yes);
  }
}
