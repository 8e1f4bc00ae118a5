import assert from 'node:assert/strict';
import { type DType, NDArray, np } from '../../../lib/index.js';
import { readFixture } from './fixture.js';

interface Recorded {
  shape: number[];
  dtype: DType;
  values: string[];
}

interface Case {
  name: string;
  arguments: unknown[];
  result: Recorded | Recorded[];
}

const special: Record<string, number> = { nan: NaN, inf: Infinity, '-inf': -Infinity };

function isRecorded(x: unknown): x is Recorded {
  return typeof x === 'object' && x !== null && 'values' in x;
}

function decode(x: unknown): unknown {
  if (Array.isArray(x)) return x.map(decode);
  if (!isRecorded(x)) return x;
  return np
    .array(
      x.values.map((text) => special[text] ?? Number(text)),
      { dtype: x.dtype },
    )
    .reshape(x.shape);
}

/** The number of units in the last place between two numbers, and equality where both are special. */
function assertClose(got: number, expected: number, dtype: DType, message: string): void {
  if (Object.is(got, expected) || got === expected) return;
  const epsilon = dtype === 'float32' ? 2 ** -23 : 2 ** -52;
  const slack = 8 * epsilon * Math.max(Math.abs(expected), dtype === 'float32' ? 1 : 0.125);
  assert.ok(Math.abs(got - expected) <= slack, `${message}: got ${got}, NumPy gives ${expected}`);
}

function assertSame(got: unknown, expected: unknown, message: string): void {
  if (Array.isArray(expected)) {
    assert.ok(Array.isArray(got) && got.length === expected.length, message);
    expected.forEach((one, i) => assertSame(got[i], one, `${message}[${i}]`));
    return;
  }
  assert.ok(got instanceof NDArray && expected instanceof NDArray, message);
  assert.deepEqual(got.shape, expected.shape, `${message}: shape`);
  assert.equal(got.dtype, expected.dtype, `${message}: dtype`);
  const [p, q] = [got.copy().data, expected.data];
  q.forEach((value, i) => assertClose(p[i], value, expected.dtype, message));
}

describe('np functions', () => {
  const cases = readFixture<Case[]>('array/functions.json');
  const functions = np as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of new Set(cases.map((one) => one.name))) {
    it(`np.${name} gives the shape, dtype and numbers of NumPy`, () => {
      for (const one of cases.filter((other) => other.name === name)) {
        const args = one.arguments.map(decode);
        assertSame(
          functions[name](...args),
          decode(one.result),
          `np.${name}(${args.map(String).join(', ')})`,
        );
      }
    });
  }
});
