// Structure of what is left over: a factor that is missing, a mask, one number per row.
import { fromDataWide, sizeOf, toData } from '../trial/data.js';
import { type NDArray, np, sameShape } from '../../array/index.js';
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
  ['(1 + y²)', (_, y) => 1 + y * y],
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

type Expression = (typeof expressions)[number];

/** Products of two expressions, and one over an expression. */
const products: readonly Expression[] = expressions.flatMap(([text, at], i) =>
  expressions
    .slice(i)
    .map(([other, and]): Expression => [`${text} ${other}`, (x, y, g) => at(x, y, g) * and(x, y, g)]),
);
const inverses: readonly Expression[] = [...expressions, ...products].map(([text, at]): Expression => {
  return [`1 / (${text})`, (x, y, g) => 1 / at(x, y, g)];
});

/** got * f = expected or got = expected * f, for an expression f in x, y and the upstream gradient. */
export function factor(view: NumericView): Guess | null {
  const parts = partsOf(view);
  if (!parts) return null;
  const where = view.source.name;
  for (const [text, at] of expressions) {
    const f = mapData(at, parts.x, parts.y, parts.g);
    const detail = { factor: named(text, where) };
    const lack = ratio(
      view.expected,
      mapData((got, value) => got * value, view.got, f),
    );
    const missing = lack !== null && withFactor({ code: 'missing-factor', where, detail }, lack);
    if (missing) return missing;
    const surplus = ratio(
      view.got,
      mapData((expected, value) => expected * value, view.expected, f),
    );
    const extra = surplus !== null && withFactor({ code: 'extra-factor', where, detail }, surplus);
    if (extra) return extra;
  }
  return null;
}

/** An expression in the problem's own names. */
function named(text: string, where: string): string {
  return text.replace(/\bx\b/g, where) + (/\by\b(?!\.)/.test(text) ? ' (y is this.value)' : '');
}

/** For ops that act on every element by itself: the derivative that was used in place of the right one. */
export function localDerivative(view: NumericView): Guess | null {
  const parts = partsOf(view);
  if (!parts || !isElementwise(view)) return null;
  const where = view.source.name;
  if (ratio(view.got, parts.g) !== null)
    return { code: 'wrong-local-derivative', where, detail: { derivative: 'one number for all entries' } };
  for (const [text, at] of [...derivatives, ...products, ...inverses]) {
    const derivative = mapData(at, parts.x, parts.y, parts.g);
    const c = ratio(
      view.got,
      mapData((f, g) => f * g, derivative, parts.g),
    );
    const guess =
      c !== null &&
      withFactor({ code: 'wrong-local-derivative', where, detail: { derivative: named(text, where) } }, c);
    if (guess) return guess;
  }
  return null;
}

/**
 * For ops that act on every element by itself: the upstream gradient times something that does not depend on it, so it is a
 * derivative, and not this one. `others` are gradients for other upstream gradients at the same inputs.
 */
export function anyLocalDerivative(
  view: NumericView,
  others: readonly { upstream: ArrayData; got: ArrayData }[],
): Guess | null {
  if (others.length < 2 || !isElementwise(view)) return null;
  const [first, second] = others.map(({ upstream, got }) => mapData((d, g) => d / g, got, upstream));
  if (!agrees(first, second)) return null;
  const detail = { derivative: 'another function' };
  return { code: 'wrong-local-derivative', where: view.source.name, detail };
}

/** For derivatives that are 0 or 1: a gradient that passes where it should stop, or asks the upstream gradient. */
export function mask(view: NumericView): Guess | null {
  const slope = maskOf(view);
  if (!slope) return null;
  const where = view.source.name;
  const g = toData(view.evidence.upstream);
  const inverse = ratio(
    view.got,
    mapData((each, s) => (s > 0.5 ? 0 : each), g, slope),
  );
  const inverted = inverse !== null && withFactor({ code: 'inverted-mask', where }, inverse);
  if (inverted) return inverted;
  const positive = mapData((each) => Math.max(each, 0), g);
  const guided = mapData((each, s) => each * s, positive, slope);
  if (!agrees(view.got, positive) && !agrees(view.got, guided)) return null;
  return { code: 'wrong-mask', where, detail: { extra: ' It looks at the sign of the upstream gradient.' } };
}

