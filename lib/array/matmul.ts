// Matrix products: every one is lowered to GEMM on strided operands, so a transposed view costs nothing.
import { type DType, floatType, isFloat, resultType } from './dtype.js';
import { allocateUnset } from './scrap.js';
import { broadcastShapes, formatShape, sizeOf } from './shape.js';
import { forEachRow, stretchedStride } from './rows.js';
import { type ArrayLike, asArray } from './convert.js';
import { copyAs } from './copy.js';
import { binary } from './binary.js';
import { NDArray } from './ndarray.js';
import { putOff } from './put-off.js';
import { type FloatArray, gemm } from '../wasm/index.js';

/** Products of fewer multiplications are over before they are put off. */
const WORTH_PUTTING_OFF = 1e6;
let puttingOff = false;

/**
 * While `body` runs, large products are computed when they are first read. In a backward pass that saves every gradient that nobody
 * asks for: that of the loss by the data.
 */
export function puttingOffProducts(body: () => void): void {
  const before = puttingOff;
  puttingOff = true;
  try {
    body();
  } finally {
    puttingOff = before;
  }
}

/**
 * Matrix product `x @ y`: y[..., i, j] = sum_k x[..., i, k] y[..., k, j].
 *
 * A vector on the left is a row, on the right a column, and loses that axis in the result. Leading axes are batches and
 * broadcast. Integers are multiplied exactly and give int32.
 * @throws RangeError when the inner lengths differ, or for a number
 * @example
 * np.matmul(np.ones([64, 784]), np.ones([784, 10])).shape; // [64, 10]
 */
export function matmul(a: ArrayLike, b: ArrayLike): NDArray {
  const left = asArray(a, 'matmul');
  const right = asArray(b, 'matmul');
  if (left.ndim === 0 || right.ndim === 0) {
    throw new RangeError(
      `matmul: expected two arrays with at least one axis, got shapes ${formatShape(left.shape)} and ${formatShape(right.shape)}; hint: mul multiplies by a number`,
    );
  }
  const dtype = resultType(left.dtype, right.dtype);
  const x = inType(left.ndim === 1 ? left.expandDims(0) : left, dtype);
  const y = inType(right.ndim === 1 ? right.expandDims(1) : right, dtype);
  const [m, k] = x.shape.slice(-2);
  const [inner, n] = y.shape.slice(-2);
  if (k !== inner) throw innerError(left, right, k, inner);
  const batch = broadcastShapes(x.shape.slice(0, -2), y.shape.slice(0, -2), 'matmul');
  const shape = [...batch, ...(left.ndim === 1 ? [] : [m]), ...(right.ndim === 1 ? [] : [n])];
  if (puttingOff && isFloat(dtype) && sizeOf(batch) * m * k * n >= WORTH_PUTTING_OFF) {
    return putOff([x, y], shape, dtype, ([x, y]) => product(x, y, batch));
  }
  const out = product(x, y, batch);
  return (isFloat(dtype) ? out : out.astype(dtype)).reshape(shape);
}

/** z[batch, m, n] = sum_k x[batch, m, k] y[batch, k, n], for floats of one type. */
function product(x: NDArray, y: NDArray, batch: readonly number[]): NDArray {
  const [m, k] = x.shape.slice(-2);
  const n = y.shape.at(-1)!;
  const out = new NDArray(allocateUnset(x.dtype, sizeOf(batch) * m * n), [...batch, m, n]);
  const operands = [x, y, out].map((one) => ({
    stride: stretchedStride(
      { shape: one.shape.slice(0, -2), stride: one.stride.slice(0, -2), offset: 0 },
      batch,
    ),
    offset: one.offset,
  }));
  const [xRow, xColumn] = x.stride.slice(-2);
  const [yRow, yColumn] = y.stride.slice(-2);
  const [xs, ys, zs] = [x.data, y.data, out.data] as FloatArray[];
  forEachRow(batch, operands, (length, at, step) => {
    for (let i = 0; i < length; i++) {
      const [p, q, r] = at.map((start, which) => start + i * step[which]);
      gemm(m, n, k, xs, p, xRow, xColumn, ys, q, yRow, yColumn, zs, r, n, 1, false);
    }
  });
  return out;
}

