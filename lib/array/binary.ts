// Two arrays in, one out, element by element, with broadcasting: arithmetic and comparisons.
import { type DType, allocateUnset, floatType, isFloat, resultType, weakResultType } from './dtype.js';
import { isContiguous } from './layout.js';
import { broadcastShapes, sameShape, sizeOf } from './shape.js';
import { forEachRow, stretchedStride } from './rows.js';
import { type ArrayLike, asArray, scalar } from './convert.js';
import { checkWritable, copyAs } from './copy.js';
import { type BinaryName, loops } from './loops.js';
import { NDArray } from './ndarray.js';
import * as wasm from '../wasm/index.js';

export type { BinaryName };

const comparisons = new Set<BinaryName>(['gt', 'ge', 'lt', 'le', 'eq', 'ne']);
/** Shorter rows are faster in plain loops than by way of the kernels' scratch memory. */
const SIMD_ROW = 128;
/** How many numbers a kernel takes at a time. */
const TILE = 4096;
const simd = new Set<string>(['add', 'sub', 'mul', 'div', 'maximum', 'minimum']);

/** `a op b` as a fresh array. @throws RangeError when the shapes do not broadcast */
export function binary(op: BinaryName, a: ArrayLike, b: ArrayLike): NDArray {
  const [x, y] = alignTypes(op, a, b);
  const shape = broadcastShapes(x.shape, y.shape, op);
  const out = new NDArray(allocateUnset(comparisons.has(op) ? 'bool' : x.dtype, sizeOf(shape)), shape);
  run(op, x, y, out);
  return out;
}

/** `x op= y`: the result is written into x, in x's dtype. */
export function binaryInPlace(op: BinaryName, x: NDArray, y: ArrayLike): void {
  const [left, right] = alignTypes(op, x, y);
  checkWritable(x, broadcastShapes(left.shape, right.shape, `i${op}`), `i${op}`);
  const overlaps = right !== left && right.data.buffer === x.data.buffer;
  const operand = overlaps ? copyAs(right, right.dtype) : right;
  if (left.dtype === x.dtype) {
    x.writableData();
    run(op, left, operand, x);
  } else {
    x.assign(binary(op, left, operand));
  }
}

/** Both operands as arrays of the dtype that the operation computes in. */
export function alignTypes(op: string, a: ArrayLike, b: ArrayLike): [NDArray, NDArray] {
  let dtype: DType;
  const weakA = typeof a === 'number';
  const weakB = typeof b === 'number';
  const x = weakA ? null : asArray(a, op);
  const y = weakB ? null : asArray(b, op);
  if (x && y) dtype = resultType(x.dtype, y.dtype);
  else if (x) dtype = weakResultType(x.dtype, b as number);
  else if (y) dtype = weakResultType(y.dtype, a as number);
  else dtype = 'float64';
  if (op === 'div') dtype = floatType(dtype);
  else if (dtype === 'bool' && (op === 'sub' || op === 'mod')) dtype = 'int32';
  return [
    x ? asType(x, dtype) : scalar(a as number, dtype),
    y ? asType(y, dtype) : scalar(b as number, dtype),
  ];
}

function asType(x: NDArray, dtype: DType): NDArray {
  return x.dtype === dtype ? x : copyAs(x, dtype);
}

/** Whether `row` lies in one piece and is short enough that a kernel had better take several rows of `whole` at a time. */
function isRowOf(row: NDArray, whole: NDArray): boolean {
  const length = row.size;
  const fits = length > 1 && length <= TILE / 2 && length === whole.shape.at(-1) && row.shape.at(-1) === length;
  return fits && whole.size > SIMD_ROW && whole.size > length && isContiguous(row) && isContiguous(whole);
}

/** out[b,j] = x[b,j] op y[j]: the row is repeated, so that a kernel sees two long ranges. */
function againstRow(op: wasm.BinaryOp, x: NDArray, y: NDArray, out: NDArray): void {
  const { size: length } = y;
  const [xs, ys, zs] = [x.data, y.data, out.data] as wasm.FloatArray[];
  const tile = Math.min(Math.floor(TILE / length) * length, out.size);
  const rows = out.dtype === 'float32' ? new Float32Array(tile) : new Float64Array(tile);
  rows.set(ys.subarray(y.offset, y.offset + length));
  for (let done = length; done < tile; done *= 2) rows.copyWithin(done, 0, done);
  for (let done = 0; done < out.size; done += tile) {
    const count = Math.min(tile, out.size - done);
    wasm.binary(op, xs, x.offset + done, 1, rows, 0, 1, zs, out.offset + done, count);
  }
}

/** out = x op y, where x and y have one dtype and broadcast to out's shape. */
function run(op: BinaryName, x: NDArray, y: NDArray, out: NDArray): void {
  const { shape } = out;
  const loop = loops[op];
  const operands = [
    { stride: stretchedStride(x, shape), offset: x.offset },
    { stride: stretchedStride(y, shape), offset: y.offset },
    out,
  ];
  const [xs, ys, zs] = [x.data, y.data, out.data];
  const fast = simd.has(op) && isFloat(out.dtype);
  if (fast && isRowOf(y, out) && sameShape(x.shape, shape) && isContiguous(x)) {
    againstRow(op as wasm.BinaryOp, x, y, out);
    return;
  }
  forEachRow(shape, operands, (length, at, step) => {
    if (
      fast &&
      length >= SIMD_ROW &&
      step[2] === 1 &&
      (step[0] === 0 || step[0] === 1) &&
      (step[1] === 0 || step[1] === 1)
    ) {
      wasm.binary(
        op as wasm.BinaryOp,
        xs as Float32Array,
        at[0],
        step[0] as 0 | 1,
        ys as Float32Array,
        at[1],
        step[1] as 0 | 1,
        zs as Float32Array,
        at[2],
        length,
      );
    } else {
      loop(length, xs, at[0], step[0], ys, at[1], step[1], zs, at[2], step[2]);
    }
  });
}
