// Arrays as plain data: reading them out of whatever a student's code left behind, and making NDArrays of them again.
import { type DType, isContiguous, NDArray, np, sameShape } from '../../array/index.js';
import type { ArrayData, Given, ImagesData, Reading, TextData } from './trial.js';

const dtypes: readonly DType[] = ['float32', 'float64', 'int32', 'bool'];

/** A copy of `array` in row-major order, widened to float64. */
export function toData(array: NDArray): ArrayData {
  const { shape, stride, offset, data, dtype } = array;
  const result = new Float64Array(sizeOf(shape));
  if (isContiguous(array)) {
    for (let i = 0; i < result.length; i++) result[i] = data[offset + i];
    return { dtype, shape: [...shape], data: result };
  }
  const index = new Array<number>(shape.length).fill(0);
  let at = offset;
  for (let i = 0; i < result.length; i++) {
    result[i] = data[at];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += stride[axis];
      if (++index[axis] < shape[axis]) break;
      at -= stride[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return { dtype, shape: [...shape], data: result };
}

/** A copy of images in row-major order. */
export function toImagesData(images: NDArray): ImagesData {
  if (images.dtype !== 'float32') return toData(images);
  return { dtype: 'float32', shape: [...images.shape], data: images.copy().data as Float32Array };
}

/** A fresh NDArray with the numbers and the dtype of `data`. */
export function fromData({ dtype, shape, data }: ArrayData | ImagesData): NDArray {
  if (dtype === 'float64') return new NDArray(data.slice(), [...shape]);
  return new NDArray(data, [...shape]).astype(dtype);
}

/** The same numbers as a float64 NDArray. */
export function fromDataWide({ shape, data }: ArrayData): NDArray {
  return new NDArray(data.slice(), [...shape]);
}

/** Reads what should be an array, without trusting that it is one. Never throws. */
export function read(value: unknown): Reading {
  try {
    return value instanceof NDArray ? toData(value) : { instead: describe(value) };
  } catch {
    return { instead: words.unreadable };
  }
}

/** The shape of what should be an array; empty if it has none. */
export function readShape(delta: unknown): number[] {
  const shape = (delta as { shape?: unknown } | null | undefined)?.shape;
  return Array.isArray(shape) ? shape.map(Number) : [];
}

/** Whether `array` still holds the numbers it was made from. */
export function isUnchanged(array: NDArray, given: ArrayData): boolean {
  const now = read(array);
  return isArrayData(now) && sameNumbers(now, given);
}

/** What a function returned: one result, or one for each of `names`. */
export function resultsIn(returned: unknown, names: string[] | undefined): Reading[] {
  if (!names) return [readResult(returned)];
  const isObject = typeof returned === 'object' && returned !== null;
  return names.map((name, i) => {
    if (!isObject) return { instead: describe(returned) };
    return readResult(Array.isArray(returned) ? returned[i] : (returned as Record<string, unknown>)[name]);
  });
}

/** A function may return an array, a number, or a plain list of numbers. */
export function readResult(value: unknown): Reading {
  if (typeof value === 'number') return { dtype: 'float64', shape: [], data: Float64Array.of(value) };
  if (Array.isArray(value) && value.every((item) => typeof item === 'number')) {
    return { dtype: 'float64', shape: [value.length], data: Float64Array.from(value as number[]) };
  }
  return read(value);
}

/** Texts are read to this length, and lists of them to this length. */
const longest = { text: 1000, list: 100 };

/** What a cell defined: a number, true or false, an array of any kind, a text or a list of texts. Never throws. */
export function readGiven(value: unknown): Given {
  try {
    if (typeof value === 'boolean') return { dtype: 'bool', shape: [], data: Float64Array.of(Number(value)) };
    if (typeof value === 'string') return { shape: [], texts: [value.slice(0, longest.text)] };
    if (Array.isArray(value) && value.length <= longest.list) {
      const texts = Array.from(value as unknown[]);
      if (texts.length === 0 || texts.every((text) => typeof text === 'string'))
        return { shape: [texts.length], texts: texts.map((text) => String(text).slice(0, longest.text)) };
    }
    const isList = Array.isArray(value) || ArrayBuffer.isView(value);
    return isList ? read(np.array(value as number[])) : readResult(value);
  } catch {
    return { instead: describe(value) };
  }
}

export function isTextData(given: Given): given is TextData {
  return 'texts' in given;
}

export function isArrayData(reading: Given | undefined): reading is ArrayData {
  return reading !== undefined && 'data' in reading;
}

export function isDType(value: unknown): value is DType {
  return dtypes.includes(value as DType);
}

/** All that is ever said about something that is no array: nothing of the thing itself, so nothing can be smuggled out. */
const words = {
  nothing: 'nothing',
  undefined: 'undefined',
  null: 'null',
  number: 'a number',
  string: 'a string',
  boolean: 'true or false',
  function: 'a function',
  list: 'a plain JavaScript list (np.array(...) makes an array of it)',
  typed: 'a typed array (np.array(...) makes an array of it)',
  promise: 'a Promise',
  scijs: 'a scijs ndarray (np.array(...) makes an array of it)',
  object: 'an object that is no array',
  unreadable: 'something that cannot be read',
};

/** Whether `text` is one of the descriptions above. */
export function isDescription(text: unknown): text is string {
  return Object.values(words).includes(text as string);
}

/** What a value is, in a few words that are safe to make of anything at all. */
export function describe(value: unknown): string {
  try {
    if (value === null) return words.null;
    if (typeof value !== 'object') return words[typeof value as keyof typeof words] ?? words.object;
    if (Array.isArray(value)) return words.list;
    if (ArrayBuffer.isView(value)) return words.typed;
    if (value instanceof Promise) return words.promise;
    return 'shape' in value && 'stride' in value ? words.scijs : words.object;
  } catch {
    return words.unreadable;
  }
}

/** Name and message of anything that was thrown: errors, null, objects whose getters throw. */
export function describeError(error: unknown): { name: string; message: string; stack: string } {
  const text = (key: 'name' | 'message' | 'stack'): string => {
    try {
      const value: unknown = (error as Record<string, unknown>)[key];
      return typeof value === 'string' ? value.slice(0, 2000) : '';
    } catch {
      return '';
    }
  };
  try {
    if (typeof error === 'string') return { name: 'Error', message: error.slice(0, 2000), stack: '' };
    if (typeof error !== 'object' || error === null)
      return { name: 'Error', message: `threw ${describe(error)}`, stack: '' };
    const name = text('name') || 'Error';
    return { name, message: text('message') || `threw ${describe(error)}`, stack: text('stack') };
  } catch {
    return { name: 'Error', message: 'threw something that cannot be looked at', stack: '' };
  }
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** All elements equal to `value`. */
export function filled(shape: readonly number[], value: number): NDArray {
  return np.full([...shape], value);
}

/** The same numbers bit for bit, apart from the sign of zero; NaN is the same as NaN. */
export function sameNumbers(a: ArrayData, b: ArrayData): boolean {
  return (
    sameShape(a.shape, b.shape) &&
    a.data.every((value, i) => value === b.data[i] || Object.is(value, b.data[i]))
  );
}
