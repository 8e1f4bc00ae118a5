// Where an array's elements lie in its data: shape, stride, offset, and the O(1) views of them (scijs ndarray's model).
import { formatShape, rowMajorStride, sizeOf } from './shape.js';

/** Element (i, j, ...) lies at data[offset + i*stride[0] + j*stride[1] + ...]. */
export interface Layout {
  readonly shape: number[];
  readonly stride: number[];
  readonly offset: number;
}

/** One entry of `slice`: an index (drops the axis), `[start, stop, step?]` as in Python, or null for the whole axis. */
export type SliceEntry =
  number | readonly [start?: number | null, stop?: number | null, step?: number | null] | null;

/** True when the elements lie one after the other in C order. Axes of length 1 may have any stride. */
export function isContiguous(layout: Layout): boolean {
  const { shape, stride } = layout;
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] === 0) return true;
    if (shape[axis] !== 1 && stride[axis] !== step) return false;
    step *= shape[axis];
  }
  return true;
}

/** The lowest and the highest position that a layout reaches; null when it has no elements. */
export function extent(layout: Layout): [low: number, high: number] | null {
  let low = layout.offset;
  let high = layout.offset;
  for (let axis = 0; axis < layout.shape.length; axis++) {
    if (layout.shape[axis] === 0) return null;
    const reach = (layout.shape[axis] - 1) * layout.stride[axis];
    if (reach < 0) low += reach;
    else high += reach;
  }
  return [low, high];
}

/** Position of one element in the data. Indices may count from the end; anything outside throws. */
export function position(layout: Layout, index: readonly number[], caller: string): number {
  const { shape, stride } = layout;
  if (index.length !== shape.length) {
    throw new RangeError(
      `${caller}: got ${index.length} indices (${index.join(', ')}) for shape ${formatShape(shape)}, expected ${shape.length}` +
        (index.length < shape.length ? '; hint: pick(i) gives a sub-array, as x[i] does in NumPy' : ''),
    );
  }
  let at = layout.offset;
  for (let axis = 0; axis < index.length; axis++) {
    at += checkIndex(index[axis], axis, shape, caller) * stride[axis];
  }
  return at;
}

function checkIndex(i: number, axis: number, shape: readonly number[], caller: string): number {
  const length = shape[axis];
  if (!Number.isInteger(i) || i < -length || i >= length) {
    const expected =
      length === 0 ? 'the axis is empty' : `expected a whole number from ${-length} to ${length - 1}`;
    throw new RangeError(
      `${caller}: index ${i} is out of range for axis ${axis} of shape ${formatShape(shape)}; ${expected}`,
    );
  }
  return i < 0 ? i + length : i;
}

/** Drops the first indices of each axis: element (i, j) of the result is element (i + from[0], j + from[1]). */
export function lo(layout: Layout, from: readonly (number | null | undefined)[]): Layout {
  const { shape, stride } = layout;
  checkCount(from.length, shape, 'lo');
  let offset = layout.offset;
  const lengths = shape.map((length, axis) => {
    const start = checkBound(from[axis] ?? 0, axis, shape, 'lo');
    offset += start * stride[axis];
    return length - start;
  });
  return { shape: lengths, stride: [...stride], offset };
}

/** Keeps the first indices of each axis: the result's shape is `to`. */
export function hi(layout: Layout, to: readonly (number | null | undefined)[]): Layout {
  const { shape, stride, offset } = layout;
  checkCount(to.length, shape, 'hi');
  const lengths = shape.map((length, axis) => checkBound(to[axis] ?? length, axis, shape, 'hi'));
  return { shape: lengths, stride: [...stride], offset };
}

/** Takes every n-th element of each axis; a negative step reverses the axis. */
export function step(layout: Layout, steps: readonly (number | null | undefined)[]): Layout {
  const { shape, stride } = layout;
  checkCount(steps.length, shape, 'step');
  for (const by of steps) {
    if (by === 0 || (by !== null && by !== undefined && !Number.isInteger(by))) {
      throw new RangeError(`step: a step is a whole number other than 0, got ${by}`);
    }
  }
  let offset = layout.offset;
  const lengths = shape.map((length, axis) => {
    const by = steps[axis] ?? 1;
    if (by < 0 && length > 0) offset += stride[axis] * (length - 1);
    return Math.ceil(length / Math.abs(by));
  });
  return { shape: lengths, stride: stride.map((one, axis) => one * (steps[axis] ?? 1)), offset };
}

