// Structure of what is left over: a factor that is missing, a mask, one number per row, and which entries are wrong at all.
import { fromDataWide, sizeOf, toData } from '../data.js';
import { sameShape } from '../../array/index.js';
import type { ArrayData } from '../types.js';
import { agrees, type Guess, gradientAt, mapData, type NumericView, ratio } from './evidence.js';
import { withFactor } from './candidates.js';

/** Expressions that stand in derivatives, as functions of input, value and upstream gradient at one place. */
const expressions: readonly [text: string, at: (x: number, y: number, g: number) => number][] = [
  ['y', (_, y) => y],
  ['(1 - y)', (_, y) => 1 - y],
  ['(1 + y)', (_, y) => 1 + y],
  ['x', (x) => x],
  ['y²', (_, y) => y * y],
  ['(1 - y²)', (_, y) => 1 - y * y],
  ['y (1 - y)', (_, y) => y * (1 - y)],
  ['x²', (x) => x * x],
  ['(1 - x)', (x) => 1 - x],
  ['(1 - x²)', (x) => 1 - x * x],
  ['x (1 - x)', (x) => x * (1 - x)],
  ['|x|', (x) => Math.abs(x)],
  ['exp(x)', (x) => Math.exp(x)],
  ['exp(-x)', (x) => Math.exp(-x)],
  ['exp(y)', (_, y) => Math.exp(y)],
  ['y.grad', (_, __, g) => g],
];

/** Expressions that a derivative may be mistaken for, beyond those above. */
const derivatives: readonly [text: string, at: (x: number, y: number, g: number) => number][] = [
  ...expressions,
  ['[x > 0]', (x) => Number(x > 0)],
  ['[x < 0]', (x) => Number(x < 0)],
  ['[x > 1]', (x) => Number(x > 1)],
  ['[y.grad > 0]', (_, __, g) => Number(g > 0)],
  ['sign(x)', (x) => Math.sign(x)],
  ['sign(y.grad)', (_, __, g) => Math.sign(g)],
];

/** got * f = expected or got = expected * f, for an expression f in x, y and the upstream gradient. */
export function factor(view: NumericView): Guess | null {
  const parts = partsOf(view);
  if (!parts) return null;
  const where = view.source.name;
  for (const [text, at] of expressions) {
    const f = mapData(at, parts.x, parts.y, parts.g);
    const missing = ratio(view.expected, mapData((got, value) => got * value, view.got, f));
    if (missing !== null) return withFactor({ code: 'missing-factor', where, detail: { factor: text } }, 1 / missing);
    const extra = ratio(view.got, mapData((expected, value) => expected * value, view.expected, f));
    if (extra !== null) return withFactor({ code: 'extra-factor', where, detail: { factor: text } }, extra);
  }
  return null;
}

/** For ops that act on every element by itself: the derivative that was used in place of the right one. */
export function localDerivative(view: NumericView): Guess | null {
  const parts = partsOf(view);
  if (!parts || !isElementwise(view)) return null;
  const where = view.source.name;
  for (const [text, at] of derivatives) {
    const derivative = mapData(at, parts.x, parts.y, parts.g);
    const c = ratio(view.got, mapData((f, g) => f * g, derivative, parts.g));
    if (c !== null) return withFactor({ code: 'wrong-local-derivative', where, detail: { derivative: text } }, c);
  }
  return null;
}

/** A gradient that is let through or stopped at the wrong places; only for derivatives that are 0 or 1. */
export function mask(view: NumericView): Guess | null {
  const parts = partsOf(view);
  if (!parts || !isElementwise(view)) return null;
  const slope = mapData((expected, g) => expected / g, view.expected, parts.g);
  if (!slope.data.every((value) => Math.abs(value) < 1e-9 || Math.abs(value - 1) < 1e-9)) return null;
  const where = view.source.name;
  const passes = mapData((g, s) => (s > 0.5 ? 0 : g), parts.g, slope);
  const inverted = ratio(view.got, passes);
  if (inverted !== null) return withFactor({ code: 'inverted-mask', where }, inverted);
  const zeroOrUpstream = mapData((got, g) => Number(Math.abs(got) < 1e-12 || Math.abs(got - g) < 1e-12), view.got, parts.g);
  if (!zeroOrUpstream.data.every(Boolean)) return null;
  const byUpstream = mapData((expected, g) => (g > 0 ? expected : 0), view.expected, parts.g);
  const extra = agrees(view.got, byUpstream) || agrees(view.got, mapData((g) => Math.max(g, 0), parts.g)) ? ' It looks at the sign of the upstream gradient.' : '';
  return { code: 'wrong-mask', where, detail: { extra } };
}

