// Gradients that see a part of the upstream gradient only: its first example, one column, one position of an image.
import { type NDArray, np } from '../../array/index.js';
import { toData, fromDataWide } from '../trial/data.js';
import { batch } from '../draw/draw.js';
import type { ArrayData } from '../types.js';
import { type Guess, gradientAt, type NumericView, ratio } from './evidence.js';
import { withFactor } from './candidates.js';

/** got = the gradient for an upstream gradient that is zero but at the first or last place along some axes. */
export function onlyAPart(view: NumericView): Guess | null {
  const { upstream } = view.evidence;
  const where = view.source.name;
  for (const axes of subsets(upstream.ndim)) {
    for (const end of ['first', 'last'] as const) {
      if (axes.every((axis) => upstream.shape[axis] === 1)) continue;
      const part = partOf(upstream, axes, end);
      const place = `the ${end} ${placeOf(axes, upstream.ndim)}`;
      for (const [counted, some] of [
        [part, `only ${place} counts`],
        [upstream.sub(part), `${place} is left out`],
      ] as const) {
        const gradient = gradientAt(view, { upstream: counted });
        const guess = matching(view, gradient, { code: 'wrong-for-some', where, detail: { some } });
        if (guess) return guess;
      }
    }
  }
  return null;
}

/** got = the right gradient summed over one of its own indices, the same number at every place. */
export function summedAlong(view: NumericView): Guess | null {
  const { expected, source } = view;
  const array = fromDataWide(expected);
  for (let axis = array.ndim - 1; axis >= 0; axis--) {
    if (array.shape[axis] === 1) continue;
    const sum = np.broadcastTo(array.sum(axis, { keepdims: true }), array.shape);
    const isBatch = source.shape[axis] === batch;
    const guess: Guess = { code: isBatch ? 'batch-mean' : 'wrong-axis', where: source.name };
    const named = matching(view, toData(sum), guess);
    if (named) return named;
  }
  return null;
}

function matching(view: NumericView, gradient: ArrayData | null, guess: Guess): Guess | null {
  if (!gradient || ratio(gradient, view.expected) !== null) return null;
  const c = ratio(view.got, gradient);
  return c === null ? null : withFactor(guess, c);
}

function partOf(upstream: NDArray, axes: readonly number[], end: 'first' | 'last'): NDArray {
  const result = np.zeros(upstream.shape);
  const at = upstream.shape.map((length, axis) =>
    axes.includes(axis) ? (end === 'first' ? 0 : length - 1) : null,
  );
  result.pick(...at).assign(upstream.pick(...at));
  return result;
}

function placeOf(axes: readonly number[], ndim: number): string {
  if (axes.join() === '0') return 'example of the batch';
  if (axes.join() === String(ndim - 1)) return 'column of the upstream gradient';
  return `place of the upstream gradient along ${axes.map((axis) => `axis ${axis}`).join(' and ')}`;
}

/** All choices of axes, single ones first. */
function subsets(ndim: number): number[][] {
  const all = Array.from({ length: 2 ** ndim - 1 }, (_, code) =>
    Array.from({ length: ndim }, (_, axis) => axis).filter((axis) => ((code + 1) >> axis) & 1),
  );
  return all.sort((a, b) => a.length - b.length);
}
