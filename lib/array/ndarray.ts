// NDArray: numbers in a typed array, seen through shape, stride and offset. The operators of NumPy are its methods.
import { type DType, type TypedArray, allocate, dtypeOf } from './dtype.js';
import { checkAxis, formatShape, rowMajorStride, sizeOf } from './shape.js';
import * as layouts from './layout.js';
import type { SliceEntry } from './layout.js';
import { type ArrayLike, asArray, toNested, type NestedNumbers } from './convert.js';
import { binary, binaryInPlace } from './binary.js';
import { unary } from './unary.js';
import { power } from './power.js';
import * as reduce from './reduce.js';
import { matmul } from './matmul.js';
import { assign, copyAs } from './copy.js';
import { beforeWrite } from './lease.js';
import { formatArray } from './print/print.js';
import { DISPLAY, type MimeBundle } from '../display/bundle.js';
import { arrayBundle } from '../display/table.js';

/** Which axes a reduction runs over (default: all), and whether they stay as axes of length 1. */
export interface ReduceOptions {
  keepdims?: boolean;
}
export type Axis = number | readonly number[] | null;

/** How a result that is not computed yet will be computed, and what its sum over axis 0 is without computing it. */
export interface Deferred {
  compute(): TypedArray;
  sumLeadingAxis(): NDArray;
}

/**
 * An n-dimensional array of numbers, as in NumPy.
 *
 * An array is a *view*: `data` holds the numbers, and element (i, j) is `data[offset + i*stride[0] + j*stride[1]]`. Views
 * (`transpose`, `pick`, `slice`, `lo`, `hi`, `step`, `reshape` where possible) cost nothing and share `data`; operators return
 * fresh arrays. Make arrays with `np.array`, `np.zeros` and so on.
 *
 * @example
 * const x = np.array([[1, 2], [3, 4]]);
 * x.T.get(0, 1);        // 3
 * x.mul(10).add([1, 2]) // array([[11., 22.], [31., 42.]])
 */
export class NDArray {
  readonly shape: number[];
  readonly stride: number[];
  readonly offset: number;
  readonly dtype: DType;
  #data: TypedArray | null;
  #deferred: Deferred | null = null;

  /**
   * A view of `data`. Without stride the elements lie in C order.
   * @throws RangeError when the view would reach outside the data
   */
  constructor(
    data: TypedArray,
    shape: readonly number[] = [data.length],
    stride?: readonly number[],
    offset = 0,
  ) {
    this.#data = data;
    this.dtype = dtypeOf(data);
    this.shape = shape as number[];
    this.stride = (stride ?? rowMajorStride(shape)) as number[];
    this.offset = offset;
    this.#checkFits(data);
  }