/** got - expected = y times one number per row: the sum over the row is missing or wrong. */
export function rowCoupling(view: NumericView): Guess | null {
  const parts = partsOf(view);
  const columns = view.expected.shape.at(-1) ?? 1;
  if (!parts || columns < 3 || isElementwise(view)) return null;
  const difference = mapData((got, expected) => got - expected, view.got, view.expected);
  for (const basis of [parts.y, mapData(() => 1, parts.y)]) {
    const fits = rows(difference, columns).every((row, i) => {
      const c = ratio(row, rows(basis, columns)[i]);
      return c !== null || row.data.every((value) => value === 0);
    });
    if (fits) return { code: 'missing-row-coupling', where: view.source.name };
  }
  return null;
}

function rows({ data }: ArrayData, columns: number): ArrayData[] {
  return Array.from({ length: data.length / columns }, (_, i) => ({
    dtype: 'float64',
    shape: [columns],
    data: data.slice(i * columns, (i + 1) * columns),
  }));
}

/** Which entries are wrong, when it is not all of them. */
export function pattern(view: NumericView): Guess | null {
  const { got, expected, source, evidence } = view;
  const scale = expected.data.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
  const wrong = [...expected.data.keys()].filter((i) => !(Math.abs(got.data[i] - expected.data[i]) <= 1e-9 * scale));
  const total = expected.data.length;
  if (wrong.length === 0 || wrong.length === total) return null;
  const where = source.name;
  const isWrong = new Set(wrong);
  const columns = expected.shape.at(-1) ?? 1;
  const x = toData(evidence.values[where]).data;
  const parts = partsOf(view);
  const tests: [text: string, holds: (i: number) => boolean][] = [
    [`where ${where}.value < 0`, (i) => x[i] < 0],
    [`where ${where}.value > 0`, (i) => x[i] > 0],
    [`where |${where}.value| > 1`, (i) => Math.abs(x[i]) > 1],
    ['where the upstream gradient is negative', (i) => parts !== null && parts.g.data[i] < 0],
    ['where the upstream gradient is positive', (i) => parts !== null && parts.g.data[i] > 0],
    ['in the first row', (i) => i < columns],
    ['in the last row', (i) => i >= total - columns],
    ['in all rows but the first', (i) => i >= columns],
    ['in the first column', (i) => i % columns === 0],
    ['in the last column', (i) => i % columns === columns - 1],
    ['where it should be 0', (i) => expected.data[i] === 0],
    ['where it should not be 0', (i) => expected.data[i] !== 0],
  ];
  const every = [...expected.data.keys()];
  const exact = tests.find(([, holds]) => every.every((i) => holds(i) === isWrong.has(i)));
  if (!exact) return null;
  const code = exact[0].includes('.value') ? 'wrong-mask' : 'wrong-for-some';
  return { code, where, detail: { some: `it is wrong exactly ${exact[0]}`, extra: ` It is wrong exactly ${exact[0]}.` } };
}

/** Input, value and upstream gradient of a source, where all have one shape. */
function partsOf({ evidence, source }: NumericView): { x: ArrayData; y: ArrayData; g: ArrayData } | null {
  const { values, value, upstream } = evidence;
  const x = values[source.name];
  if (!sameShape(x.shape, value.shape) || sizeOf(x.shape) < 2) return null;
  return { x: toData(x), y: toData(value), g: toData(upstream) };
}

/** Whether each entry of the gradient depends on the upstream gradient at the same place only. */
function isElementwise(view: NumericView): boolean {
  const { upstream } = view.evidence;
  const checkered = toData(upstream).data.map((value, i) => (i % 2 ? value : 0));
  const half = gradientAt(view, { upstream: fromDataWide({ dtype: 'float64', shape: upstream.shape, data: checkered }) });
  return half !== null && half.data.every((value, i) => (i % 2 ? Math.abs(value - view.expected.data[i]) < 1e-12 : value === 0));
}
