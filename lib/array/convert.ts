// What every function takes as an array: NDArrays, scijs ndarrays, numbers, nested lists and typed arrays.
import ndarray from 'ndarray';
import { type DType, type TypedArray, allocate } from './dtype.js';
import { formatShape, sizeOf } from './shape.js';
import { NDArray } from './ndarray.js';

export type NestedNumbers = number | NestedNumbers[];
type Nested = number | boolean | readonly Nested[] | NDArray;

/** Anything that is taken where an array is expected. */
export type ArrayLike = NDArray | ndarray.NdArray | number | boolean | readonly Nested[] | TypedArray;

/**
 * `x` as an NDArray. NDArrays, typed arrays and scijs ndarrays of float32, float64 and int32 are not copied: the result
 * shares their data. Nested lists become float64, lists of booleans become bool.
 * @throws TypeError for anything that is no array, RangeError for ragged lists
 */
export function asArray(x: ArrayLike, caller: string, dtype?: DType): NDArray {
  if (x instanceof NDArray) return x;
  if (typeof x === 'number' || typeof x === 'boolean')
    return scalar(Number(x), dtype ?? (typeof x === 'boolean' ? 'bool' : 'float64'));
  if (Array.isArray(x)) return fromNested(x as readonly Nested[], caller, dtype);
  if (ArrayBuffer.isView(x) && 'length' in x) return fromTyped(x as TypedArray);
  if (isScijs(x)) return fromScijs(x);
  throw notAnArray(x, caller);
}

function notAnArray(x: unknown, caller: string): TypeError {
  const isObject = typeof x === 'object' && x !== null;
  const got =
    x === null
      ? 'null'
      : isObject
        ? `a ${x.constructor?.name ?? 'object'}`
        : typeof x === 'string'
          ? JSON.stringify(x)
          : typeof x;
  let hint = '';
  if (x === undefined) hint = '; hint: has this value been computed yet? Forward() fills in .value';
  else if (isObject && 'value' in x) hint = '; hint: its numbers are in .value';
  else if (typeof x === 'function') hint = '; hint: call it, f() instead of f';
  return new TypeError(
    `${caller}: expected an array, a number or nested lists of numbers, got ${got}${hint}`,
  );
}

/** An array of shape (). */
export function scalar(value: number, dtype: DType): NDArray {
  const data = allocate(dtype, 1);
  data[0] = dtype === 'bool' ? Number(value !== 0) : value;
  return new NDArray(data, []);
}

/** The array as a real scijs ndarray that shares its data, for modules such as ndarray-ops. bool appears as uint8. */
export function asNdarray(x: ArrayLike): ndarray.NdArray {
  const { data, shape, stride, offset } = asArray(x, 'asNdarray');
  return ndarray(data, [...shape], [...stride], offset) as ndarray.NdArray;
}

export function toNested(x: NDArray): NestedNumbers {
  const { data, shape, stride } = x;
  const build = (axis: number, at: number): NestedNumbers => {
    if (axis === shape.length) return data[at];
    const list = new Array<NestedNumbers>(shape[axis]);
    for (let i = 0; i < shape[axis]; i++) list[i] = build(axis + 1, at + i * stride[axis]);
    return list;
  };
  return build(0, x.offset);
}

function fromNested(list: readonly Nested[], caller: string, dtype?: DType): NDArray {
  const shape: number[] = [];
  let first: Nested | undefined = list;
  while (Array.isArray(first)) {
    shape.push(first.length);
    first = first[0];
  }
  if (first instanceof NDArray) shape.push(...first.shape);
  const values = new Array<number>(sizeOf(shape));
  let count = 0;
  let booleans = sizeOf(shape) > 0;
  const walk = (item: Nested, depth: number): void => {
    if (item instanceof NDArray && sameTail(item.shape, shape, depth)) {
      booleans &&= item.dtype === 'bool';
      for (const value of item.copy().data) values[count++] = value;
    } else if (Array.isArray(item) && depth < shape.length && item.length === shape[depth]) {
      for (const one of item) walk(one, depth + 1);
    } else if ((typeof item === 'number' || typeof item === 'boolean') && depth === shape.length) {
      booleans &&= typeof item === 'boolean';
      values[count++] = Number(item);
    } else {
      throw raggedError(item, depth, shape, caller);
    }
  };
  walk(list, 0);
  const type = dtype ?? (booleans ? 'bool' : 'float64');
  const data = allocate(type, count);
  for (let i = 0; i < count; i++) data[i] = type === 'bool' ? Number(values[i] !== 0) : values[i];
  return new NDArray(data, shape);
}

function sameTail(shape: readonly number[], whole: readonly number[], from: number): boolean {
  return shape.length === whole.length - from && shape.every((length, i) => length === whole[from + i]);
}

function raggedError(item: unknown, depth: number, shape: readonly number[], caller: string): Error {
  const expected = depth < shape.length ? `a list of ${shape[depth]}` : 'a number';
  if (Array.isArray(item) || typeof item === 'number') {
    const got = Array.isArray(item) ? `a list of ${item.length}` : `the number ${item}`;
    return new RangeError(
      `${caller}: the nested lists are ragged: at depth ${depth} got ${got}, expected ${expected} (shape ${formatShape(shape)} from the first entries)`,
    );
  }
  return new TypeError(
    `${caller}: at depth ${depth} of the nested lists got ${item === null ? 'null' : typeof item}, expected ${expected}`,
  );
}

function fromTyped(data: ArrayBufferView & { length: number }): NDArray {
  if (data instanceof Float32Array || data instanceof Float64Array || data instanceof Int32Array)
    return new NDArray(data);
  return fromScijs(ndarray(data as Uint16Array));
}

function isScijs(x: unknown): x is ndarray.NdArray {
  const candidate = x as Partial<ndarray.NdArray> | null;
  return (
    typeof candidate === 'object' &&
    candidate !== null &&
    Array.isArray(candidate.shape) &&
    Array.isArray(candidate.stride) &&
    'data' in candidate
  );
}

/** float32, float64 and int32 share their data; the smaller integer types become int32 and the rest float64, by a copy. */
function fromScijs(x: ndarray.NdArray): NDArray {
  const { data } = x;
  if (data instanceof Float32Array || data instanceof Float64Array || data instanceof Int32Array) {
    return new NDArray(data, [...x.shape], [...x.stride], x.offset);
  }
  const whole = /^(u?int(8|16)|uint8_clamped|buffer)$/.test(x.dtype);
  const result = new NDArray(allocate(whole ? 'int32' : 'float64', sizeOf(x.shape)), [...x.shape]);
  const index = new Array<number>(x.shape.length).fill(0);
  for (let at = 0; at < result.data.length; at++) {
    result.data[at] = Number(x.get(...index));
    for (let axis = index.length - 1; axis >= 0 && ++index[axis] === x.shape[axis]; axis--) index[axis] = 0;
  }
  return result;
}
