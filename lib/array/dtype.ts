// The four kinds of number an array can hold, and what kind comes out when two of them meet.

/** Kind of number in an array. `bool` holds 0 and 1 in bytes and is what comparisons return. */
export type DType = 'float32' | 'float64' | 'int32' | 'bool';

/** What an array's numbers are stored in: one JavaScript typed array per dtype. */
export type TypedArray = Float32Array | Float64Array | Int32Array | Uint8Array;

const constructors = { float32: Float32Array, float64: Float64Array, int32: Int32Array, bool: Uint8Array };
const rank: Record<DType, number> = { bool: 0, int32: 1, float32: 2, float64: 3 };

/** Fresh zeroed storage for `length` numbers. */
export function allocate(dtype: DType, length: number): TypedArray {
  const constructor = constructors[dtype];
  if (constructor === undefined) {
    const known = Object.keys(constructors).join(', ');
    throw new TypeError(`unknown dtype ${JSON.stringify(dtype)}; the dtypes are ${known}`);
  }
  try {
    return new constructor(length);
  } catch {
    const size = (length * constructor.BYTES_PER_ELEMENT) / 2 ** 30;
    throw new RangeError(
      `no memory for ${length} numbers of ${dtype} (${size.toFixed(1)} GB); hint: is the shape what you meant?`,
    );
  }
}

/** The dtype whose storage `data` is. */
export function dtypeOf(data: TypedArray): DType {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Float64Array) return 'float64';
  if (data instanceof Int32Array) return 'int32';
  if (data instanceof Uint8Array) return 'bool';
  throw new TypeError(
    `an array's data is a Float32Array, Float64Array, Int32Array or Uint8Array (bool), got ${Object.prototype.toString.call(data)}; hint: np.array(values) takes plain lists`,
  );
}

/** Other memory read as numbers of the same kind as `like`. */
export function sameKind(
  like: TypedArray,
  memory: ArrayBuffer,
  byteOffset: number,
  length: number,
): TypedArray {
  return new constructors[dtypeOf(like)](memory, byteOffset, length);
}

/** The dtype of `a op b`: the wider of the two, in the order bool, int32, float32, float64 (PyTorch's rule). */
export function resultType(a: DType, b: DType): DType {
  return rank[a] >= rank[b] ? a : b;
}

/**
 * The dtype of `array op number`. A JavaScript number is *weak*: it takes the array's dtype, so a float32 array plus
 * 0.1 stays float32. Only a number that an integer array cannot hold (0.5, 1e10, NaN) turns the result into float64.
 */
export function weakResultType(array: DType, value: number): DType {
  if (isFloat(array)) return array;
  return (value | 0) === value ? 'int32' : 'float64';
}

export function isFloat(dtype: DType): dtype is 'float32' | 'float64' {
  return dtype === 'float32' || dtype === 'float64';
}

/** The dtype of exp, sqrt, division, mean: float32 stays float32, everything else becomes float64. */
export function floatType(dtype: DType): 'float32' | 'float64' {
  return dtype === 'float32' ? 'float32' : 'float64';
}
