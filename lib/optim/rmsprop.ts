// RMSProp: each entry's step is divided by how large its gradient has been lately.
import type { NDArray } from '../array/index.js';
import type { Parameter } from '../edf/core.js';
import { Memory, Optimizer } from './optimizer.js';

/** s = decay s + (1 - decay) g^2;  value -= eta g / (sqrt(s) + epsilon). Tieleman and Hinton 2012. */
export class RMSProp extends Optimizer {
  readonly #decay: number;
  readonly #epsilon: number;
  readonly #squares = new Memory();

  constructor(
    parameters: Iterable<Parameter>,
    { eta = 0.01, decay = 0.9, epsilon = 1e-8 }: { eta?: number; decay?: number; epsilon?: number } = {},
  ) {
    super(parameters, eta);
    this.#decay = decay;
    this.#epsilon = epsilon;
  }

  protected change(parameter: Parameter): NDArray {
    const g = parameter.grad;
    const s = this.#squares
      .of(parameter)
      .imul(this.#decay)
      .iadd(g.square().imul(1 - this.#decay));
    return g.mul(this.eta).idiv(s.sqrt().iadd(this.#epsilon));
  }
}
