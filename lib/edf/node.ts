// What every node of a graph has: a value, and the gradient of the loss by that value.
import { type ArrayLike, type DType, type NDArray, asArray, formatShape, sameShape } from '../array/index.js';
import { addScaled, inOrder, setScaled } from './scaled.js';
import { Slot } from './slot.js';

/** The library's own way to a node's value, past the sharing. */
export let valueSlot: (node: Node) => Slot;
/** The library's own way to a node's gradient, past the sharing. */
export let gradSlot: (node: Node) => Slot;
/** Whether a node's gradient is still the 0 that `Backward` started from. */
export let gradIsZero: (node: Node) => boolean;
/** grad += scale * delta, for a delta of the gradient's shape. A `fresh` one, which nobody else holds, may become the gradient. */
export let accumulate: (node: Node, delta: NDArray, options?: { scale?: number; fresh?: boolean }) => void;

/**
 * A node of the computation graph: an `Input`, a `Parameter` or a computed node (`CompNode`).
 *
 * An array read from `value` or `grad` never changes afterwards: the next pass puts another one in its place.
 */
export abstract class Node {
  readonly #value = new Slot();
  readonly #grad = new Slot();
  /** Not null while every entry of `grad` is this number and nobody has looked: zeroing costs nothing. */
  #fill: number | null = null;

  /** The node's value; inputs and computed nodes have the batch index first: (B, ...). @throws Error before there is one */
  get value(): NDArray {
    return this.#value.share() ?? this.noValue();
  }
  set value(value: ArrayLike) {
    this.#value.put(asArray(value, `${this.constructor.name}.value`));
  }

  /** Gradient of the loss by `value`, of its shape. A number assigned to it fills it: `node.grad = 0`. */
  get grad(): NDArray {
    this.#materialise();
    return this.#grad.share() ?? this.#noGrad();
  }
  set grad(grad: ArrayLike) {
    this.#fill = typeof grad === 'number' ? grad : null;
    if (typeof grad === 'number') this.#grad.discard();
    else this.#grad.put(asArray(grad, `${this.constructor.name}.grad`));
  }

  /**
   * Adds `delta` to `grad`; every use of a node adds its share. `delta` itself is only read.
   * @throws RangeError when its shape is not the one expected
   */
  abstract addgrad(delta: ArrayLike): void;

  /** `Sigmoid (64, 10) float32` */
  toString(): string {
    const value = this.#value.peek;
    return value
      ? `${this.constructor.name} ${formatShape(value.shape)} ${value.dtype}`
      : this.constructor.name;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }

  /** What to say where there is no value. */
  protected noValue(): never {
    throw new Error(`${this.constructor.name}.value has not been computed yet; hint: Forward() computes it`);
  }

  #noGrad(): never {
    throw new Error(
      `${this.constructor.name}.grad has not been computed yet; hint: Backward(loss) computes it`,
    );
  }

  /** Writes the pending fill into an array of the value's shape. */
  #materialise(): void {
    if (this.#fill === null) return;
    const value = this.#value.peek ?? this.noValue();
    this.#grad.renew(value.shape, gradientType(value)).fill(this.#fill);
    this.#fill = null;
  }

  #accumulate(delta: NDArray, scale: number, fresh: boolean): void {
    if (this.#fill === 0) {
      const { shape, dtype } = this.#value.peek ?? delta;
      if (fresh && delta.dtype === gradientType({ dtype }) && fillsItsData(delta)) {
        this.#grad.own(scale === 1 ? delta : delta.imul(scale));
      } else {
        setScaled(this.#grad.renew(shape, gradientType({ dtype })), scale, delta);
      }
      this.#fill = null;
    } else {
      this.#materialise();
      addScaled(this.#grad.writable() ?? this.#noGrad(), scale, delta);
    }
  }

  static {
    valueSlot = (node) => node.#value;
    gradSlot = (node) => (node.#materialise(), node.#grad);
    gradIsZero = (node) => node.#fill === 0;
    accumulate = (node, delta, { scale = 1, fresh = false } = {}) => node.#accumulate(delta, scale, fresh);
  }
}

/** Gradients are floats of the value's precision. */
const gradientType = (value: { dtype: DType }): 'float32' | 'float64' =>
  value.dtype === 'float32' ? 'float32' : 'float64';

/** Whether the array is all there is in its memory, in C order. */
const fillsItsData = (array: NDArray): boolean => array.data.length === array.size && inOrder(array);

/** `delta` as an array, after checking that it has the shape of the node's value. */
export function checkDelta(node: Node, delta: ArrayLike): NDArray {
  const array = asArray(delta, `${node.constructor.name}.addgrad`);
  const expected = (valueSlot(node).peek ?? node.value).shape;
  if (sameShape(array.shape, expected)) return array;
  const transposed = array.ndim === 2 && sameShape(array.T.shape, expected);
  const summed = sameShape(array.shape, expected.slice(1));
  const hint = transposed
    ? 'this is the transpose of what is needed'
    : summed
      ? 'the batch index is missing: a gradient has the shape of the value, one row per example'
      : 'x.grad has the shape of x.value';
  throw new RangeError(
    `${node.constructor.name}.addgrad: got delta of shape ${formatShape(array.shape)}, expected ${formatShape(expected)}, the shape of its value; hint: ${hint}`,
  );
}
