// Two arrays in, one out, element by element, with broadcasting: arithmetic and comparisons.
import { type DType, floatType, isFloat, resultType, weakResultType } from './dtype.js';
import { allocateUnset } from './scrap.js';
import { broadcastShapes, sizeOf } from './shape.js';
import { forEachPlane, stretchedStride } from './rows.js';
import { type ArrayLike, asArray, scalar } from './convert.js';
import { checkWritable, copyAs } from './copy.js';
import { type BinaryName, loops } from './loops.js';
import { NDArray } from './ndarray.js';
import * as wasm from '../wasm/index.js';

export type { BinaryName };

/** Fewer numbers are faster in plain loops than by way of the kernels' scratch memory. */
const SIMD = 128;
const arithmetic = new Set<string>(['add', 'sub', 'mul', 'div', 'maximum', 'minimum']);
const comparisons = new Set<string>(['gt', 'ge', 'lt', 'le', 'eq', 'ne']);
const isArithmetic = (op: BinaryName): op is wasm.BinaryOp => arithmetic.has(op);
const isComparison = (op: BinaryName): op is wasm.Comparison => comparisons.has(op);

/** `a op b` as a fresh array. @throws RangeError when the shapes do not broadcast */
export function binary(op: BinaryName, a: ArrayLike, b: ArrayLike): NDArray {
  const [x, y] = alignTypes(op, a, b);
  const shape = broadcastShapes(x.shape, y.shape, op);
  const out = new NDArray(allocateUnset(isComparison(op) ? 'bool' : x.dtype, sizeOf(shape)), shape);
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
  const float = isFloat(x.dtype);
  forEachPlane(shape, operands, (rows, columns, at, row, step) => {
    const inOrder = float && isUnit(step[0]) && isUnit(step[1]) && step[2] === 1;
    if (inOrder && isArithmetic(op) && rows * columns >= SIMD) {
      const [a, b, c] = [xs, ys, zs].map((data, k) => ({
        data: data as wasm.FloatArray,
        offset: at[k],
        row: row[k],
        step: step[k] as 0 | 1,
      }));
      wasm.binaryRows(op, rows, columns, a, b, c);
      return;
    }
    let [i, j, k] = at;
    for (let r = 0; r < rows; r++, i += row[0], j += row[1], k += row[2]) {
      if (inOrder && isComparison(op) && columns >= SIMD) {
        const [p, q] = [xs, ys] as wasm.FloatArray[];
        wasm.compare(op, p, i, step[0] as 0 | 1, q, j, step[1] as 0 | 1, zs as Uint8Array, k, columns);
      } else {
        loop(columns, xs, i, step[0], ys, j, step[1], zs, k, step[2]);
      }
    }
  });
}

const isUnit = (step: number): boolean => step === 0 || step === 1;
