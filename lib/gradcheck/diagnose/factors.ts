// Scalar fits with zero residual: got = c * expected. What c is shows when the dimensions change from draw to draw.
import { sizeOf } from '../trial/data.js';
import { batch } from '../draw/draw.js';
import type { Guess, NumericView } from './evidence.js';
import { ratio } from './evidence.js';

/** Names the factor between got and expected over several draws of one source; null if there is none. */
export function scalarFactor(views: readonly NumericView[]): Guess | null {
  const distinct = views.filter(({ evidence }) => evidence.probe === views[0].evidence.probe);
  const factors = distinct.map(({ got, expected }) => ratio(got, expected));
  if (factors.length === 0 || factors.some((c) => c === null)) return null;
  const fits = factors as number[];
  const where = views[0].source.name;
  if (fits.every((c) => near(c, 1))) return null;

  const constant = constantOf(fits);
  if (constant !== null) {
    if (near(constant, -1)) return { code: 'sign', where };
    return { code: 'factor-constant', where, detail: { factor: format(constant) } };
  }
  for (const dimension of Object.keys(distinct[0].evidence.dimensions)) {
    const lengths = distinct.map(({ evidence }) => evidence.dimensions[dimension]);
    for (const inverse of [false, true]) {
      const rest = constantOf(fits.map((c, i) => (inverse ? c * lengths[i] : c / lengths[i])));
      if (rest === null) continue;
      const extra = near(rest, 1)
        ? ''
        : near(rest, -1)
          ? ' The sign is wrong as well.'
          : ` There is a factor ${format(rest)} as well.`;
      if (dimension !== batch) {
        return {
          code: 'factor-size',
          where,
          detail: { factor: inverse ? `1/${dimension}` : dimension, dimension, extra },
        };
      }
      return { code: inverse ? 'factor-inverse-batch' : 'factor-batch', where, detail: { extra } };
    }
  }
  return functionOfLength(distinct, fits) ?? overElements(distinct, fits);
}

/** What is made of a length n in statistics and in scaled sums. */
export const functionsOfLength: readonly [text: (n: string) => string, of: (n: number) => number][] = [
  [(n) => n, (n) => n],
  [(n) => `1/${n}`, (n) => 1 / n],
  [(n) => `${n}/(${n} - 1)`, (n) => n / (n - 1)],
  [(n) => `(${n} - 1)/${n}`, (n) => (n - 1) / n],
  [(n) => `1/(${n} - 1)`, (n) => 1 / (n - 1)],
  [(n) => `√${n}`, (n) => Math.sqrt(n)],
  [(n) => `1/√${n}`, (n) => 1 / Math.sqrt(n)],
  [(n) => `${n}²`, (n) => n * n],
  [(n) => `1/${n}²`, (n) => 1 / (n * n)],
];

/** got = f(n) expected for a dimension n. */
function functionOfLength(views: readonly NumericView[], fits: readonly number[]): Guess | null {
  for (const dimension of Object.keys(views[0].evidence.dimensions)) {
    const lengths = views.map(({ evidence }) => evidence.dimensions[dimension]);
    for (const [text, of] of functionsOfLength) {
      if (!fits.every((c, i) => near(Math.abs(c), of(lengths[i])))) continue;
      const extra = fits[0] < 0 ? ' The sign is wrong as well.' : '';
      const detail = { factor: text(dimension), dimension, extra };
      return { code: 'factor-size', where: views[0].source.name, detail };
    }
  }
  return null;
}

/** A mean over several axes of the output where a sum is meant. */
function overElements(views: readonly NumericView[], fits: readonly number[]): Guess | null {
  const shapes = views.map(({ evidence }) => evidence.value.shape);
  for (const [text, from] of [
    ['elements', 0],
    ['elements of an example', 1],
    ['positions', 2],
  ] as const) {
    const sizes = shapes.map((shape) => sizeOf(shape.slice(from)));
    const rest = constantOf(fits.map((c, i) => c * sizes[i]));
    if (rest === null || Math.abs(Math.abs(rest) - 1) > 1e-8) continue;
    const detail = { factor: `1/(number of ${text})`, dimension: 'elements', extra: rest < 0 ? ' The sign is wrong as well.' : '' }; // prettier-ignore
    return { code: 'factor-size', where: views[0].source.name, detail };
  }
  return null;
}

function constantOf(numbers: readonly number[]): number | null {
  return numbers.every((value) => near(value, numbers[0])) ? numbers[0] : null;
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-8 * Math.max(Math.abs(a), Math.abs(b));
}

/** `2`, `1/2`, `0.37` */
export function format(c: number): string {
  const inverse = 1 / c;
  if (Number.isInteger(Math.round(c * 1e6) / 1e6)) return String(Math.round(c));
  if (near(inverse, Math.round(inverse))) return `${c < 0 ? '-' : ''}1/${Math.abs(Math.round(inverse))}`;
  return c.toPrecision(3);
}
