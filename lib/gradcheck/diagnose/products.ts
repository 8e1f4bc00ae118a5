// Factors that stand in an index equation before its sum: too many, left out, or another one's. They are put into the upstream
// gradient, which every term of a gradient contains once, so that no formula of the node need be known.
import { type NDArray, np, unbroadcast } from '../../array/index.js';
import { toData } from '../trial/data.js';
import type { ArrayData } from '../types.js';
import { labelOf } from '../node/wiring.js';
import { withFactor } from './candidates.js';
import { type Guess, gradientAt, type NumericView, ratio } from './evidence.js';

/** A quantity with one number for every output. */
interface Quantity {
  text: string;
  array: NDArray;
}

/** got = the gradient for y.grad q, y.grad / q or y.grad / q²: a factor too many, missing, or divided by instead of multiplied. */
export function factorBeforeSum(view: NumericView): Guess | null {
  const { upstream } = view.evidence;
  const where = view.source.name;
  for (const { text, array } of quantities(view)) {
    const tries: [code: Guess['code'], upstream: NDArray, detail: Record<string, string>][] = [
      ['extra-factor', upstream.mul(array), { factor: text }],
      ['missing-factor', upstream.div(array), { factor: text }],
      ['wrong-factor', upstream.div(array.square()), { factor: `1/${text}`, instead: text }],
      ['extra-factor', upstream.mul(array.square()), { factor: `${text}²` }],
    ];
    for (const [code, changed, detail] of tries) {
      const guess = fit(view, gradientAt(view, { upstream: changed }), { code, where, detail });
      if (guess) return guess;
    }
  }
  return null;
}

/** got = the sum of y.grad q over what `source` is broadcast along, for a derivative q that is not its own. */
export function productSummed(view: NumericView): Guess | null {
  const { evidence, source } = view;
  const { upstream, values, value, convention } = evidence;
  const where = source.name;
  for (const { text, array } of quantities(view)) {
    const product = sumTo(upstream.mul(array), values[where].shape);
    if (!product) return null;
    const isMean = source.kind === 'parameter' && convention === 'EDF2024';
    const gradient = toData(isMean ? product.div(value.shape[0]) : product);
    const detail = { derivative: text };
    const guess = fit(view, gradient, { code: 'wrong-local-derivative', where, detail });
    if (guess) return guess;
  }
  return null;
}

function fit(view: NumericView, gradient: ArrayData | null, guess: Guess): Guess | null {
  if (!gradient || ratio(gradient, view.expected) !== null) return null;
  const c = ratio(view.got, gradient);
  return c === null ? null : withFactor(guess, c);
}

/** The value and all sources that have a number for every output, once they are broadcast. */
function quantities({ evidence }: NumericView): Quantity[] {
  const { problem, values, value } = evidence;
  const spread = (array: NDArray): NDArray | null => {
    try {
      return np.broadcastTo(array, value.shape);
    } catch {
      return null;
    }
  };
  const named = problem.sources
    .filter(({ kind }) => kind !== 'input')
    .map((source) => ({ text: `${labelOf(source)}.value`, array: spread(values[source.name]) }));
  return [...named, { text: 'this.value', array: value }].filter(
    (one): one is Quantity => one.array !== null,
  );
}

function sumTo(array: NDArray, shape: number[]): NDArray | null {
  try {
    return unbroadcast(array, shape);
  } catch {
    return null;
  }
}
