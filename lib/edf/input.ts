// Inputs: values that come from outside, batch index first.
import type { ArrayLike } from '../array/index.js';
import { currentGraph } from './graph.js';
import { Node } from './node.js';

/**
 * Data that the graph is fed with: images, labels. Set `value` before each `Forward()`. Slides: "The Classes Input and
 * CompNode" (2024).
 *
 * @example
 * const x = new Input();
 * x.value = np.zeros([64, 784]);
 */
export class Input extends Node {
  /** Optionally with its first value. */
  constructor(value?: ArrayLike) {
    super();
    currentGraph().join(this, 'input');
    if (value !== undefined) this.value = value;
  }

  /** Does nothing: nobody asks for the gradient by the data. */
  addgrad(_delta: ArrayLike): void {}

  protected override noValue(): never {
    throw new Error('Input.value has not been set yet; hint: x.value = array, batch index first');
  }
}
