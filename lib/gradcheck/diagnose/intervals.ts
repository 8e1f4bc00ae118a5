// Entries that are wrong exactly where some quantity lies in an interval: a clamp, a threshold, a case for large numbers.
import { sameShape } from '../../array/index.js';
import { largest } from '../outcome/compare.js';
import { isArrayData, toData } from '../trial/data.js';
import type { Evidence, Guess, NumericView } from './evidence.js';
import { probeNames } from '../node/probe-names.js';
import { type Place, relevantPlaces } from './positions.js';
import { sentence } from './sentence.js';
import { maskOf } from './structure.js';

type Quantity = [text: (x: string) => string, of: (place: Pick<Place, 'x' | 'y' | 'g'>) => number];

const quantities: readonly Quantity[] = [
  [(x) => `${x}.value`, ({ x }) => x],
  [(x) => `|${x}.value|`, ({ x }) => Math.abs(x)],
  [() => 'this.value', ({ y }) => y],
  [() => 'the upstream gradient', ({ g }) => g],
  [() => 'the size of the upstream gradient', ({ g }) => Math.abs(g)],
];

/** Fewer could be next to each other by chance. */
const fewest = 4;
/** A smooth approximation is right in a point only. */
const leastShareRight = 0.1;

/** A quantity whose wrong places have no right one between them, all draws together. */
export function interval(views: readonly NumericView[]): Guess | null {
  const { name } = views[0].source;
  const found = whereWrong(views.flatMap(relevantPlaces), name);
  if (!found) return null;
  const more = { extra: ` ${sentence(found)}.` };
  if (found.includes('upstream')) return { code: 'nonlinear-in-upstream', where: name, detail: more };
  if (!views.every(maskOf)) return { code: 'wrong-for-some', where: name, detail: { some: found } };
  return { code: 'wrong-mask', where: name, detail: more };
}

/** For nodes that act on every element by itself: the inputs at which the value is wrong. */
export function valueInterval({ probe, problem, values, value, gotValue }: Evidence): Guess | null {
  const source = problem.sources.find(({ name }) => sameShape(values[name].shape, value.shape));
  if (!source || !isArrayData(gotValue) || !sameShape(gotValue.shape, value.shape)) return null;
  const [x, expected] = [toData(values[source.name]).data, toData(value)];
  const scale = Math.max(1e-3, largest(expected));
  const places = [...expected.data].map((y, i) => {
    return { x: x[i], y, g: NaN, isWrong: !(Math.abs(gotValue.data[i] - y) <= 1e-6 * scale) };
  });
  const some = whereWrong(places, source.name);
  if (!some) return null;
  return probe === probeNames.sizes
    ? { code: 'forward-unstable', where: 'value', detail: { probe, extra: ` ${sentence(some)}.` } }
    : { code: 'wrong-for-some', where: 'value', detail: { some } };
}

/** What holds exactly where the places are wrong, in words; null where no quantity tells. */
function whereWrong(
  places: readonly Pick<Place, 'x' | 'y' | 'g' | 'isWrong'>[],
  name: string,
): string | null {
  const wrong = places.filter(({ isWrong }) => isWrong);
  const right = places.filter(({ isWrong }) => !isWrong);
  if (wrong.length < fewest || right.length < Math.max(fewest, leastShareRight * places.length)) return null;
  for (const [text, of] of quantities) {
    const inside = wrong.map(of);
    const outside = right.map(of);
    const [low, high] = [least(inside), -least(inside.map((value) => -value))];
    if (!(low <= high) || outside.some((value) => !(value < low || value > high))) continue;
    return `it is wrong exactly where ${text(name)} is ${between(low, high, outside)}`;
  }
  return null;
}

/** In words, to one digit: it is the threshold that matters, not the draw. */
function between(low: number, high: number, outside: readonly number[]): string {
  const hasBelow = outside.some((value) => value < low);
  const hasAbove = outside.some((value) => value > high);
  const [from, to] = [low, high].map((value) => Number(value.toPrecision(1)));
  if (hasBelow && hasAbove && low > 0 && low < 1e-3 * high) return `between 0 and about ${to}`;
  if (!hasBelow) return `below about ${to}`;
  return hasAbove ? `between about ${from} and ${to}` : `above about ${from}`;
}

function least(numbers: readonly number[]): number {
  return numbers.reduce((smallest, value) => Math.min(smallest, value), Infinity);
}
