// What is wrong with a value that should be another one: from what it is at all to its shape, its numbers, its digits.
import { formatShape, sameShape } from '../../array/index.js';
import { normwiseError } from '../outcome/compare.js';
import { fromDataWide, isArrayData, isTextData, toData } from '../trial/data.js';
import type { ArrayData, Given, TextData } from '../types.js';
import { agrees, type Guess, ratio } from './evidence.js';

/** Above this, an error is no longer a matter of precision. */
const lowPrecisionLimit = 1e-6;

/** What is wrong with `got`; null if nothing is. `label` is how the sentence calls it. */
export function valueGuess(got: Given, expected: Given, tolerance: number, label: string): Guess | null {
  const guess = guessOf(got, expected, tolerance, label);
  return guess && { ...guess, where: label };
}

type Named = Omit<Guess, 'where'>;

function guessOf(got: Given, expected: Given, tolerance: number, label: string): Named | null {
  if ('instead' in got && ['undefined', 'nothing'].includes(got.instead)) return { code: 'missing' };
  if ('instead' in got && got.instead === 'a Promise') return { code: 'returned-promise' };
  if (isTextData(expected))
    return isTextData(got) ? wrongText(got, expected, label) : wrongType(got, expected, label);
  if (!isArrayData(got) || !isArrayData(expected)) return wrongType(got, expected, label);
  if ((got.dtype === 'bool') !== (expected.dtype === 'bool') && expected.shape.length === 0)
    return wrongType(got, expected, label);
  if (!got.data.every(Number.isFinite)) return { code: 'not-finite' };
  if (!sameShape(got.shape, expected.shape)) return wrongShape(got, expected, label);
  const error = normwiseError(got, expected, 1e-12);
  if (error <= tolerance) return null;
  if (error <= lowPrecisionLimit) {
    const digits = String(Math.floor(-Math.log10(error)));
    return { code: 'low-precision', detail: { digits } };
  }
  return wrongNumbers(got, expected, label);
}

function wrongType(got: Given, expected: Given, label: string): Named {
  const summary = `${label} should be ${kindOf(expected)}, but it is ${kindOf(got)}.`;
  return { code: 'wrong-type', detail: { summary } };
}

function kindOf(given: Given): string {
  if (isTextData(given)) return given.shape.length === 0 ? 'a text' : 'a list of texts';
  if (!isArrayData(given)) return given.instead;
  if (given.shape.length > 0) return `an array of shape ${formatShape(given.shape)}`;
  return given.dtype === 'bool' ? 'true or false' : 'a number';
}

function wrongText(got: TextData, expected: TextData, label: string): Named | null {
  if (!sameShape(got.shape, expected.shape)) return wrongType(got, expected, label);
  const differ = (normal: (text: string) => string): boolean =>
    got.texts.some((text, i) => normal(text) !== normal(expected.texts[i]));
  if (!differ((text) => text)) return null;
  const almost = !differ((text) => text.trim().toLowerCase());
  return {
    code: 'wrong-value',
    detail: {
      summary: `${label} is another text.`,
      hint: almost ? 'It differs in capitals or in blanks only.' : 'Read the question again, word by word.',
    },
  };
}

function wrongShape(got: ArrayData, expected: ArrayData, label: string): Named {
  const [is, should] = [formatShape(got.shape), formatShape(expected.shape)];
  const summary = `${label} has shape ${is}, expected ${should}.`;
  const withoutOnes = (shape: readonly number[]) => shape.filter((length) => length !== 1);
  if (got.shape.length > 1 && sameShape([...got.shape].reverse(), expected.shape)) {
    const right = normwiseError(transpose(got), expected) <= lowPrecisionLimit;
    const hint = `Compare the order of the indices with what is asked for. ${right ? 'Transposed, its numbers are right.' : ''}`;
    return {
      code: 'transposed',
      detail: { summary: `${label} is transposed: shape ${is}, expected ${should}.`, hint: hint.trim() },
    };
  }
  if (sameShape(withoutOnes(got.shape), withoutOnes(expected.shape))) {
    const hint = 'An axis of length 1 too many or too few: look at keepdims, expandDims and squeeze.';
    return { code: 'wrong-shape', detail: { summary, hint } };
  }
  if (got.data.length === expected.data.length) {
    const hint = 'It has as many numbers as it should, in another shape: look at reshape.';
    return { code: 'wrong-shape', detail: { summary, hint } };
  }
  if (got.shape.length > expected.shape.length && expected.shape.every((n) => got.shape.includes(n))) {
    const hint = 'An axis is left that should be summed or averaged over.';
    return { code: 'not-summed', detail: { summary, hint } };
  }
  if (got.shape.length === 1 && expected.shape.length === 1) {
    const counts = `${label} has ${got.shape[0]} entries, expected ${expected.shape[0]}.`;
    return {
      code: 'wrong-shape',
      detail: { summary: counts, hint: 'Where does it begin, and where does it end?' },
    };
  }
  if (got.shape.length > 0 && got.shape.length === expected.shape.length) {
    const hint = 'Was it summed, or sliced, along the wrong axis? Axis 0 counts the examples.';
    return { code: 'wrong-axis', detail: { summary, hint } };
  }
  return { code: 'wrong-shape', detail: { summary, hint: 'Which axes should it have?' } };
}

