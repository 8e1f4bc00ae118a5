// What all optimisers share: a list of parameters, a learning rate, and some memory per parameter.
import { type NDArray, np } from '../array/index.js';
import type { Parameter } from '../edf/core.js';

/** Changes parameters by their gradients; call `step()` after each `Backward`. */
export abstract class Optimizer {
  /** Learning rate; may be changed between steps. */
  eta: number;
  readonly #parameters: Iterable<Parameter>;

  /** `parameters` is read at each step: `graph.Parameters` includes those that are built later. */
  constructor(parameters: Iterable<Parameter>, eta: number) {
    this.#parameters = parameters;
    this.eta = eta;
  }

  /** One step for every parameter. */
  step(): void {
    for (const parameter of this.#parameters) parameter.value = parameter.value.sub(this.change(parameter));
  }

  /** What one step subtracts from the parameter's value. */
  protected abstract change(parameter: Parameter): NDArray;
}

/** An array of zeros for each parameter, of its shape. */
export class Memory {
  readonly #arrays = new WeakMap<Parameter, NDArray>();

  of(parameter: Parameter): NDArray {
    let array = this.#arrays.get(parameter);
    if (array === undefined) this.#arrays.set(parameter, (array = np.zerosLike(parameter.value)));
    return array;
  }
}
