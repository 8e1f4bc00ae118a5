// Softmax and its logarithm over the last axis, by the kernels that take whole rows. For ops alone: they are what students are
// asked to write, so index.ts does not offer them.
import { floatType } from './dtype.js';
import { checkAxis, formatShape } from './shape.js';
import { allocateUnset } from './scrap.js';
import { type ArrayLike, asArray } from './convert.js';
import { contiguous } from './copy.js';
import { NDArray } from './ndarray.js';
import * as wasm from '../wasm/index.js';

/** p[...,k] = exp(s[...,k]) / sum_j exp(s[...,j]), without overflow; a `least` other than 0 is what no result is less than. */
export function softmax(s: ArrayLike, least = 0): NDArray {
  return alongRows('softmax', s, (x, y, rows, columns) =>
    wasm.softmaxRows(x.data as wasm.FloatArray, x.offset, y.data as wasm.FloatArray, 0, rows, columns, least),
  );
}

/** s[...,k] - log sum_j exp(s[...,j]), without overflow. */
export function logSoftmax(s: ArrayLike): NDArray {
  return alongRows('logSoftmax', s, (x, y, rows, columns) =>
    wasm.logSoftmaxRows(x.data as wasm.FloatArray, x.offset, y.data as wasm.FloatArray, 0, rows, columns),
  );
}

function alongRows(
  caller: string,
  s: ArrayLike,
  run: (x: NDArray, y: NDArray, rows: number, columns: number) => void,
): NDArray {
  const given = asArray(s, caller);
  const columns = given.shape[checkAxis(-1, given.shape, caller)];
  if (columns === 0) {
    throw new RangeError(
      `${caller}: a row of shape ${formatShape(given.shape)} has no scores; expected at least one`,
    );
  }
  const x = contiguous(given, floatType(given.dtype));
  const y = new NDArray(allocateUnset(x.dtype, x.size), [...x.shape]);
  run(x, y, x.size / columns, columns);
  return y;
}
