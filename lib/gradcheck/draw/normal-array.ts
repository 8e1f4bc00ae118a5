// Arrays for the `draw` of a problem: the numbers come from the check's own random numbers, public or secret.
import { type NDArray, np } from '../../array/index.js';
import { sizeOf } from '../trial/data.js';
import type { Random } from '../types.js';

/**
 * Normal numbers of mean 0 and deviation 1, in float64.
 *
 * @example
 * draw: (random, size) => [normalArray(random, [size + 1, 3])]
 */
export function normalArray(random: Random, shape: readonly number[]): NDArray {
  const numbers = Array.from({ length: sizeOf(shape) }, () => random.normal());
  return np.array(numbers).reshape(...shape);
}