  #checkFits(data: TypedArray): void {
    const { shape, stride, offset } = this;
    if (!shape.every((length) => Number.isInteger(length) && length >= 0)) {
      throw new RangeError(`NDArray: a shape is a list of whole numbers >= 0, got ${formatShape(shape)}`);
    }
    if (stride.length !== shape.length || !stride.every(Number.isInteger) || !Number.isInteger(offset)) {
      throw new RangeError(
        `NDArray: stride (${stride.join(', ')}) and offset ${offset} do not describe shape ${formatShape(shape)}; expected one whole number per axis`,
      );
    }
    const reach = layouts.extent(this);
    if (reach && (reach[0] < 0 || reach[1] >= data.length)) {
      throw new RangeError(
        `NDArray: shape ${formatShape(shape)} with stride (${stride.join(', ')}) and offset ${offset} reaches elements ${reach[0]} to ${reach[1]}, but data has ${data.length}`,
      );
    }
  }

  /** @internal An array whose numbers are computed when they are first read. */
  static deferred(shape: number[], dtype: DType, deferred: Deferred): NDArray {
    const result = new NDArray(allocate(dtype, 0), [0]);
    return result.#become(shape, deferred);
  }

  #become(shape: number[], deferred: Deferred): NDArray {
    this.#data = null;
    this.#deferred = deferred;
    (this as { shape: number[] }).shape = shape;
    (this as { stride: number[] }).stride = rowMajorStride(shape);
    return this;
  }

  /** @internal Not null while the numbers are not computed yet. */
  get deferred(): Deferred | null {
    return this.#deferred;
  }

  /** The numbers, shared by all views of them. Write through `set`, `assign` or the in-place operators. */
  get data(): TypedArray {
    if (this.#data === null) {
      this.#data = this.#deferred!.compute();
      this.#deferred = null;
    }
    return this.#data;
  }

  /** @internal The data, for a kernel that is about to write into them. */
  writableData(): TypedArray {
    beforeWrite(this.data);
    return this.data;
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /** Number of axes. */
  get ndim(): number {
    return this.shape.length;
  }

  /** Length of the first axis, as Python's `len(x)`. */
  get length(): number {
    if (this.shape.length === 0) throw new TypeError('length: an array of shape () has no axes');
    return this.shape[0];
  }

  /** The transposed view: all axes reversed. */
  get T(): NDArray {
    return this.view(layouts.transpose(this, []));
  }

  /** One element. Indices may count from the end. @throws RangeError outside the array */
  get(...index: number[]): number {
    return this.data[layouts.position(this, index, 'get')];
  }

  /** Writes one element: indices first, then the value. @throws RangeError outside the array */
  set(...indexAndValue: number[]): void {
    const index = indexAndValue.slice(0, -1);
    const at = layouts.position(this, index, 'set');
    this.writableData()[at] = indexAndValue[index.length];
  }

  /** @internal A view with another layout. */
  view(layout: layouts.Layout): NDArray {
    return new NDArray(this.data, layout.shape, layout.stride, layout.offset);
  }

  /** View without the first indices of each axis: `x.lo(2)` is `x[2:]`. */
  lo(...from: (number | null)[]): NDArray {
    return this.view(layouts.lo(this, from));
  }

  /** View of the first indices of each axis: `x.hi(2)` is `x[:2]`. */
  hi(...to: (number | null)[]): NDArray {
    return this.view(layouts.hi(this, to));
  }

  /** View of every n-th element per axis: `x.step(2)` is `x[::2]`, `x.step(-1)` is `x[::-1]`. */
  step(...by: (number | null)[]): NDArray {
    return this.view(layouts.step(this, by));
  }

  /** View with some indices fixed: `x.pick(3)` is `x[3]`, `x.pick(null, 3)` is `x[:, 3]`. */
  pick(...index: (number | null)[]): NDArray {
    return this.view(layouts.pick(this, index));
  }

  /** NumPy's slicing as a view: `x.slice([1, 3], null, 0)` is `x[1:3, :, 0]`; `[start, stop, step]` as in Python. */
  slice(...entries: SliceEntry[]): NDArray {
    return this.view(layouts.slice(this, entries));
  }

  /** View with the axes in another order; without arguments all axes are reversed. */
  transpose(...axes: number[]): NDArray {
    return this.view(layouts.transpose(this, axes));
  }

  /**
   * The same numbers in another shape; one length may be -1. A view where possible, else a copy.
   * @throws RangeError when the number of elements differs
   */
  reshape(...shape: number[] | [readonly number[]]): NDArray {
    const wanted = inferShape(typeof shape[0] === 'object' ? shape[0] : (shape as number[]), this);
    const layout = layouts.reshape(this, wanted);
    return layout ? this.view(layout) : new NDArray(copyAs(this, this.dtype).data, wanted);
  }

  /** One-dimensional, in C order: a view where possible. */
  ravel(): NDArray {
    return this.reshape([this.size]);
  }

  /** View with a new axis of length 1 at position `axis`: `x.expandDims(-1)` is `x[..., None]`. */
  expandDims(axis: number): NDArray {
    const at = checkAxis(axis, [...this.shape, 1], 'expandDims');
    return this.view({
      shape: this.shape.toSpliced(at, 0, 1),
      stride: this.stride.toSpliced(at, 0, 0),
      offset: this.offset,
    });
  }

  /** View without the axes of length 1, or without one of them. @throws RangeError when that axis is longer */
  squeeze(axis?: number): NDArray {
    const drop = axis === undefined ? null : checkAxis(axis, this.shape, 'squeeze');
    if (drop !== null && this.shape[drop] !== 1) {
      throw new RangeError(
        `squeeze: axis ${axis} of shape ${formatShape(this.shape)} has length ${this.shape[drop]}, expected 1`,
      );
    }
    const keep = (_: number, i: number) => (drop === null ? this.shape[i] !== 1 : i !== drop);
    return this.view({
      shape: this.shape.filter(keep),
      stride: this.stride.filter(keep),
      offset: this.offset,
    });
  }

  /** A fresh array with the same numbers, in C order. */
  copy(): NDArray {
    return copyAs(this, this.dtype);
  }

  /** A fresh array of another dtype. To int32, numbers lose their fraction; to bool, everything but 0 becomes 1. */
  astype(dtype: DType): NDArray {
    return copyAs(this, dtype);
  }

  /** Writes `values` (broadcast to this shape) into this array, as `x[...] = values`. Returns this array. */
  assign(values: ArrayLike): this {
    assign(this, asArray(values, 'assign'), 'assign');
    return this;
  }

  /** Writes one number everywhere. Returns this array. */
  fill(value: number): this {
    return this.assign(value);
  }

  /** The only element, as a number. @throws RangeError when there is more than one */
  item(): number {
    if (this.size !== 1) {
      throw new RangeError(
        `item: shape ${formatShape(this.shape)} has ${this.size} elements, expected 1; hint: get(i, j) reads one of many`,
      );
    }
    return this.data[this.offset];
  }

  /** Nested JavaScript lists; a plain number for shape (). */
  tolist(): NestedNumbers {
    return toNested(this);
  }

  /** Sub-arrays along the first axis, as `for row in x`. */
  *[Symbol.iterator](): IterableIterator<NDArray> {
    for (let i = 0; i < this.length; i++) yield this.pick(i);
  }

  /** x + y */ add(y: ArrayLike): NDArray { return binary('add', this, y); } // prettier-ignore
  /** x - y */ sub(y: ArrayLike): NDArray { return binary('sub', this, y); } // prettier-ignore
  /** x * y, elementwise */ mul(y: ArrayLike): NDArray { return binary('mul', this, y); } // prettier-ignore
  /** x / y */ div(y: ArrayLike): NDArray { return binary('div', this, y); } // prettier-ignore
  /** x ** y */ pow(y: ArrayLike): NDArray { return power(this, y); } // prettier-ignore
  /** x % y, with the sign of y as in Python */ mod(y: ArrayLike): NDArray { return binary('mod', this, y); } // prettier-ignore
  /** The larger of x and y */ maximum(y: ArrayLike): NDArray { return binary('maximum', this, y); } // prettier-ignore
  /** The smaller of x and y */ minimum(y: ArrayLike): NDArray { return binary('minimum', this, y); } // prettier-ignore
  /** x > y, as bool */ gt(y: ArrayLike): NDArray { return binary('gt', this, y); } // prettier-ignore
  /** x >= y, as bool */ ge(y: ArrayLike): NDArray { return binary('ge', this, y); } // prettier-ignore
  /** x < y, as bool */ lt(y: ArrayLike): NDArray { return binary('lt', this, y); } // prettier-ignore
  /** x <= y, as bool */ le(y: ArrayLike): NDArray { return binary('le', this, y); } // prettier-ignore
  /** x == y elementwise, as bool */ eq(y: ArrayLike): NDArray { return binary('eq', this, y); } // prettier-ignore
  /** x != y elementwise, as bool */ ne(y: ArrayLike): NDArray { return binary('ne', this, y); } // prettier-ignore

  /** x += y. Returns this array. @throws RangeError when y does not broadcast to x's shape */
  iadd(y: ArrayLike): this { binaryInPlace('add', this, y); return this; } // prettier-ignore
  /** x -= y. Returns this array. */
  isub(y: ArrayLike): this { binaryInPlace('sub', this, y); return this; } // prettier-ignore
  /** x *= y. Returns this array. */
  imul(y: ArrayLike): this { binaryInPlace('mul', this, y); return this; } // prettier-ignore
  /** x /= y. Returns this array. */
  idiv(y: ArrayLike): this { binaryInPlace('div', this, y); return this; } // prettier-ignore

  /** -x */ neg(): NDArray { return unary('neg', this); } // prettier-ignore
  /** e to the x */ exp(): NDArray { return unary('exp', this); } // prettier-ignore
  /** Natural logarithm */ log(): NDArray { return unary('log', this); } // prettier-ignore
  /** Square root */ sqrt(): NDArray { return unary('sqrt', this); } // prettier-ignore
  /** |x| */ abs(): NDArray { return unary('abs', this); } // prettier-ignore
  /** x * x */ square(): NDArray { return unary('square', this); } // prettier-ignore
  /** Hyperbolic tangent */ tanh(): NDArray { return unary('tanh', this); } // prettier-ignore
  /** 1 / (1 + exp(-x)), without overflow */ sigmoid(): NDArray { return unary('sigmoid', this); } // prettier-ignore

  /** Numbers below `low` become `low`, above `high` become `high`; null leaves a side open. */
  clip(low: ArrayLike | null, high: ArrayLike | null): NDArray {
    const raised = low === null ? this : this.maximum(low);
    return high === null ? (raised === this ? this.copy() : raised) : raised.minimum(high);
  }

  /** Matrix product: see `np.matmul`. */
  matmul(y: ArrayLike): NDArray {
    return matmul(this, y);
  }

  /** Sum over axes: see `np.sum`. */
  sum(axis?: Axis, options?: ReduceOptions): NDArray { return reduce.sum(this, axis, options); } // prettier-ignore
  /** Mean over axes: see `np.mean`. */
  mean(axis?: Axis, options?: ReduceOptions): NDArray { return reduce.mean(this, axis, options); } // prettier-ignore
  /** Largest over axes: see `np.max`. */
  max(axis?: Axis, options?: ReduceOptions): NDArray { return reduce.max(this, axis, options); } // prettier-ignore
  /** Smallest over axes: see `np.min`. */
  min(axis?: Axis, options?: ReduceOptions): NDArray { return reduce.min(this, axis, options); } // prettier-ignore
  /** Whether all elements are other than 0: see `np.all`. */
  all(axis?: Axis, options?: ReduceOptions): NDArray {
    return reduce.all(this, axis, options);
  }
  /** Whether any element is other than 0: see `np.any`. */
  any(axis?: Axis, options?: ReduceOptions): NDArray {
    return reduce.any(this, axis, options);
  }
  /** Index of the largest: see `np.argmax`. */
  argmax(axis?: number | null, options?: ReduceOptions): NDArray { return reduce.argmax(this, axis, options); } // prettier-ignore
  /** Index of the smallest: see `np.argmin`. */
  argmin(axis?: number | null, options?: ReduceOptions): NDArray { return reduce.argmin(this, axis, options); } // prettier-ignore

  /** As NumPy's `repr(x)`: `array([[1., 2.], [3., 4.]])`. */
  toString(): string {
    return formatArray(this);
  }

  /** The numbers, so that `JSON.stringify` writes nested lists. */
  toJSON(): NestedNumbers {
    return this.tolist();
  }

  /** An array of one element may be used as a number, as in `${loss}` or `+loss`. */
  [Symbol.toPrimitive](hint: string): number | string {
    if (hint === 'string' || (hint === 'default' && this.size !== 1)) return this.toString();
    return this.item();
  }

  /** How `console.log` shows it. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }

  /** How a notebook shows it: a table, and text that stands on its own. */
  [DISPLAY](): MimeBundle {
    return arrayBundle(this);
  }
}

function inferShape(shape: readonly number[], from: NDArray): number[] {
  const known = shape.filter((length) => length !== -1);
  const rest = sizeOf(known);
  const inferred =
    known.length === shape.length ? rest : rest === 0 ? 0 : rest * Math.floor(from.size / rest);
  if (
    shape.length - known.length > 1 ||
    !known.every((n) => Number.isInteger(n) && n >= 0) ||
    inferred !== from.size
  ) {
    throw new RangeError(
      `reshape: cannot turn shape ${formatShape(from.shape)} (${from.size} elements) into ${formatShape(shape)}` +
        (known.length === shape.length
          ? ` (${rest} elements)`
          : '; hint: at most one length may be -1, and the others must divide the size'),
    );
  }
  return shape.map((length) => (length === -1 ? from.size / Math.max(rest, 1) : length));
}