function wrongNumbers(got: ArrayData, expected: ArrayData, label: string): Named {
  const { data, shape } = expected;
  const mapped = (f: (value: number, i: number) => number): ArrayData => ({
    ...expected,
    dtype: 'float64',
    data: data.map(f),
  });
  const like = (code: Named['code'], text: string, hint: string): Named => ({
    code,
    detail: { summary: `${label} ${text}.`, hint },
  });
  if (expected.dtype === 'bool' && shape.length === 0)
    return like(
      'wrong-value',
      'is the other one of true and false',
      'Read the question again, word by word.',
    );
  if (got.data.every((value) => value === 0)) return { code: 'zero' };
  const factor = data.length > 1 ? ratio(got, expected) : got.data[0] / data[0];
  const known = factor !== null && Number.isFinite(factor) ? named(factor, expected) : null;
  if (known) return known;
  if (
    data.every((value) => value !== 0) &&
    agrees(
      got,
      mapped((value) => 1 / value),
    )
  )
    return like('wrong-formula', 'is one divided by what it should be', 'Which number divides which?');
  if (shape.length === 2 && shape[0] === shape[1] && agrees(got, transpose(expected)))
    return like('transposed', 'is transposed', 'Compare the order of the indices with what is asked for.');
  if (data.length > 1) {
    const shifts = got.data.map((value, i) => value - data[i]);
    if (
      agrees(
        got,
        mapped((value) => value + shifts[0]),
      )
    )
      return like('extra-term', 'is off by the same number everywhere', 'A constant is added or left out.');
    if (
      agrees(
        got,
        mapped((_, i) => data[data.length - 1 - i]),
      )
    )
      return like('wrong-formula', 'is in reverse order', 'Begin at the other end.');
    const right = shifts.filter(
      (shift, i) => Math.abs(shift) <= 1e-9 * Math.max(1, Math.abs(data[i])),
    ).length;
    if (right >= data.length / 2)
      return like(
        'wrong-for-some',
        `is right in ${right} of ${data.length} entries`,
        'Look for what is special about the others: the first, the last, negative ones.',
      );
  }
  return like('wrong-value', 'is wrong', 'Work one small example by hand.');
}

/** Factors that say something. */
function named(factor: number, { shape, data }: ArrayData): Named | null {
  const is = (wanted: number): boolean => Math.abs(factor - wanted) <= 1e-9 * Math.abs(wanted);
  if (is(-1)) return { code: 'sign' };
  if (is(100) || is(0.01))
    return {
      code: 'factor-constant',
      detail: { factor: is(100) ? '100' : '1/100', hint: 'Is it asked for in per cent, or as a share?' },
    };
  const lengths = [...new Set([...shape, data.length])].filter((length) => length > 2);
  for (const length of lengths) {
    const text = is(length) ? String(length) : is(1 / length) ? `1/${length}` : null;
    if (text) return { code: 'factor-size', detail: { factor: text, dimension: String(length) } };
  }
  const simple = [2, 3, 4, 10, Math.LN2, Math.LN10].flatMap((c) => [c, 1 / c]).find((c) => is(c) || is(-c));
  if (simple === undefined && data.length < 2) return null;
  return { code: 'factor-constant', detail: { factor: String(Number(factor.toPrecision(6))) } };
}

function transpose(array: ArrayData): ArrayData {
  return toData(fromDataWide(array).T);
}
