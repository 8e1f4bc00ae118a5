// Numbers in a typed array seen through shape, stride and offset: reading, writing, and the views that cost nothing.
import { type DType, type TypedArray, dtypeOf } from './dtype.js';
import { checkAxis, formatShape, rowMajorStride, sizeOf } from './shape.js';
import * as layouts from './layout.js';
import type { SliceEntry } from './layout.js';
import { beforeWrite } from './lease.js';
import type { NDArray } from './ndarray.js';

/** How a result that is not computed yet will be computed, and where it can be had without that, what its sum over axis 0 is. */
export interface Deferred {
  compute(): TypedArray;
  sumLeadingAxis?(): NDArray;
}

/** The part of NDArray that scijs ndarray has too: element (i, j) is `data[offset + i*stride[0] + j*stride[1]]`. */
export abstract class Strided {
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
    this.shape = shape.slice();
    this.stride = stride?.slice() ?? rowMajorStride(shape);
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

  /** @internal Makes this array one of `shape` whose numbers are computed when they are first read. */
  protected defer(shape: readonly number[], deferred: Deferred): this {
    this.#data = null;
    this.#deferred = deferred;
    this.shape.splice(0, this.shape.length, ...shape);
    this.stride.splice(0, this.stride.length, ...rowMajorStride(shape));
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
    const value = indexAndValue[index.length];
    this.writableData()[at] = this.dtype === 'bool' ? Number(value !== 0) : value;
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

  /** The only element, as a number. @throws RangeError when there is more than one */
  item(): number {
    if (this.size !== 1) {
      throw new RangeError(
        `item: shape ${formatShape(this.shape)} has ${this.size} elements, expected 1; hint: get(i, j) reads one of many`,
      );
    }
    return this.data[this.offset];
  }

  /** @internal A view of the same data with another layout. */
  abstract view(layout: layouts.Layout): NDArray;
}
