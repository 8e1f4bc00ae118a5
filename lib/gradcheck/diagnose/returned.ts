// What is wrong with the results of a function, from several calls with arguments of other lengths: a factor that is the same in
// all of them is a constant, and one that changes with a length is that length.
import { sameShape } from '../../array/index.js';
import { normwiseError } from '../outcome/compare.js';
import { isArrayData } from '../trial/data.js';
import type { ArrayData, Reading } from '../types.js';
import { type Guess, ratio } from './evidence.js';
import { format, functionsOfLength } from './factors.js';
import { valueGuess } from './value.js';

/** One call: the lengths of its arguments by what they are called, what came back and what should have. */
export interface Returned {
  lengths: Record<string, number>;
  got: Reading;
  expected: ArrayData;
}

const label = 'the result';

/** What is wrong with some of the calls, of which the first are the smallest; null where all are right. */
export function returnedGuess(calls: readonly Returned[], tolerance: number): Guess | null {
  const wrong = calls.filter((call) => guessOf(call, tolerance) !== null);
  if (wrong.length === 0) return null;
  const first = mostCommon(wrong.map((call) => guessOf(call, tolerance)!));
  const numeric = wrong.filter((call): call is Numeric => isNumeric(call));
  if (numeric.length < wrong.length || first.code === 'low-precision') return first;
  const all = calls.filter((call): call is Numeric => isNumeric(call));
  return (
    allZero(numeric) ??
    factorOf(all) ??
    shiftOf(all) ??
    onlySome(calls, wrong) ??
    alike(wrong, tolerance) ?? { code: 'wrong-value', where: 'value' }
  );
}

/** Small lengths may look like something else: what most calls say is told. */
function mostCommon(guesses: readonly Guess[]): Guess {
  const count = ({ code }: Guess): number => guesses.filter((other) => other.code === code).length;
  return guesses.reduce((best, guess) => (count(guess) > count(best) ? guess : best));
}

type Numeric = Returned & { got: ArrayData };

function isNumeric({ got, expected }: Returned): boolean {
  return isArrayData(got) && sameShape(got.shape, expected.shape) && got.data.every(Number.isFinite);
}

function guessOf({ got, expected }: Returned, tolerance: number): Guess | null {
  if (isArrayData(got) && sameShape(got.shape, expected.shape) && normwiseError(got, expected, 1e-12) <= tolerance) return null; // prettier-ignore
  // A number and true or false are read alike: of a function only the numbers count.
  const plain = (reading: ArrayData): ArrayData => ({ ...reading, dtype: 'float64' });
  const guess = valueGuess(isArrayData(got) ? plain(got) : got, plain(expected), tolerance, label);
  const isMissing = guess?.code === 'missing';
  if (!guess) return null;
  return isMissing ? { code: 'wrong-type', where: 'value', detail: { summary: 'the function returns nothing.', hint: 'End it with return.' } } : { ...guess, where: 'value' }; // prettier-ignore
}

/** Right for some lengths: then they are what is special, not the numbers. */
function onlySome(calls: readonly Returned[], wrong: readonly Returned[]): Guess | null {
  if (wrong.length === calls.length) return null;
  const right = calls.filter((call) => !wrong.includes(call));
  for (const name of Object.keys(calls[0].lengths)) {
    const lengths = new Set(wrong.map((call) => call.lengths[name]));
    const [only] = lengths;
    if (right.some((call) => lengths.has(call.lengths[name]))) continue;
    const some = lengths.size === 1 ? `${name} is ${only}` : `${name} is one of ${[...lengths].join(', ')}`;
    return { code: 'wrong-for-some', where: 'value', detail: { some: `it is wrong where ${some}` } };
  }
  const some = `it is right in ${right.length} of ${calls.length} calls`;
  return { code: 'wrong-for-some', where: 'value', detail: { some } };
}

function allZero(calls: readonly Numeric[]): Guess | null {
  return calls.every(({ got }) => got.data.every((x) => x === 0)) ? { code: 'zero', where: 'value' } : null;
}

function factorOf(calls: readonly Numeric[]): Guess | null {
  const factors = calls.map(({ got, expected }) => {
    const c = got.data.length > 1 ? ratio(got, expected) : got.data[0] / expected.data[0];
    return c !== null && Number.isFinite(c) ? c : null;
  });
  if (calls.length < 2 || factors.some((c) => c === null)) return null;
  const fits = factors as number[];
  if (fits.every((c) => near(c, -1))) return { code: 'sign', where: 'value' };
  if (fits.every((c) => near(c, fits[0])))
    return { code: 'factor-constant', where: 'value', detail: { factor: format(fits[0]) } };
  for (const name of Object.keys(calls[0].lengths)) {
    const lengths = calls.map((call) => call.lengths[name]);
    for (const [text, of] of functionsOfLength) {
      if (!fits.every((c, i) => near(c, of(lengths[i])))) continue;
      return { code: 'factor-size', where: 'value', detail: { factor: text(name), dimension: name } };
    }
  }
  return null;
}

/** Off by one number in all entries of all calls. */
function shiftOf(calls: readonly Numeric[]): Guess | null {
  const [first] = calls;
  const shift = first.got.data[0] - first.expected.data[0];
  const isShifted = calls.every(({ got, expected }) =>
    got.data.every((x, i) => Math.abs(x - expected.data[i] - shift) <= 1e-9 * Math.max(1, Math.abs(x))),
  );
  if (calls.length < 2 || !isShifted) return null;
  const summary = `the result is ${format(Math.abs(shift))} too ${shift > 0 ? 'large' : 'small'}.`;
  return {
    code: 'extra-term',
    where: 'value',
    detail: { summary, hint: 'A constant is added or left out.' },
  };
}

/** What every single call says: transposed, in reverse order. */
function alike(wrong: readonly Returned[], tolerance: number): Guess | null {
  const guesses = wrong.filter(({ expected }) => expected.data.length > 1).map((call) => guessOf(call, tolerance)!); // prettier-ignore
  const [first] = guesses;
  const drawn = ['factor-size', 'factor-constant', 'wrong-value', 'wrong-for-some', 'extra-term', 'sign'];
  if (!first || drawn.includes(first.code)) return null;
  return guesses.every(({ code }) => code === first.code) ? first : null;
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-8 * Math.max(Math.abs(a), Math.abs(b));
}
