// What a wrong gradient would be if a familiar slip had been made: the slips are made on the reference, whatever the op is,
// and compared with what came back.
import { type NDArray, np, sameShape } from '../../array/index.js';
import { fromDataWide, toData } from '../trial/data.js';
import type { ArrayData } from '../types.js';
import { type Guess, gradientAt, mapData, type NumericView, ratio } from './evidence.js';

/** Slips whose gradient is compared up to a simple factor, in the order of trust. */
export function substitution(view: NumericView): Guess | null {
  for (const { guess, gradient } of slips(view)) {
    if (!gradient || ratio(gradient, view.expected) !== null) continue;
    const c = ratio(view.got, gradient);
    const named = c !== null && withFactor(guess, c);
    if (named) return named;
  }
  return null;
}

/** A whole number or one over a whole number: what a second slip would put in front. */
function isSimple(c: number): boolean {
  const size = Math.abs(c) < 1 ? 1 / Math.abs(c) : Math.abs(c);
  return Math.abs(size - Math.round(size)) < 1e-7;
}

interface Slip {
  guess: Guess;
  gradient: ArrayData | null;
}

function* slips(view: NumericView): Generator<Slip> {
  const { evidence, source } = view;
  const { values, upstream, value } = evidence;
  const where = source.name;
  const x = values[where];
  const alike = sameShape(x.shape, value.shape);
  const slip = (code: Guess['code'], gradient: ArrayData | null, detail?: Record<string, string>): Slip => ({
    guess: { code, where, detail },
    gradient,
  });

  if (alike) {
    yield slip('missing-local-derivative', toData(upstream));
    yield slip('value-for-gradient', toData(value));
  }
  if (upstream.ndim > 0) yield slip('value-for-gradient', gradientAt(view, { upstream: value }));
  if (alike) {
    yield slip('value-for-gradient', gradientAt(view, { upstream: x }), { instead: `${where}.value` });
    yield slip('input-for-value', gradientAt(view, { value: x }));
    yield slip('value-for-input', gradientAt(view, { values: { [where]: value } }));
    yield slip(
      'value-for-input',
      gradientAt(view, { values: { [where]: value }, value: valueAt(view, value) }),
    );
    yield slip('missing-row-coupling', diagonalOnly(view));
  }
  yield* transpositions(view, slip);
  for (const { name, kind } of evidence.problem.sources) {
    if (name === where || kind === 'input') continue;
    const ones = { [name]: np.ones(values[name].shape) };
    yield slip('missing-factor', gradientAt(view, { values: ones }), { factor: `${name}.value` });
  }
  for (const other of evidence.gradients) {
    if (other.source.name !== where)
      yield slip('swapped-gradients', other.expected, { other: other.source.name });
  }
  if (upstream.ndim > 0)
    yield slip(
      'batch-mean',
      gradientAt(view, {
        upstream: np.broadcastTo(upstream.mean(0, { keepdims: true }), upstream.shape).copy(),
      }),
    );
  yield slip('batch-mean', overBatch(view.expected));
  if (upstream.shape[0] > 1)
    yield slip('wrong-for-some', gradientAt(view, { upstream: firstExample(upstream) }), {
      some: 'only the first example of the batch counts',
    });
  yield slip('wrong-formula', mapData(Math.abs, view.expected), { like: 'its absolute value' });
}

/** The node's function applied to its own value. */
function valueAt({ evidence, source }: NumericView, x: NDArray): NDArray {
  return evidence.problem.reference.forward({ ...evidence.values, [source.name]: x });
}

/** Transposes of sources, of the upstream gradient, of the result, and the same function along the other axis. */
function* transpositions(
  view: NumericView,
  slip: (code: Guess['code'], gradient: ArrayData | null, detail?: Record<string, string>) => Slip,
): Generator<Slip> {
  const { values, upstream, value } = view.evidence;
  const isSquare = ({ shape }: { shape: number[] }): boolean => shape.length === 2 && shape[0] === shape[1];
  for (const [name, array] of Object.entries(values)) {
    if (isSquare(array))
      yield slip('transposed', gradientAt(view, { values: { [name]: array.T } }), { what: `${name}.value` });
  }
  if (isSquare(view.expected)) yield slip('transposed', transposed(view.expected), { what: 'the result' });
  if (isSquare(upstream))
    yield slip('transposed', gradientAt(view, { upstream: upstream.T }), { what: 'the upstream gradient' });
  if (value.ndim === 2 && sameShape(value.shape, values[view.source.name].shape)) {
    const turned = gradientAt(view, {
      values: turn(values, value.shape),
      upstream: upstream.T,
      value: value.T,
    });
    if (turned && turned.shape.length === 2) yield slip('wrong-axis', transposed(turned), { summed: '' });
  }
}

function turn(values: Record<string, NDArray>, shape: number[]): Record<string, NDArray> {
  return Object.fromEntries(
    Object.entries(values).map(([name, array]) => [name, sameShape(array.shape, shape) ? array.T : array]),
  );
}

export function transposed(array: ArrayData): ArrayData {
  return toData(fromDataWide(array).T);
}

function overBatch(expected: ArrayData): ArrayData | null {
  if (expected.shape.length < 2) return null;
  const array = fromDataWide(expected);
  return toData(np.broadcastTo(array.mean(0, { keepdims: true }), array.shape));
}

function firstExample(upstream: NDArray): NDArray {
  const result = np.zeros(upstream.shape);
  result.slice([0, 1]).assign(upstream.slice([0, 1]));
  return result;
}

/** g[b,k] dy[b,k]/dx[b,k]: the gradient if each output depended on its own input only. */
function diagonalOnly(view: NumericView): ArrayData | null {
  const { upstream } = view.evidence;
  const columns = upstream.shape[upstream.ndim - 1];
  const result = np.zeros(upstream.shape);
  for (let k = 0; k < columns; k++) {
    const column = np.zeros(upstream.shape);
    const at = upstream.shape.map((_, axis) => (axis === upstream.ndim - 1 ? k : null));
    column.pick(...at).assign(upstream.pick(...at));
    const gradient = gradientAt(view, { upstream: column });
    if (!gradient || !sameShape(gradient.shape, upstream.shape)) return null;
    result.pick(...at).assign(fromDataWide(gradient).pick(...at));
  }
  return toData(result);
}

/** Says what stands before a slip's gradient, unless it is 1; null for a number that no second slip would explain. */
export function withFactor(guess: Guess, c: number): Guess | null {
  if (!isSimple(c)) return null;
  if (Math.abs(c - 1) < 1e-8) return guess;
  const extra =
    Math.abs(c + 1) < 1e-8 ? ' The sign is wrong as well.' : ' There is a constant factor besides.';
  return { ...guess, detail: { ...guess.detail, extra } };
}
