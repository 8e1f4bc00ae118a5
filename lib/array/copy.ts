// Copying between arrays: dtype conversion, gathering a strided view into C order, and writing into a view.
import { type DType, type TypedArray } from './dtype.js';
import { allocateUnset } from './scrap.js';
import { isContiguous, type Layout } from './layout.js';
import { formatShape } from './shape.js';
import { forEachRow, stretchedStride } from './rows.js';
import { NDArray } from './ndarray.js';

/** A fresh array in C order, with its numbers converted to `dtype`. */
export function copyAs(x: NDArray, dtype: DType): NDArray {
  if (isContiguous(x) && (dtype === x.dtype || dtype !== 'bool')) {
    const part = x.data.subarray(x.offset, x.offset + x.size);
    if (dtype === x.dtype) return new NDArray(part.slice(), [...x.shape]);
    const converted = allocateUnset(dtype, x.size);
    converted.set(part);
    return new NDArray(converted, [...x.shape]);
  }
  const out = new NDArray(allocateUnset(dtype, x.size), [...x.shape]);
  write(x, x.stride, out, out.data);
  return out;
}

/** `x` itself where it already has this dtype and lies in C order, else a copy that does. */
export function contiguous(x: NDArray, dtype: DType = x.dtype): NDArray {
  return x.dtype === dtype && isContiguous(x) ? x : copyAs(x, dtype);
}

/** The numbers in C order, for reading: the array's own data where they lie so. */
export function values(x: NDArray): TypedArray {
  const { data, offset, size } = contiguous(x);
  return data.subarray(offset, offset + size);
}

/** target[...] = values, broadcast to target's shape. The two may overlap. */
export function assign(target: NDArray, values: NDArray, caller: string): void {
  checkWritable(target, values.shape, caller);
  const data = target.writableData();
  const source =
    values.data.buffer === data.buffer && values.size > 1 ? copyAs(values, values.dtype) : values;
  write(source, stretchedStride(source, target.shape), target, data);
}

/** Throws where a result of `shape` cannot be written into `target`. */
export function checkWritable(target: NDArray, shape: readonly number[], caller: string): void {
  const added = target.ndim - shape.length;
  const fits =
    added >= 0 && shape.every((length, axis) => length === 1 || length === target.shape[axis + added]);
  if (!fits) {
    throw new RangeError(
      `${caller}: cannot write values of shape ${formatShape(shape)} into an array of shape ${formatShape(target.shape)}; hint: the result of an in-place operation keeps the array's shape`,
    );
  }
  if (target.size > 0 && target.stride.some((stride, axis) => stride === 0 && target.shape[axis] > 1)) {
    throw new RangeError(
      `${caller}: cannot write into a broadcast view of shape ${formatShape(target.shape)}, several of whose elements are one number; hint: copy() it first`,
    );
  }
}

function write(source: NDArray, sourceStride: number[], target: Layout, out: TypedArray): void {
  const x = source.data;
  const toBool = out instanceof Uint8Array && !(x instanceof Uint8Array);
  const operands = [{ stride: sourceStride, offset: source.offset }, target];
  forEachRow(target.shape, operands, (length, at, step) => {
    let i = at[0];
    let k = at[1];
    const [di, dk] = step;
    if (toBool) for (let n = 0; n < length; n++, i += di, k += dk) out[k] = Number(x[i] !== 0);
    else if (di === 1 && dk === 1) for (let n = 0; n < length; n++) out[k + n] = x[i + n];
    else for (let n = 0; n < length; n++, i += di, k += dk) out[k] = x[i];
  });
}
