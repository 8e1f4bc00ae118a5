// Which entries are wrong, when it is not all of them: the same places in every draw.
import { sameShape } from '../../array/index.js';
import { toData } from '../data.js';
import type { Guess, NumericView } from './evidence.js';
import { sentence } from './sentence.js';

/** One entry of a gradient, with what stands at its place elsewhere. */
interface Place {
  row: number;
  column: number;
  rows: number;
  columns: number;
  x: number;
  /** The upstream gradient at this place or, where there is one per example, of this row. */
  g: number;
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
  [() => 'where it should be 0', ({ expected }) => expected === 0],
  [() => 'where it should not be 0', ({ expected }) => expected !== 0],
];

/** Places that are wrong exactly where one description holds, in all draws. */
export function pattern(views: readonly NumericView[]): Guess | null {
  const places = views.map(relevantPlaces);
  if (places.some((each) => each.every(({ isWrong }) => isWrong))) return null;
  const found = descriptions.find(([, holds]) =>
    places.every((each) => each.every((place) => holds(place) === place.isWrong)),
  );
  if (!found) return null;
  const where = views[0].source.name;
  const wrongAt = `it is wrong exactly ${found[0](where)}`;
  if (!wrongAt.includes('.value')) return { code: 'wrong-for-some', where, detail: { some: wrongAt } };
  return { code: 'wrong-mask', where, detail: { extra: ` ${sentence(wrongAt)}.` } };
}

/** The first example is right in every draw and most others are not: its label, or its row, was used for all. */
export function firstOnly(views: readonly NumericView[]): Guess | null {
  const { source } = views[0];
  if (source.kind !== 'node') return null;
  let wrong = 0;
  let others = 0;
  for (const places of views.map(relevantPlaces)) {
    const wrongRows = new Set(places.filter(({ isWrong }) => isWrong).map(({ row }) => row));
    if (wrongRows.has(0)) return null;
    wrong += wrongRows.size;
    others += places[0].rows - 1;
  }
  if (wrong < 4 || wrong < others / 2) return null;
  return {
    code: 'wrong-for-some',
    where: source.name,
    detail: { some: 'only the first example is sure to be right' },
  };
}

/** All entries but those that are 0 and should be. */
function relevantPlaces({ got, expected, source, evidence }: NumericView): Place[] {
  const scale = expected.data.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
  const x = toData(evidence.values[source.name]).data;
  const columns = expected.shape.at(-1) ?? 1;
  const rows = expected.data.length / columns;
  const g = upstreamAt(evidence.upstream, expected.shape, columns);
  const all = [...expected.data].map((value, i) => ({
    row: Math.floor(i / columns),
    column: i % columns,
    rows,
    columns,
    x: x[i],
    g: g(i),
    expected: value,
    isWrong: !(Math.abs(got.data[i] - value) <= 1e-9 * scale),
  }));
  return all.filter((place, i) => place.expected !== 0 || got.data[i] !== 0);
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
