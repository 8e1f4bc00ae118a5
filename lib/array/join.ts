// Putting arrays together, taking them apart, and picking entries by index.
import { type DType, allocate, resultType } from './dtype.js';
import { checkAxis, formatShape, sameShape, sizeOf } from './shape.js';
import { type ArrayLike, asArray } from './convert.js';
import { assign, contiguous, values } from './copy.js';
import { NDArray } from './ndarray.js';

/** Joins arrays along an existing axis. @throws RangeError when another axis differs */
export function concatenate(arrays: readonly ArrayLike[], axis = 0): NDArray {
  const parts = arrays.map((one) => asArray(one, 'concatenate'));
  if (parts.length === 0) throw new RangeError('concatenate: expected at least one array, got none');
  const [first] = parts;
  const along = checkAxis(axis, first.shape, 'concatenate');
  parts.forEach((part, i) => {
    if (
      !sameShape(part.shape.toSpliced(along, 1), first.shape.toSpliced(along, 1)) ||
      part.ndim !== first.ndim
    ) {
      throw new RangeError(
        `concatenate: array ${i} has shape ${formatShape(part.shape)}, array 0 has ${formatShape(first.shape)}; all axes but axis ${along} must agree`,
      );
    }
  });
  const shape = first.shape.toSpliced(
    along,
    1,
    parts.reduce((sum, part) => sum + part.shape[along], 0),
  );
  const dtype = parts.map((part) => part.dtype).reduce(resultType);
  const out = new NDArray(allocate(dtype, sizeOf(shape)), shape);
  let start = 0;
  for (const part of parts) {
    const stop = start + part.shape[along];
    assign(out.slice(...new Array<null>(along).fill(null), [start, stop]), part, 'concatenate');
    start = stop;
  }
  return out;
}

/** Joins arrays of one shape along a new axis. */
export function stack(arrays: readonly ArrayLike[], axis = 0): NDArray {
  const parts = arrays.map((one) => asArray(one, 'stack'));
  const odd = parts.findIndex((part) => !sameShape(part.shape, parts[0].shape));
  if (odd > 0) {
    throw new RangeError(
      `stack: array ${odd} has shape ${formatShape(parts[odd].shape)}, array 0 has ${formatShape(parts[0].shape)}; expected equal shapes`,
    );
  }
  return concatenate(
    parts.map((part) => part.expandDims(axis)),
    axis,
  );
}

/** Views of equal parts along an axis, or of the parts between given places. @throws RangeError when it does not divide */
export function split(a: ArrayLike, parts: number | readonly number[], axis = 0): NDArray[] {
  const x = asArray(a, 'split');
  const along = checkAxis(axis, x.shape, 'split');
  const length = x.shape[along];
  if (typeof parts === 'number' && !(Number.isInteger(parts) && parts > 0 && length % parts === 0)) {
    throw new RangeError(
      `split: axis ${along} of shape ${formatShape(x.shape)} does not divide into ${parts} equal parts`,
    );
  }
  const places =
    typeof parts === 'number'
      ? Array.from({ length: parts - 1 }, (_, i) => ((i + 1) * length) / parts)
      : [...parts];
  return [...places, length].map((stop, i) =>
    x.slice(...new Array<null>(along).fill(null), [i === 0 ? 0 : places[i - 1], stop]),
  );
}

/**
 * The entries at `indices` along an axis, as a fresh array: `take(images, batch, 0)` is `images[batch]`.
 * @throws RangeError for an index outside the axis
 */
export function take(a: ArrayLike, indices: ArrayLike, axis = 0): NDArray {
  const x = contiguous(asArray(a, 'take'));
  const along = checkAxis(axis, x.shape, 'take');
  const at = asArray(indices, 'take');
  const chosen = values(at);
  const length = x.shape[along];
  const wrong = chosen.find((index) => !Number.isInteger(index) || index < -length || index >= length);
  if (wrong !== undefined) {
    throw new RangeError(
      `take: index ${wrong} is out of range for axis ${along} of shape ${formatShape(x.shape)}`,
    );
  }
  const [before, after] = [x.shape.slice(0, along), x.shape.slice(along + 1)];
  const [outer, inner] = [sizeOf(before), sizeOf(after)];
  const out = new NDArray(allocate(x.dtype, outer * at.size * inner), [...before, ...at.shape, ...after]);
  for (let block = 0, to = 0; block < outer; block++) {
    for (let i = 0; i < chosen.length; i++, to += inner) {
      const index = chosen[i] < 0 ? chosen[i] + length : chosen[i];
      const from = x.offset + (block * length + index) * inner;
      if (inner === 1) out.data[to] = x.data[from];
      else out.data.set(x.data.subarray(from, from + inner), to);
    }
  }
  return out;
}

/**
 * Rows of the identity matrix: label k becomes a vector with 1 at place k.
 * @throws RangeError for a label outside 0 .. classes-1
 */
export function oneHot(
  labels: ArrayLike,
  classes: number,
  { dtype = 'float64' }: { dtype?: DType } = {},
): NDArray {
  const y = asArray(labels, 'oneHot');
  const out = new NDArray(allocate(dtype, y.size * classes), [...y.shape, classes]);
  values(y).forEach((label, i) => {
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw new RangeError(`oneHot: label ${label} is none of the ${classes} classes 0 to ${classes - 1}`);
    }
    out.data[i * classes + label] = 1;
  });
  return out;
}
