// Computed nodes: what the forward pass computes and the backward pass walks back through.
import type { ArrayLike } from '../array/index.js';
import { currentGraph } from './graph.js';
import { Node, accumulate, checkDelta } from './node.js';

/**
 * A node whose value is computed from other nodes. To define one, extend it and write `forward`, which sets `this.value`, and
 * `backward`, which hands each argument its share of the gradient with `addgrad`. `super()` appends the node to `CompNodes`.
 * Slides: "The EDF Framework" (2018, 2024).
 *
 * @example
 * class Double extends CompNode {
 *   constructor(public x: Node) { super() }
 *   forward()  { this.value = this.x.value.mul(2) }
 *   backward() { this.x.addgrad(this.grad.mul(2)) }
 * }
 */
export abstract class CompNode extends Node {
  constructor() {
    super();
    currentGraph().join(this, 'computed');
  }

  /** Computes `this.value` from the values of the arguments. */
  abstract forward(): void;

  /** Adds to the gradients of the arguments, given `this.grad`. */
  abstract backward(): void;

  /** grad += delta. @throws RangeError unless `delta` has the shape of `value` */
  addgrad(delta: ArrayLike): void {
    accumulate(this, checkDelta(this, delta));
  }
}
