// Which entries are wrong, when it is not all of them: the same places in every draw.
import { sameShape } from '../../array/index.js';
import { toData } from '../trial/data.js';
import type { Guess, NumericView } from './evidence.js';
import { sentence } from './sentence.js';

/** One entry of a gradient, with what stands at its place elsewhere. */
export interface Place {
  /** Which example it belongs to, for sources that have examples. */
  example: number;
  examples: number;
  row: number;
  column: number;
  rows: number;
  columns: number;
  x: number;
  /** The value of the node there; NaN where it has another shape. */
  y: number;
  /** The upstream gradient at this place or, where there is one per example, of this row. */
  g: number;
  /** Whether it is the entry of the right class; undefined where there are no labels. */
  isLabel: boolean | undefined;
  expected: number;
  isWrong: boolean;
}

const descriptions: readonly [text: (x: string) => string, holds: (place: Place) => boolean][] = [
  [(x) => `where ${x}.value < 0`, ({ x }) => x < 0],
  [(x) => `where ${x}.value > 0`, ({ x }) => x > 0],
  [(x) => `where |${x}.value| > 1`, ({ x }) => Math.abs(x) > 1],
  [() => 'where the upstream gradient is negative', ({ g }) => g < 0],
  [() => 'where the upstream gradient is positive', ({ g }) => g > 0],
  [() => 'in the first row', ({ row }) => row === 0],
  [() => 'in the last row', ({ row, rows }) => row === rows - 1],
  [() => 'in all rows but the first', ({ row }) => row > 0],
  [() => 'in the first column', ({ column }) => column === 0],
  [() => 'in the last column', ({ column, columns }) => column === columns - 1],
  [() => 'at the label', ({ isLabel }) => isLabel === true],
  [() => 'at all classes but the label', ({ isLabel }) => isLabel === false],
  [() => 'where it should be 0', ({ expected }) => expected === 0],
  [() => 'where it should not be 0', ({ expected }) => expected !== 0],
];

/** Places that are wrong exactly where one description holds, in all draws. */
export function pattern(views: readonly NumericView[]): Guess | null {
  const places = views.map(relevantPlaces);
  if (places.some((each) => each.every(({ isWrong }) => isWrong))) return null;
  const holdsEverywhere = (holds: (place: Place) => boolean): boolean =>
    places.every((each) => each.every((place) => holds(place) === place.isWrong));
  const where = views[0].source.name;
  const late = endsEarly(places.flat(), holdsEverywhere);
  if (late) return { code: 'wrong-for-some', where, detail: { some: late } };
  const found = descriptions.find(([, holds]) => holdsEverywhere(holds));
  if (!found) return null;
  const wrongAt = `it is wrong exactly ${found[0](where)}`;
  if (!wrongAt.includes('.value')) return { code: 'wrong-for-some', where, detail: { some: wrongAt } };
  return { code: 'wrong-mask', where, detail: { extra: ` ${sentence(wrongAt)}.` } };
}

/** Whether so many entries are wrong that what they have in common is no chance. */
export function areMany(view: NumericView): boolean {
  return relevantPlaces(view).filter(({ isWrong }) => isWrong).length >= 4;
}

/** Rows, or columns, that are wrong from a number on that is not the last: a loop, or a block, of a fixed length. */
function endsEarly(
  places: readonly Place[],
  holdsEverywhere: (holds: (place: Place) => boolean) => boolean,
): string | null {
  for (const axis of ['row', 'column'] as const) {
    const first = Math.min(...places.filter(({ isWrong }) => isWrong).map((place) => place[axis]));
    const isEnd = places.some((place) => place[axis] > first + 1);
    if (first > 1 && isEnd && holdsEverywhere((place) => place[axis] >= first))
      return `it is wrong from ${axis} ${first} on (counted from 0)`;
  }
  return null;
}

/** Some examples are right to the last entry and others are not: only the first, or some of them in every draw. */
export function someExamples(views: readonly NumericView[]): Guess | null {
  const { source } = views[0];
  if (source.kind !== 'node') return null;
  const draws = views.map(relevantPlaces);
  const wrong = draws.map((places) => examplesOf(places.filter(({ isWrong }) => isWrong)));
  const right = draws.map((places, i) => examplesOf(places).filter((example) => !wrong[i].includes(example)));
  if (right.some(({ length }) => length === 0)) return null;
  const count = wrong.flat().length;
  const others = draws.reduce((sum, [{ examples }]) => sum + examples - 1, 0);
  const isFirst = right.every((examples) => examples.includes(0)) && count >= 4 && count >= others / 2;
  const some = isFirst
    ? 'only the first example is sure to be right'
    : 'some examples are right and others are not';
  return { code: 'wrong-for-some', where: source.name, detail: { some } };
}

function examplesOf(places: readonly Place[]): number[] {
  return [...new Set(places.map(({ example }) => example))];
}

/** All entries but those that are 0 and should be. */
export function relevantPlaces({ got, expected, source, evidence }: NumericView): Place[] {
  const scale = expected.data.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
  const x = toData(evidence.values[source.name]).data;
  const columns = expected.shape.at(-1) ?? 1;
  const rows = expected.data.length / columns;
  const examples = expected.shape[0] ?? 1;
  const { value } = evidence;
  const y = sameShape(value.shape, expected.shape) ? toData(value).data : null;
  const labels = labelsOf(evidence, rows);
  const g = upstreamAt(evidence.upstream, expected.shape, columns);
  const all = [...expected.data].map((value, i) => ({
    example: Math.floor((i * examples) / expected.data.length),
    examples,
    row: Math.floor(i / columns),
    column: i % columns,
    rows,
    columns,
    x: x[i],
    y: y ? y[i] : NaN,
    g: g(i),
    isLabel: labels && labels[Math.floor(i / columns)] === i % columns,
    expected: value,
    isWrong: !(Math.abs(got.data[i] - value) <= 1e-9 * scale),
  }));
  return all.filter((place, i) => place.expected !== 0 || got.data[i] !== 0);
}

/** The right class of each row, where a source says so. */
function labelsOf({ problem, values }: NumericView['evidence'], rows: number): Float64Array | undefined {
  const source = problem.sources.find(({ domain }) => domain.kind === 'labels');
  const labels = source && toData(values[source.name]).data;
  return labels?.length === rows ? labels : undefined;
}

function upstreamAt(
  upstream: NumericView['evidence']['upstream'],
  shape: number[],
  columns: number,
): (i: number) => number {
  const { data } = toData(upstream);
  if (sameShape(upstream.shape, shape)) return (i) => data[i];
  return sameShape(upstream.shape, shape.slice(0, -1)) ? (i) => data[Math.floor(i / columns)] : () => NaN;
}