/** As `mask`, for any other choice of places, also where a node moves numbers about: they come through, elsewhere. */
export function anyMask(view: NumericView): Guess | null {
  const passed = new Set<number>([0, ...toData(view.evidence.upstream).data]);
  const isRouted = ({ data }: ArrayData): boolean => data.every((value) => passed.has(value) || passed.has(Math.abs(value) < 1e-12 ? 0 : value)); // prettier-ignore
  if (!isRouted(view.expected) || !isRouted(view.got)) return null;
  return { code: 'wrong-mask', where: view.source.name };
}

/** Right up to a factor that is another one in every row, or in every column: what each is divided by. */
export function factorOfRows(view: NumericView): Guess | null {
  const columns = view.expected.shape.at(-1) ?? 1;
  if (view.expected.shape.length !== 2) return null;
  const where = view.source.name;
  const turn = (array: ArrayData): ArrayData => toData(fromDataWide(array).T);
  const options: [what: string, got: ArrayData, expected: ArrayData, length: number][] = [
    ['row', view.got, view.expected, columns],
    ['column', turn(view.got), turn(view.expected), view.expected.shape[0]],
  ];
  for (const [what, got, expected, length] of options) {
    if (length < 3) continue;
    const right = rows(expected, length);
    if (!rows(got, length).every((row, i) => ratio(row, right[i]) !== null)) continue;
    return {
      code: 'wrong-factor',
      where,
      detail: { summary: `${where}.grad is right up to a factor of its own in every ${what}.` },
    };
  }
  return null;
}

/** The derivative of an elementwise op, if it is 0 or 1 everywhere. */
export function maskOf(view: NumericView): ArrayData | null {
  if (!isElementwise(view)) return null;
  const slope = mapData((expected, g) => expected / g, view.expected, toData(view.evidence.upstream));
  return slope.data.every((value) => Math.abs(value) < 1e-9 || Math.abs(value - 1) < 1e-9) ? slope : null;
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

/** Input, value and upstream gradient of a source in one shape; one number per example counts for its whole row. */
function partsOf({ evidence, source }: NumericView): { x: ArrayData; y: ArrayData; g: ArrayData } | null {
  const { values, value, upstream } = evidence;
  const x = values[source.name];
  if (sizeOf(x.shape) < 2 || source.kind === 'parameter') return null;
  if (sameShape(x.shape, value.shape)) return { x: toData(x), y: toData(value), g: toData(upstream) };
  if (!sameShape(x.shape.slice(0, -1), value.shape)) {
    const unknown = toData(np.full(x.shape, NaN));
    return { x: toData(x), y: unknown, g: unknown };
  }
  const spread = (array: NDArray): ArrayData => toData(np.broadcastTo(array.expandDims(-1), x.shape));
  return { x: toData(x), y: spread(value), g: spread(upstream) };
}

/** Whether each entry of the gradient depends on the upstream gradient at the same place only. */
function isElementwise(view: NumericView): boolean {
  const { upstream } = view.evidence;
  const checkered = toData(upstream).data.map((value, i) => (i % 2 ? value : 0));
  if (!sameShape(upstream.shape, view.expected.shape)) return false;
  const half = gradientAt(view, {
    upstream: fromDataWide({ dtype: 'float64', shape: upstream.shape, data: checkered }),
  });
  return (
    half !== null &&
    half.data.every((value, i) => (i % 2 ? Math.abs(value - view.expected.data[i]) < 1e-12 : value === 0))
  );
}
