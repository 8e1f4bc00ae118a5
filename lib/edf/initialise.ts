// Where training starts from.
import { type NDArray, np } from '../array/index.js';
import type { InitialiseOptions } from './packages.js';

/**
 * Weights (nIn, nOut), uniform between -sqrt(3/nIn) and sqrt(3/nIn). Their variance is 1/nIn, so a sum of nIn products with
 * inputs of variance 1 has variance 1. Glorot and Bengio 2010; Caffe's "xavier" filler.
 */
export function xavier(
  nIn: number,
  nOut: number,
  { seed, random, dtype = 'float32' }: InitialiseOptions = {},
): NDArray {
  if (!(nIn >= 1 && nOut >= 1)) {
    throw new RangeError(
      `xavier: expected numbers of inputs and outputs of at least 1, got ${nIn} and ${nOut}`,
    );
  }
  const bound = Math.sqrt(3 / nIn);
  const generator = seed === undefined ? random : new np.random.Generator(seed);
  const shape = [nIn, nOut];
  return generator
    ? generator.uniform(-bound, bound, shape, { dtype })
    : np.random.uniform(-bound, bound, shape, { dtype });
}
