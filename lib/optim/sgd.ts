// Gradient descent, plain and with momentum.
import type { NDArray } from '../array/index.js';
import type { Parameter } from '../edf/core.js';
import { Memory, Optimizer } from './optimizer.js';

/** value -= eta g. Slides: "Stochastic Gradient Descent (SGD) on the training set" (2018). */
export class SGD extends Optimizer {
  constructor(parameters: Iterable<Parameter>, { eta = 0.1 }: { eta?: number } = {}) {
    super(parameters, eta);
  }

  protected change({ grad }: Parameter): NDArray {
    return grad.mul(this.eta);
  }
}

/** v = momentum v + g;  value -= eta v. Polyak 1964, in PyTorch's form. */
export class Momentum extends Optimizer {
  readonly #momentum: number;
  readonly #velocity = new Memory();

  constructor(
    parameters: Iterable<Parameter>,
    { eta = 0.1, momentum = 0.9 }: { eta?: number; momentum?: number } = {},
  ) {
    super(parameters, eta);
    this.#momentum = momentum;
  }

  protected change(parameter: Parameter): NDArray {
    return this.#velocity.of(parameter).imul(this.#momentum).iadd(parameter.grad).mul(this.eta);
  }
}