/** Reorders the axes: axis k of the result is axis axes[k] of the layout. No axes: all of them reversed. */
export function transpose(layout: Layout, axes: readonly number[]): Layout {
  const { shape, stride, offset } = layout;
  const ndim = shape.length;
  const order =
    axes.length === 0
      ? shape.map((_, i) => ndim - 1 - i)
      : axes.map((axis) => (axis < 0 ? axis + ndim : axis));
  const complete = order.length === ndim && shape.every((_, axis) => order.includes(axis));
  if (!complete) {
    throw new RangeError(
      `transpose: axes (${axes.join(', ')}) are not an order of the ${ndim} axes of shape ${formatShape(shape)}; hint: name each of 0 to ${ndim - 1} once`,
    );
  }
  return { shape: order.map((axis) => shape[axis]), stride: order.map((axis) => stride[axis]), offset };
}

/** Fixes some indices, which drops their axes; null keeps an axis. `pick(2)` of a matrix is its row 2. */
export function pick(layout: Layout, index: readonly (number | null | undefined)[]): Layout {
  checkCount(index.length, layout.shape, 'pick');
  return slice(layout, index as SliceEntry[], 'pick');
}

/** NumPy's basic slicing: one entry per axis, missing entries keep the axis. */
export function slice(layout: Layout, entries: readonly SliceEntry[], caller = 'slice'): Layout {
  const shape: number[] = [];
  const stride: number[] = [];
  let offset = layout.offset;
  checkCount(entries.length, layout.shape, caller);
  for (let axis = 0; axis < layout.shape.length; axis++) {
    const entry = entries[axis] ?? null;
    const length = layout.shape[axis];
    if (typeof entry === 'number') {
      offset += checkIndex(entry, axis, layout.shape, caller) * layout.stride[axis];
      continue;
    }
    const range = entry === null ? { start: 0, count: length, by: 1 } : resolveRange(entry, length);
    if (range.count > 0) offset += range.start * layout.stride[axis];
    shape.push(range.count);
    stride.push(range.by * layout.stride[axis]);
  }
  return { shape, stride, offset };
}

/** Python's rules for start:stop:step: missing ends, negative ends, ends beyond the axis. */
function resolveRange(entry: readonly (number | null | undefined)[], length: number) {
  const by = entry[2] ?? 1;
  if (!Number.isInteger(by) || by === 0)
    throw new RangeError(`slice: a step is a whole number other than 0, got ${by}`);
  const [least, most] = by > 0 ? [0, length] : [-1, length - 1];
  const end = (value: number) => Math.min(Math.max(value < 0 ? value + length : value, least), most);
  const start = end(entry[0] ?? (by > 0 ? 0 : length - 1));
  const stop = entry[1] === undefined || entry[1] === null ? (by > 0 ? length : -1) : end(entry[1]);
  return { start, count: Math.max(0, Math.ceil((stop - start) / by)), by };
}

/** A layout of another shape over the same data, or null where only a copy can have that shape. */
export function reshape(layout: Layout, shape: number[]): Layout | null {
  if (isContiguous(layout)) return { shape, stride: rowMajorStride(shape), offset: layout.offset };
  if (sizeOf(shape) === 0) return { shape, stride: rowMajorStride(shape), offset: layout.offset };
  const stride = new Array<number>(shape.length);
  const from = mergeAxes(layout);
  let axis = shape.length - 1;
  for (let block = from.shape.length - 1; block >= 0; block--) {
    let rest = from.shape[block];
    let by = from.stride[block];
    while (axis >= 0 && rest > 1) {
      if (rest % shape[axis] !== 0) return null;
      stride[axis] = by;
      by *= shape[axis];
      rest /= shape[axis];
      axis--;
    }
  }
  while (axis >= 0) stride[axis--] = 1;
  return { shape, stride, offset: layout.offset };
}

/** Fuses neighbouring axes that one stride walks through, and drops axes of length 1. */
function mergeAxes(layout: Layout): Layout {
  const shape: number[] = [];
  const stride: number[] = [];
  for (let axis = 0; axis < layout.shape.length; axis++) {
    if (layout.shape[axis] === 1) continue;
    const last = shape.length - 1;
    if (last >= 0 && stride[last] === layout.stride[axis] * layout.shape[axis]) {
      shape[last] *= layout.shape[axis];
      stride[last] = layout.stride[axis];
    } else {
      shape.push(layout.shape[axis]);
      stride.push(layout.stride[axis]);
    }
  }
  return { shape, stride, offset: layout.offset };
}

function checkCount(count: number, shape: readonly number[], caller: string): void {
  if (count > shape.length) {
    throw new RangeError(
      `${caller}: got ${count} arguments for shape ${formatShape(shape)}, expected at most ${shape.length}`,
    );
  }
}

function checkBound(bound: number, axis: number, shape: readonly number[], caller: string): number {
  if (!Number.isInteger(bound) || bound < 0 || bound > shape[axis]) {
    throw new RangeError(
      `${caller}: ${bound} is out of range for axis ${axis} of shape ${formatShape(shape)}; expected 0 to ${shape[axis]}; hint: slice([start, stop]) takes ends that count from the end`,
    );
  }
  return bound;
}
