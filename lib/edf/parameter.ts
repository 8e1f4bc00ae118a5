// Parameters: what is learned. They have no batch index, so their gradient is a sum or a mean over it.
import { type ArrayLike, asArray, formatShape, type NDArray, sameShape } from '../array/index.js';
import { backwardGraph, currentGraph, graphOf } from './graph.js';
import { Node, accumulate, checkDelta, gradSlot, valueSlot } from './node.js';
import { addScaled } from './scaled.js';

/** A learned array. `super()` appends it to `Parameters`. Slides: "The Class Parameter" (2018, 2024). */
export class Parameter extends Node {
  /** With its first value; `SGD` does not write into the array given here, unless the caller gives a `fresh` one away. */
  constructor(value: ArrayLike, { fresh = false }: { fresh?: boolean } = {}) {
    super();
    this.value = value;
    if (fresh) valueSlot(this).own(this.value);
    currentGraph().join(this, 'parameter');
  }

  /**
   * Adds a gradient that still has the batch index, of shape (B, ...value.shape): summed over b (2018), or averaged (2024:
   * divided by the number of examples in the loss).
   *
   * `einsum('bi,bj->bij', x, g)` as argument is never built: only its sum over b is computed, as one matrix product.
   * @throws RangeError for another shape, in particular for one that has been summed over the batch already
   */
  addgrad(delta: ArrayLike): void {
    const perExample = asArray(delta, 'Parameter.addgrad');
    this.#checkBatch(perExample);
    // grad[i,j] += sum_b delta[b,i,j]  (2018);  grad[i,j] += 1/B sum_b delta[b,i,j]  (2024)
    accumulate(this, perExample.sum(0), { scale: this.#scale(perExample.shape[0]), fresh: true });
  }

  /**
   * Adds a gradient of the parameter's own shape, summed over the `examples` of the batch by whoever computed it. In the 2024
   * convention it is divided by the number of examples in the loss, or by `examples` outside of `Backward`. The caller gives
   * a `fresh` delta away.
   */
  addsum(delta: ArrayLike, examples: number, { fresh = false }: { fresh?: boolean } = {}): void {
    accumulate(this, checkDelta(this, delta), { scale: this.#scale(examples), fresh });
  }

  /** value -= eta * grad. Slides: "The Class Parameter" (2018). */
  SGD(eta: number): void {
    const value = valueSlot(this).writable()!;
    const grad = gradSlot(this).peek;
    if (grad) addScaled(value, -eta, grad);
  }

  #scale(examples: number): number {
    const graph = graphOf(this)!;
    const running = backwardGraph() ?? graph;
    if (running !== graph) {
      throw new Error(
        'Parameter.addgrad: this parameter was built in another graph than the one whose Backward is running, which neither zeroes nor trains it; ' +
          'hint: build the parameters in the run() of the same graph as the nodes that use them',
      );
    }
    return graph.convention.addgrad === 'mean' ? 1 / (graph.nBatch ?? examples) : 1;
  }

  #checkBatch(delta: NDArray): void {
    const { shape } = valueSlot(this).peek!;
    if (sameShape(delta.shape.slice(1), shape) && delta.ndim === shape.length + 1) return;
    throw new RangeError(
      `Parameter.addgrad: got delta of shape ${formatShape(delta.shape)}, expected (B, ...) = ${formatShape(['B' as never, ...shape])} for a parameter of shape ${formatShape(shape)}; hint: ${batchHint(delta, shape)}`,
    );
  }
}

function batchHint(delta: NDArray, shape: readonly number[]): string {
  if (sameShape(delta.shape, shape)) {
    return 'you already summed over the batch; addgrad does that, so leave the index b in front';
  }
  if (delta.ndim === 3 && shape.length === 2 && delta.shape[1] === shape[1] && delta.shape[2] === shape[0]) {
    return 'the last two indices are swapped';
  }
  if (delta.ndim === shape.length && delta.ndim === 2 && sameShape(delta.T.shape, shape)) {
    return 'you already summed over the batch (and the result is transposed); addgrad sums, so leave the index b in front';
  }
  return 'a gradient handed to a parameter has one entry per example, the index b in front';
}
