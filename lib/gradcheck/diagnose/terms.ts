// Gradients that are sums of terms: which term is missing, has the wrong sign, or a factor. got = c1 t1 + c2 t2 + ... is solved
// for the c, and what they are says what was written.
import { normwiseError } from '../outcome/compare.js';
import { toData } from '../trial/data.js';
import type { ArrayData } from '../types.js';
import { type Guess, mapData, type NumericView } from './evidence.js';
import { format, functionsOfLength } from './factors.js';

/** The coefficients of one draw, with what they were fitted to. */
interface Fit {
  view: NumericView;
  texts: string[];
  coefficients: number[];
}

/** Names the first term whose coefficient is not 1, if all draws are sums of the problem's terms. */
export function terms(views: readonly NumericView[]): Guess | null {
  const fits = views.map(fitTerms);
  if (fits.length === 0 || fits.some((fit) => fit === null)) return null;
  return nameTerm(fits as Fit[]);
}

function nameTerm(fits: readonly Fit[]): Guess | null {
  const [{ view, texts }] = fits;
  const where = view.source.name;
  for (const [t, text] of texts.entries()) {
    const each = fits.map(({ coefficients }) => coefficients[t]);
    if (each.every((c) => near(c, 1))) continue;
    if (each.every((c) => near(c, 0))) return { code: 'missing-term', where, detail: { term: text } };
    if (each.every((c) => near(c, -1))) {
      return { code: 'sign', where, detail: { summary: `${where}.grad has the wrong sign before ${text}.` } };
    }
    if (each.every((c) => near(c, each[0]))) {
      const summary = `${where}.grad has ${text} ${format(each[0])} times.`;
      return { code: 'factor-constant', where, detail: { summary } };
    }
    for (const dimension of Object.keys(view.evidence.dimensions)) {
      const lengths = fits.map((fit) => fit.view.evidence.dimensions[dimension]);
      for (const [factor, of] of functionsOfLength) {
        if (!each.every((c, i) => near(c, of(lengths[i])))) continue;
        const summary = `${where}.grad has an extra factor ${factor(dimension)} before ${text}.`;
        return { code: 'factor-size', where, detail: { factor: factor(dimension), dimension, summary } };
      }
    }
  }
  return null;
}

function fitTerms(view: NumericView): Fit | null {
  const { problem, values, upstream, value } = view.evidence;
  const declared = problem.terms?.[view.source.name];
  if (!declared || view.source.kind === 'parameter') return null;
  const parts = declared.map(({ text, term }) => ({ text, data: toData(term(values, upstream, value)) }));
  const coefficients = leastSquares(parts.map(({ data }) => data), view.got); // prettier-ignore
  if (!coefficients) return null;
  const sum = mapData((...numbers) => dot(coefficients, numbers), parts[0].data, ...parts.slice(1).map(({ data }) => data)); // prettier-ignore
  if (!(normwiseError(view.got, sum, 1e-3) <= 1e-9)) return null;
  return { view, texts: parts.map(({ text }) => text), coefficients };
}

/** The c that minimise |got - c1 t1 - c2 t2 ...|, by the normal equations; null if the terms do not tell them. */
function leastSquares(terms: readonly ArrayData[], got: ArrayData): number[] | null {
  const rows = terms.map((a) => [...terms.map((b) => dot(a.data, b.data)), dot(a.data, got.data)]);
  for (let pivot = 0; pivot < rows.length; pivot++) {
    const lead = rows[pivot][pivot];
    if (!(Math.abs(lead) > 1e-12)) return null;
    rows[pivot] = rows[pivot].map((entry) => entry / lead);
    for (const [i, row] of rows.entries()) {
      if (i !== pivot) rows[i] = row.map((entry, j) => entry - row[pivot] * rows[pivot][j]);
    }
  }
  return rows.map((row) => row[row.length - 1]);
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b));
}
