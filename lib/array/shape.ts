// Shapes: sizes, axis numbers, broadcasting, and how a shape is written in an error message.

/** `(64, 784)`, `(3,)`, `()`: a shape as NumPy writes it. */
export function formatShape(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
}

/** Number of elements: the product of the shape, 1 for `()`. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/** Strides of a C-contiguous array: the last index runs fastest. */
export function rowMajorStride(shape: readonly number[]): number[] {
  const stride = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    stride[axis] = step;
    step *= shape[axis];
  }
  return stride;
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/** Throws unless `shape` is a list of whole numbers >= 0, and of no more elements than can be counted. Returns it as an array. */
export function checkShape(shape: number | readonly number[], caller: string): number[] {
  const list = typeof shape === 'number' ? [shape] : shape;
  if (!Array.isArray(list) || !list.every((length) => Number.isInteger(length) && length >= 0)) {
    throw new RangeError(
      `${caller}: a shape is a list of whole numbers >= 0, got ${JSON.stringify(shape)}; hint: write [3, 4]`,
    );
  }
  const size = sizeOf(list);
  if (size > Number.MAX_SAFE_INTEGER) {
    throw new RangeError(
      `${caller}: an array of shape ${formatShape(list)} would have ${size} elements, more than can be counted (2^53); hint: is the shape what you meant?`,
    );
  }
  return [...list];
}

/** Turns an axis that may count from the end into 0 .. ndim-1. */
export function checkAxis(axis: number, shape: readonly number[], caller: string): number {
  const ndim = shape.length;
  if (!Number.isInteger(axis) || axis < -ndim || axis >= ndim) {
    throw new RangeError(
      `${caller}: axis ${axis} does not exist in shape ${formatShape(shape)}; ` +
        (ndim === 0 ? 'an array of shape () has no axes' : `expected ${-ndim} to ${ndim - 1}`),
    );
  }
  return axis < 0 ? axis + ndim : axis;
}

/** Turns one axis, several or none (meaning all) into a sorted list without repetitions. */
export function checkAxes(
  axis: number | readonly number[] | null | undefined,
  shape: readonly number[],
  caller: string,
): number[] {
  if (axis === undefined || axis === null) return shape.map((_, i) => i);
  const list = typeof axis === 'number' ? [axis] : axis;
  const axes = list.map((one) => checkAxis(one, shape, caller)).sort((a, b) => a - b);
  const twice = axes.find((one, i) => one === axes[i - 1]);
  if (twice !== undefined)
    throw new RangeError(`${caller}: axis ${twice} is named twice in [${list.join(', ')}]`);
  return axes;
}

/**
 * The shape of `a op b`: shapes are aligned at their last axis, and an axis of length 1 stretches to the other's length.
 * @throws RangeError when two lengths differ and neither is 1
 */
export function broadcastShapes(a: readonly number[], b: readonly number[], caller: string): number[] {
  const ndim = Math.max(a.length, b.length);
  const shape = new Array<number>(ndim);
  for (let i = 1; i <= ndim; i++) {
    const m = i <= a.length ? a[a.length - i] : 1;
    const n = i <= b.length ? b[b.length - i] : 1;
    if (m !== n && m !== 1 && n !== 1) throw broadcastError(a, b, i, caller);
    shape[ndim - i] = m === 1 ? n : m;
  }
  return shape;
}

function broadcastError(
  a: readonly number[],
  b: readonly number[],
  fromEnd: number,
  caller: string,
): RangeError {
  const lengths = `${a[a.length - fromEnd]} and ${b[b.length - fromEnd]}`;
  let hint = 'shapes are aligned at the last axis, where lengths must be equal or 1';
  if (a.length === 1 && b.length > 1 && a[0] === b[0]) hint = 'expandDims(-1) turns the first into a column';
  else if (b.length === 1 && a.length > 1 && a[0] === b[0])
    hint = 'expandDims(-1) turns the second into a column';
  else if (a.length === 2 && b.length === 2 && a[0] === b[1] && a[1] === b[0])
    hint = 'one of them needs a .T';
  else if (a.length === 2 && b.length === 2 && a[1] === b[0]) hint = 'for a matrix product use np.matmul';
  return new RangeError(
    `${caller}: shapes ${formatShape(a)} and ${formatShape(b)} do not broadcast: axis -${fromEnd} has lengths ${lengths}; hint: ${hint}`,
  );
}
