// The untrusted half of an optimiser's check: hands it parameters, sets their gradients, takes steps, reads what it left.
import type { NDArray } from '../../array/index.js';
import { filled, fromData, read } from './data.js';
import { type Lookup, perform } from './lookup.js';
import type { OptimiserTrial, Phase, Reading } from './trial.js';

/** Fills `results` with every parameter's value and gradient, step by step. */
export function runOptimiser(
  lookup: Lookup,
  { call, step, settings, values, gradients }: OptimiserTrial,
  results: Reading[],
  progress: { phase: Phase; pass: number },
): void {
  const parameters = values.map((value) => new Learned(fromData(value)));
  const args = [[...parameters], ...settings];
  progress.phase = 'construct';
  const optimiser = call.call === 'new' ? perform(lookup, call, args) : null;
  gradients.forEach((drawn, i) => {
    progress.pass = i;
    drawn.forEach((gradient, k) => (parameters[k].grad = fromData(gradient)));
    progress.phase = 'call';
    perform(lookup, optimiser ? { call: 'method', name: step } : call, optimiser ? [optimiser] : args);
    for (const parameter of parameters) results.push(read(parameter.value), read(parameter.grad));
  });
}

/** A parameter without the `SGD` that the library's own knows already. A number assigned to `grad` fills it, as there. */
class Learned {
  #grad: unknown;
  constructor(public value: NDArray) {}

  get grad(): unknown {
    return this.#grad;
  }
  set grad(grad: unknown) {
    this.#grad = typeof grad === 'number' ? filled(this.value.shape, grad) : grad;
  }

  static {
    Object.defineProperty(this, 'name', { value: 'Parameter' });
  }
}
