// NDArray: numbers in a typed array, seen through shape, stride and offset. The operators of NumPy are its methods.
import { type DType, allocate } from './dtype.js';
import { formatShape, sizeOf } from './shape.js';
import * as layouts from './layout.js';
import { type Deferred, Strided } from './strided.js';
import { type ArrayLike, asArray, toNested, type NestedNumbers } from './convert.js';
import { binary, binaryInPlace } from './binary.js';
import { unary } from './unary.js';
import { power } from './power.js';
import * as reduce from './reduce.js';
import { matmul } from './matmul.js';
import { assign, copyAs } from './copy.js';
import { shortest } from './print/digits.js';
import { formatArray } from './print/print.js';
import { DISPLAY, type MimeBundle } from '../display/bundle.js';
import { arrayBundle } from '../display/table.js';

/** Which axes a reduction runs over (default: all), and whether they stay as axes of length 1. */
export interface ReduceOptions {
  keepdims?: boolean;
}
export type Axis = number | readonly number[] | null;

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
export class NDArray extends Strided {
  /** @internal An array whose numbers are computed when they are first read. */
  static deferred(shape: readonly number[], dtype: DType, deferred: Deferred): NDArray {
    return new NDArray(allocate(dtype, 0)).defer(shape, deferred);
  }

  /** @internal */
  override view(layout: layouts.Layout): NDArray {
    return new NDArray(this.data, layout.shape, layout.stride, layout.offset);
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
  override toString(): string {
    return formatArray(this);
  }

  /** The numbers, so that `JSON.stringify` writes nested lists. */
  toJSON(): NestedNumbers {
    return this.tolist();
  }

  /** An array of one element may be used as a number, and shape () reads as one in a text: `loss ${loss.value.mean()}`. */
  [Symbol.toPrimitive](hint: string): number | string {
    if (hint === 'number' || (hint === 'default' && this.size === 1)) return this.item();
    return this.ndim === 0 ? shortest(this.item(), this.dtype === 'float32') : this.toString();
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
