// Entries that are wrong exactly where some quantity lies in an interval: a clamp, a threshold, a case for large numbers.
import type { Guess, NumericView } from './evidence.js';
import { type Place, relevantPlaces } from './positions.js';
import { sentence } from './sentence.js';
import { maskOf } from './structure.js';

type Quantity = [text: (x: string) => string, of: (place: Place) => number];

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
  const places = views.flatMap(relevantPlaces);
  const wrong = places.filter(({ isWrong }) => isWrong);
  const right = places.filter(({ isWrong }) => !isWrong);
  if (wrong.length < fewest || right.length < Math.max(fewest, leastShareRight * places.length)) return null;
  for (const [text, of] of quantities) {
    const inside = wrong.map(of);
    const outside = right.map(of);
    const [low, high] = [least(inside), -least(inside.map((value) => -value))];
    if (!(low <= high) || outside.some((value) => !(value < low || value > high))) continue;
    const { name } = views[0].source;
    const some = `it is wrong exactly where ${text(name)} is ${between(low, high, outside)}`;
    const more = { extra: ` ${sentence(some)}.` };
    if (text(name).includes('upstream')) return { code: 'nonlinear-in-upstream', where: name, detail: more };
    if (!views.every(maskOf)) return { code: 'wrong-for-some', where: name, detail: { some } };
    return { code: 'wrong-mask', where: name, detail: more };
  }
  return null;
}

/** In words, to one digit: it is the threshold that matters, not the draw. */
function between(low: number, high: number, outside: readonly number[]): string {
  const hasBelow = outside.some((value) => value < low);
  const hasAbove = outside.some((value) => value > high);
  const [from, to] = [low, high].map((value) => Number(value.toPrecision(1)));
  if (!hasBelow) return `below about ${to}`;
  return hasAbove ? `between about ${from} and ${to}` : `above about ${from}`;
}

function least(numbers: readonly number[]): number {
  return numbers.reduce((smallest, value) => Math.min(smallest, value), Infinity);
}
