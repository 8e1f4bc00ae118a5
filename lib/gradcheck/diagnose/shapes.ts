// Shape algebra: with pairwise distinct prime dimensions, a wrong shape alone often names the mistake.
import { sameShape } from '../../array/index.js';
import { isArrayData } from '../trial/data.js';
import type { SourceSpecification } from '../types.js';
import type { Evidence, Guess } from './evidence.js';
import type { Trialled } from '../node/judge.js';
import type { NodeProblem } from '../types.js';

/** A delta that `addgrad` refused: for the shape of a parameter's delta, the batch comes in front. */
export function refusedDelta(problem: NodeProblem, { plan, outcome }: Trialled): Guess | null {
  const call = outcome.failure?.calls.find(({ refused }) => refused);
  const source = problem.sources.find(({ name }) => name === call?.source);
  if (!call || !source) return null;
  const values = plan.passes[0].values;
  const examples = values[problem.sources[0].name].shape[0];
  const shape = values[source.name].shape;
  const expected = source.kind === 'parameter' ? [examples, ...shape] : shape;
  const others = problem.sources.filter(({ name, kind }) => name !== source.name && kind !== 'input');
  const otherShapes = others.map(({ name, kind }) =>
    kind === 'parameter' ? [examples, ...values[name].shape] : values[name].shape,
  );
  const [output] = Object.values(plan.passes[0].upstream ?? {}).map((upstream) => upstream.shape);
  const lengths = Object.fromEntries(problem.sources.flatMap(({ name, shape: axes }) => axes.map((axis, i) => [axis, values[name].shape[i]]))); // prettier-ignore
  return inNames(nameShape(source, call.shape, expected, otherShapes, output), lengths);
}

/** A gradient of the wrong shape that was written into `.grad` directly. */
export function wrongShape(evidence: Evidence): Guess | null {
  for (const { source, got, expected } of evidence.gradients) {
    if (!isArrayData(got) || sameShape(got.shape, expected.shape)) continue;
    return inNames(
      nameShape(source, got.shape, expected.shape, [], evidence.value.shape),
      evidence.dimensions,
    );
  }
  return null;
}

/** Shapes in the problem's own letters: the lengths of a draw mean nothing to a reader. Numbers stay where a letter is not sure. */
function inNames(guess: Guess, lengths: Record<string, number>): Guess {
  const numbers = (shape: string): string[] => shape.split(',').filter(Boolean);
  const letters = (shape: string): string[] | null => {
    const found = numbers(shape).map((length) => Object.keys(lengths).filter((name) => lengths[name] === Number(length))); // prettier-ignore
    return found.every((names) => names.length === 1) ? found.flat() : null;
  };
  const { got, expected, ...more } = guess.detail!;
  const [is, should] = [letters(got), letters(expected)];
  const written = (shape: string[]): string => `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  const [first, second] = is && should ? [is, should] : [numbers(got), numbers(expected)];
  return { ...guess, detail: { ...more, got: written(first), expected: written(second) } };
}

function nameShape(
  source: SourceSpecification,
  got: number[],
  expected: number[],
  others: number[][],
  output: number[] = [],
): Guess {
  const detail = { got: got.join(), expected: expected.join() };
  const guess = (code: Guess['code'], more: Record<string, string> = {}): Guess => ({
    code,
    where: source.name,
    detail: { ...detail, ...more },
  });
  const without = (axis: number): number[] => expected.filter((_, i) => i !== axis);
  const kept = (axis: number): number[] => expected.map((length, i) => (i === axis ? 1 : length));
  if (sameShape(got, without(0)) || sameShape(got, kept(0)) || got.length === 0)
    return guess('summed-over-batch', { extra: '' });
  const withoutOnes = expected.filter((length) => length !== 1);
  if (expected.length > withoutOnes.length && sameShape(got, withoutOnes))
    return guess('gradient-shape', { extra: ' The axis of length 1 is missing: keepdims keeps it.' });
  if (sameShape([...got].reverse(), expected) || isPermutation(got, expected)) return guess('transposed');
  if (source.kind === 'parameter' && sameShape(got, [expected[0], ...expected.slice(1).reverse()]))
    return guess('transposed');
  if (sameShape([...got].reverse(), without(0)))
    return guess('summed-over-batch', { extra: ' It is transposed as well.' });
  if (got.length >= expected.length && isBroadcastOf(got, expected)) return guess('not-summed');
  if (got.length > expected.length && sameShape(got.slice(0, expected.length), expected))
    return guess('not-summed');
  if (others.some((other) => sameShape(other, got))) return guess('swapped-gradients');
  if (expected.some((_, axis) => sameShape(got, without(axis)) || sameShape(got, kept(axis))))
    return guess('wrong-axis');
  if (got.length < expected.length && got.every((length) => expected.includes(length)))
    return guess('wrong-axis');
  if (
    output.some((_, axis) =>
      sameShape(
        got,
        output.filter((_, i) => i !== axis),
      ),
    )
  )
    return guess('wrong-axis');
  const product = got.length === 2 && got[0] === got[1] && expected.includes(got[0]);
  return guess('gradient-shape', product ? { extra: ' That is the shape of a matrix product.' } : {});
}

/** Whether the same lengths stand in another order. */
function isPermutation(a: number[], b: number[]): boolean {
  const sorted = (shape: number[]): number[] => [...shape].sort((x, y) => x - y);
  return sameShape(sorted(a), sorted(b));
}

/** Whether an array of shape `small` broadcasts to `large`. */
function isBroadcastOf(large: number[], small: number[]): boolean {
  return small.every((length, i) => length === 1 || length === large[large.length - small.length + i]);
}