function inType(x: NDArray, dtype: DType): NDArray {
  const type = floatType(dtype);
  return x.dtype === type ? x : copyAs(x, type);
}

function innerError(a: NDArray, b: NDArray, k: number, inner: number): RangeError {
  const [p, q] = [a.shape, b.shape];
  let hint = 'the last axis of the first and the last but one of the second are summed over';
  if (p.length === 2 && q.length === 2) {
    if (p[1] === q[1]) hint = 'the second needs a .T';
    else if (p[0] === q[0]) hint = 'the first needs a .T';
    else if (p[0] === q[1]) hint = 'the operands are in the wrong order';
  }
  return new RangeError(
    `matmul: shapes ${formatShape(p)} and ${formatShape(q)} do not fit: inner lengths ${k} and ${inner}; hint: ${hint}`,
  );
}

/** NumPy's dot: inner product of vectors, matrix product of matrices, product with a number. */
export function dot(a: ArrayLike, b: ArrayLike): NDArray {
  const x = asArray(a, 'dot');
  const y = asArray(b, 'dot');
  if (x.ndim === 0 || y.ndim === 0) return binary('mul', a, b);
  if (y.ndim <= 2) return matmul(x, y);
  return tensordot(x, y, [[x.ndim - 1], [y.ndim - 2]]);
}

/** Outer product of two vectors: z[i, j] = x[i] y[j]. Arrays with more axes are raveled. */
export function outer(a: ArrayLike, b: ArrayLike): NDArray {
  const x = asArray(a, 'outer').ravel();
  const y = asArray(b, 'outer').ravel();
  return binary('mul', x.expandDims(1), y.expandDims(0));
}

/**
 * Sum over pairs of axes: `tensordot(x, y, [[1], [0]])` sums axis 1 of x against axis 0 of y; a number n takes the last n
 * axes of x and the first n of y. The kept axes of x come first.
 * @throws RangeError when paired axes differ in length
 */
export function tensordot(
  a: ArrayLike,
  b: ArrayLike,
  axes: number | readonly [readonly number[], readonly number[]] = 2,
): NDArray {
  const x = asArray(a, 'tensordot');
  const y = asArray(b, 'tensordot');
  const count = (n: number) => Array.from({ length: n }, (_, i) => i);
  const [of, with_] =
    typeof axes === 'number' ? [count(axes).map((i) => x.ndim - axes + i), count(axes)] : axes;
  const xAxes = of.map((axis) => (axis < 0 ? axis + x.ndim : axis));
  const yAxes = with_.map((axis) => (axis < 0 ? axis + y.ndim : axis));
  xAxes.forEach((axis, i) => {
    if (x.shape[axis] === undefined || x.shape[axis] !== y.shape[yAxes[i]]) {
      throw new RangeError(
        `tensordot: axis ${axis} of shape ${formatShape(x.shape)} and axis ${yAxes[i]} of shape ${formatShape(y.shape)} are summed together; expected equal lengths`,
      );
    }
  });
  const xKept = count(x.ndim).filter((axis) => !xAxes.includes(axis));
  const yKept = count(y.ndim).filter((axis) => !yAxes.includes(axis));
  const inner = sizeOf(xAxes.map((axis) => x.shape[axis]));
  const xShape = xKept.map((axis) => x.shape[axis]);
  const yShape = yKept.map((axis) => y.shape[axis]);
  const left = x.transpose(...xKept, ...xAxes).reshape([sizeOf(xShape), inner]);
  const right = y.transpose(...yAxes, ...yKept).reshape([inner, sizeOf(yShape)]);
  return matmul(left, right).reshape([...xShape, ...yShape]);
}
