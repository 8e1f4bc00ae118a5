// Ridders extrapolation of central differences, in plain numbers: the independent side of the gradient tests.
import { type NDArray, np } from '../../../lib/array/index.js';

/**
 * sum_j upstream[j] d f(args)[j] / d args[which][i] for every i, in float64. The outputs of the two sides are subtracted before
 * the product with the upstream gradient. Numerical Recipes, section 5.7 (`dfridr`).
 */
export function riddersVjp(
  f: (args: NDArray[]) => NDArray,
  args: readonly NDArray[],
  which: number,
  upstream: NDArray,
  h0 = 0.1,
): NDArray {
  const arg = args[which];
  const gradient = np.zeros(arg.shape);
  const flat = arg.copy().ravel();
  for (let i = 0; i < arg.size; i++) {
    const at = (h: number): number => {
      const moved = flat.copy();
      moved.set(i, flat.get(i) + h);
      const low = flat.copy();
      low.set(i, flat.get(i) - h);
      const side = (x: NDArray) => f(args.map((one, k) => (k === which ? x.reshape(arg.shape) : one)));
      const difference = side(moved).sub(side(low));
      return difference.mul(upstream).sum().item() / (moved.get(i) - low.get(i));
    };
    gradient.data[i] = ridders(at, h0);
  }
  return gradient;
}

/** Limit of `slope(h)` for h to 0, where slope is even in h. */
function ridders(slope: (h: number) => number, h0: number): number {
  const rows = 10;
  const factor = 1.4;
  let previous: number[] = [];
  let best = NaN;
  let error = Infinity;
  for (let i = 0, h = h0; i < rows; i++, h /= factor) {
    const row = [slope(h)];
    let power = factor * factor;
    for (let j = 1; j <= i; j++, power *= factor * factor) {
      row[j] = (row[j - 1] * power - previous[j - 1]) / (power - 1);
      const estimate = Math.max(Math.abs(row[j] - row[j - 1]), Math.abs(row[j] - previous[j - 1]));
      if (estimate <= error) [best, error] = [row[j], estimate];
    }
    if (i > 0 && Math.abs(row[i] - previous[i - 1]) >= 2 * error) break;
    previous = row;
  }
  return best;
}

/** Largest difference relative to the largest entry of `expected`: arrays are judged as a whole. */
export function relativeError(got: NDArray, expected: NDArray): number {
  if (got.shape.join() !== expected.shape.join()) {
    throw new Error(`shapes differ: got (${got.shape}), expected (${expected.shape})`);
  }
  if (expected.size === 0) return 0;
  const scale = Math.max(expected.abs().max().item(), 1e-300);
  return got.sub(expected).abs().max().item() / scale;
}
