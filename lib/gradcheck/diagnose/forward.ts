// A forward that computes something else: the same fits as for gradients, on values.
import { sameShape } from '../../array/index.js';
import { isArrayData, toData } from '../trial/data.js';
import type { ArrayData, Values } from '../types.js';
import { transposed } from './candidates.js';
import { agrees, type Evidence, type Guess, ratio } from './evidence.js';
import { format } from './factors.js';
import { formatShape } from '../../array/index.js';

export function forward(evidence: readonly Evidence[]): Guess | null {
  for (const one of evidence) {
    const got = one.gotValue;
    const expected = toData(one.value);
    if (!isArrayData(got)) return { code: 'no-value', where: 'value' };
    if (!sameShape(got.shape, expected.shape)) {
      return {
        code: 'forward-shape',
        where: 'value',
        detail: { got: formatShape(got.shape), expected: formatShape(expected.shape) },
      };
    }
    if (!got.data.every(Number.isFinite)) return { code: 'not-finite', where: 'value' };
    if (!isNear(got, expected)) return name(one, got, expected);
  }
  return null;
}

function name(evidence: Evidence, got: ArrayData, expected: ArrayData): Guess {
  const { problem, values } = evidence;
  const guess = (what: string, code: Guess['code'] = 'forward-wrong'): Guess => ({
    code,
    where: 'value',
    detail: { what },
  });
  const at = (changed: Values): ArrayData | null => valueAt(evidence, changed);

  const c = ratio(got, expected);
  if (c !== null && Math.abs(c + 1) < 1e-8) return { code: 'forward-sign', where: 'value' };
  if (c !== null) return guess(`It is ${format(c)} times what it should be.`);
  for (const mistake of problem.mistakes ?? []) {
    const value = mistake.forward && tryData(() => mistake.forward!(values));
    if (value && agrees(got, value))
      return { code: mistake.code, where: 'value', detail: { what: mistake.hint, hint: mistake.hint } };
  }
  for (const { name, kind } of problem.sources) {
    if (kind !== 'input' && matches(got, at({ [name]: values[name].neg() }))) {
      if (kind === 'parameter') return { code: 'bias-sign', where: 'value', detail: { name } };
      return guess(`It is the value for -${name}.`);
    }
    if (kind === 'parameter' && matches(got, at({ [name]: values[name].mul(0) })))
      return guess(`It does not use ${name}.`);
    if (sameShape(values[name].shape, got.shape) && agrees(got, toData(values[name])))
      return guess(`It is ${name}.value itself.`);
    const { shape } = values[name];
    if (shape.length === 2 && shape[0] === shape[1] && matches(got, at({ [name]: values[name].T })))
      return guess(`${name}.value is transposed in it.`);
  }
  const turned = at(Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value.T])));
  if (turned && turned.shape.length === 2 && agrees(got, transposed(turned)))
    return guess('It runs along the wrong axis: examples are rows.');
  if (got.data.every((value) => value === 0)) return guess('It is all zeros.');
  return guess('');
}

function valueAt({ problem, values }: Evidence, changed: Values): ArrayData | null {
  return tryData(() => problem.reference.forward({ ...values, ...changed }));
}

function tryData(compute: () => Values[string]): ArrayData | null {
  try {
    return toData(compute());
  } catch {
    return null;
  }
}

function matches(got: ArrayData, value: ArrayData | null): boolean {
  return value !== null && agrees(got, value);
}

function isNear(got: ArrayData, expected: ArrayData): boolean {
  const scale = expected.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return got.data.every((value, i) => Math.abs(value - expected.data[i]) <= 1e-6 * scale);
}
