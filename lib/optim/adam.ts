// Adam: momentum and RMSProp together, both corrected for having started from zero.
import type { NDArray } from '../array/index.js';
import type { Parameter } from '../edf/core.js';
import { Memory, Optimizer } from './optimizer.js';

/**
 * m = beta1 m + (1 - beta1) g;  s = beta2 s + (1 - beta2) g^2;
 * value -= eta (m / (1 - beta1^t)) / (sqrt(s / (1 - beta2^t)) + epsilon). Kingma and Ba 2015.
 */
export class Adam extends Optimizer {
  readonly #beta1: number;
  readonly #beta2: number;
  readonly #epsilon: number;
  readonly #means = new Memory();
  readonly #squares = new Memory();
  /** beta1^t and beta2^t, multiplied up: a power function may round differently elsewhere. */
  readonly #powers = new WeakMap<Parameter, { beta1: number; beta2: number }>();

  constructor(
    parameters: Iterable<Parameter>,
    {
      eta = 0.001,
      beta1 = 0.9,
      beta2 = 0.999,
      epsilon = 1e-8,
    }: { eta?: number; beta1?: number; beta2?: number; epsilon?: number } = {},
  ) {
    super(parameters, eta);
    this.#beta1 = beta1;
    this.#beta2 = beta2;
    this.#epsilon = epsilon;
  }

  protected change(parameter: Parameter): NDArray {
    const power = this.#powers.get(parameter) ?? { beta1: 1, beta2: 1 };
    this.#powers.set(parameter, power);
    power.beta1 *= this.#beta1;
    power.beta2 *= this.#beta2;
    const g = parameter.grad;
    const m = this.#means
      .of(parameter)
      .imul(this.#beta1)
      .iadd(g.mul(1 - this.#beta1));
    const s = this.#squares
      .of(parameter)
      .imul(this.#beta2)
      .iadd(g.square().imul(1 - this.#beta2));
    const size = s
      .div(1 - power.beta2)
      .sqrt()
      .iadd(this.#epsilon);
    return m.mul(this.eta / (1 - power.beta1)).idiv(size);
  }
}
