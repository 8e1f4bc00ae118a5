// The frame of every reduction: which elements are combined, in which order, and where the result goes. Works on any strides;
// only reduced axes that no single stride walks through are gathered first.
import { type DType, isFloat, type TypedArray } from './dtype.js';
import { allocateUnset } from './scrap.js';
import { checkAxes, formatShape, sizeOf } from './shape.js';
import * as layouts from './layout.js';
import { forEachRow } from './rows.js';
import type { FloatArray } from '../wasm/index.js';
import { type Axis, NDArray, type ReduceOptions } from './ndarray.js';

/** Combines `length` elements, `step` apart, into one number. */
export type RowReducer = (data: TypedArray, from: number, length: number, step: number) => number;

/** Combines `count` such rows at once, whose first elements are `stride` apart, where that order is kinder to the cache. */
export type ColumnsReducer = (
  data: TypedArray,
  from: number,
  length: number,
  step: number,
  count: number,
  stride: number,
) => ArrayLike<number>;

/** Writes the results of `rows` contiguous rows of floats, one after the other, to consecutive places of `to`. */
export type RowsReducer = (
  data: FloatArray,
  from: number,
  rows: number,
  length: number,
  to: TypedArray,
  at: number,
) => void;

export interface Reducer {
  caller: string;
  dtype: DType;
  row: RowReducer;
  rows?: RowsReducer;
  columns?: ColumnsReducer;
  /** Whether the reduction of nothing has a value. */
  ofNothing?: boolean;
}

/** How many columns are combined at once: what they need in between stays in the cache. */
const COLUMNS = 8192;

/** Applies a reducer over axes of `x`. @throws RangeError over nothing where that has no value */
export function reduce(
  x: NDArray,
  axis: Axis | undefined,
  options: ReduceOptions | undefined,
  reducer: Reducer,
): NDArray {
  const { caller, dtype, row, rows, columns } = reducer;
  const axes = checkAxes(axis, x.shape, caller);
  const kept = x.shape.flatMap((_, i) => (axes.includes(i) ? [] : [i]));
  const keptShape = kept.map((i) => x.shape[i]);
  const length = sizeOf(axes.map((i) => x.shape[i]));
  if (length === 0 && !reducer.ofNothing && sizeOf(keptShape) > 0) throw nothingError(x, caller);
  const { source, step } = gather(x, kept, axes, length);
  const out = new NDArray(allocateUnset(dtype, sizeOf(keptShape)), keptShape);
  const [from, to] = [source.data, out.data];
  const outer = { stride: source.stride.slice(0, kept.length), offset: source.offset };
  forEachRow(keptShape, [outer, out], (count, at, steps) => {
    if (columns && count > 1 && Math.abs(steps[0]) < Math.abs(step)) {
      for (let first = 0; first < count; first += COLUMNS) {
        const some = Math.min(COLUMNS, count - first);
        const totals = columns(from, at[0] + first * steps[0], length, step, some, steps[0]);
        for (let i = 0; i < some; i++) to[at[1] + (first + i) * steps[1]] = totals[i];
      }
    } else if (
      rows &&
      isFloat(source.dtype) &&
      step === 1 &&
      (count === 1 || (steps[0] === length && steps[1] === 1))
    ) {
      rows(from as FloatArray, at[0], count, length, to, at[1]);
    } else {
      for (let i = 0; i < count; i++)
        to[at[1] + i * steps[1]] = row(from, at[0] + i * steps[0], length, step);
    }
  });
  return options?.keepdims ? out.reshape(x.shape.map((n, i) => (axes.includes(i) ? 1 : n))) : out;
}

/** An array whose reduced axes come last and have one common step: a view where the strides allow it, else a copy. */
function gather(
  x: NDArray,
  kept: number[],
  axes: number[],
  length: number,
): { source: NDArray; step: number } {
  const source = axes.length === 0 ? x : x.transpose(...kept, ...axes);
  const reduced = {
    shape: source.shape.slice(kept.length),
    stride: source.stride.slice(kept.length),
    offset: 0,
  };
  const run = layouts.reshape(reduced, [length]);
  return run === null ? { source: source.copy(), step: 1 } : { source, step: run.stride[0] };
}

export function nothingError(x: NDArray, caller: string): RangeError {
  return new RangeError(
    `${caller}: nothing to reduce in shape ${formatShape(x.shape)}; expected at least one element`,
  );
}
