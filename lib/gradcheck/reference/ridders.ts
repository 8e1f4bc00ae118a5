// Ridders' method: derivatives from differences, extrapolated to step 0, with an estimate of their own error. It needs no
// formula, so it is what references are checked against before anybody is judged by them.
import { fromDataWide, toData } from '../trial/data.js';
import { dimensionsLike, distinctMargin, drawUpstream, drawValues } from '../draw/draw.js';
import { asNode } from './as-node.js';
import type { GradientProblem, NodeProblem, Random, SourceSpecification, Values } from '../types.js';

const factor = 1.4;
const mostRows = 10;
/** Lower orders may agree by chance, where a derivative of higher order happens to vanish. */
const leastOrder = 3;

/** A derivative and how far it may be from the truth, by its own reckoning. */
export interface Derivative {
  value: number;
  error: number;
}

/**
 * f'(x) by Ridders' extrapolation of central differences (Advances in Engineering Software 4, 1982).
 * @param change f(above) - f(below). Where f is a weighted sum of outputs, subtract output by output: it keeps three digits more.
 * @param step the first step; it should stay well within the distance to the next singularity
 *
 * @example
 * ridders((above, below) => Math.exp(above) - Math.exp(below), 1).value // 2.718281828459...
 */
export function ridders(change: (above: number, below: number) => number, x: number, step = 0.1): Derivative {
  const slope = (h: number): number => change(x + h, x - h) / (x + h - (x - h));
  let h = step;
  let previous = [slope(h)];
  let best: Derivative = { value: previous[0], error: Infinity };
  for (let row = 1; row < mostRows; row++) {
    h /= factor;
    const current = [slope(h)];
    let power = 1;
    for (let order = 1; order <= row; order++) {
      power *= factor * factor;
      current[order] = (current[order - 1] * power - previous[order - 1]) / (power - 1);
      const error = Math.max(
        Math.abs(current[order] - current[order - 1]),
        Math.abs(current[order] - previous[order - 1]),
      );
      if (order >= leastOrder && error <= best.error) best = { value: current[order], error };
    }
    if (row > leastOrder && Math.abs(current[row] - previous[row - 1]) >= 2 * best.error) break;
    previous = current;
  }
  return best;
}

/** How well a reference's gradient by one source agrees with differences of its own forward. */
export interface Verification {
  source: string;
  /** Normwise relative error. */
  error: number;
  passed: boolean;
}

/** Checks the reference of a problem by Ridders' method, entry by entry, at a random draw. */
export function verifyReference(given: NodeProblem | GradientProblem, random: Random): Verification[] {
  const problem = given.kind === 'node' ? given : asNode(given);
  const dimensions = dimensionsLike(problem, (_, i) => 4 + (i % 3));
  const values: Values = Object.fromEntries(
    Object.entries(drawValues(problem, dimensions, random)).map(([name, value]) => [
      name,
      fromDataWide(value),
    ]),
  );
  const value = problem.reference.forward(values);
  const upstream = fromDataWide(drawUpstream(value.shape, random));
  const gradients = problem.reference.backward(values, upstream, value);
  return problem.sources
    .filter(({ kind }) => kind !== 'input')
    .map((source) => {
      const expected = toData(gradients[source.name]).data;
      const numeric = numericGradient(problem, source, values, toData(upstream).data);
      const scale = numeric.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
      const error =
        numeric.reduce((most, entry, i) => Math.max(most, Math.abs(entry - expected[i])), 0) / scale;
      return { source: source.name, error, passed: error <= 1e-10 };
    });
}

function numericGradient(
  problem: NodeProblem,
  source: SourceSpecification,
  values: Values,
  upstream: Float64Array,
): Float64Array {
  const original = toData(values[source.name]);
  const outputsAt = (i: number, entry: number): Float64Array => {
    const data = original.data.slice();
    data[i] = entry;
    return toData(
      problem.reference.forward({ ...values, [source.name]: fromDataWide({ ...original, data }) }),
    ).data;
  };
  return original.data.map((x, i) => {
    const change = (above: number, below: number): number => {
      const high = outputsAt(i, above);
      const low = outputsAt(i, below);
      return upstream.reduce((sum, g, k) => sum + g * (high[k] - low[k]), 0);
    };
    return best(change, x, firstStep(source, x)).value;
  });
}

/** With a smaller first step where the estimate is not sure: there is a singularity nearer than thought. */
function best(change: Parameters<typeof ridders>[0], x: number, step: number): Derivative {
  const first = ridders(change, x, step);
  if (first.error <= 1e-11 * Math.max(1, Math.abs(first.value))) return first;
  const second = ridders(change, x, step / 5);
  return second.error < first.error ? second : first;
}

/** A tenth, or a tenth of the distance to what the difference must not step over. */
function firstStep({ domain, kinks = [] }: SourceSpecification, x: number): number {
  if (domain.kind === 'distinct') return distinctMargin / 2;
  const singular = domain.kind === 'probabilities' || domain.kind === 'positive' ? [0, ...kinks] : kinks;
  return Math.min(0.1, ...singular.map((place) => 0.1 * Math.abs(x - place)));
}
