import assert from 'node:assert/strict';
import { np } from '../../../lib/index.js';
import { readFixture } from './fixture.js';

/** How many representable numbers lie between two. */
function ulps(got: number, expected: number): number {
  if (got === expected || (Number.isNaN(got) && Number.isNaN(expected))) return 0;
  if (!Number.isFinite(got) || !Number.isFinite(expected)) return Infinity;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(expected))), -1022);
  return Math.abs(got - expected) / 2 ** (exponent - 52);
}

describe('functions that the library computes itself', () => {
  const recorded = readFixture<Record<string, (number | string)[][]>>('array/functions-of-numbers.json');
  const limits = { sin: 1, cos: 1, log1p: 3, expm1: 3, pow: 3 } as const;
  for (const [name, limit] of Object.entries(limits)) {
    it(`np.${name} is within ${limit} units in the last place of the exact value`, () => {
      const f = (np as unknown as Record<string, (...args: number[]) => { item(): number }>)[name];
      for (const row of recorded[name]) {
        const args = row.slice(0, -1).map(Number);
        const expected = String(row.at(-1)) === 'inf' ? Infinity : Number(row.at(-1));
        assert.ok(
          ulps(f(...args).item(), expected) <= limit,
          `${name}(${args.join(', ')}) gives ${f(...args).item()}, not ${expected}`,
        );
      }
    });
  }

  it('np.pow follows the rules of C at the ends', () => {
    const cases: [number, number, number][] = [
      [0, 0, 1],
      [NaN, 0, 1],
      [1, NaN, 1],
      [-8, 1 / 3, NaN],
      [0, -1, Infinity],
      [-0, -3, -Infinity],
      [-0, 3, -0],
      [2, Infinity, Infinity],
      [0.5, Infinity, 0],
      [-Infinity, 3, -Infinity],
      [-Infinity, -2, 0],
      [10, 308, 1e308],
      [10, 309, Infinity],
      [2, -1074, 5e-324],
      [-3, 5, -243],
    ];
    for (const [x, y, expected] of cases)
      assert.ok(Object.is(np.pow(np.array([x]), [y]).item(), expected), `${x} ** ${y}`);
  });

  it('whole powers of whole numbers are exact', () => {
    for (let x = 1; x <= 12; x++) {
      for (let y = 0; x ** y < 2 ** 53 && y < 60; y++)
        assert.equal(BigInt(np.pow(x, y).item()), BigInt(x) ** BigInt(y));
    }
  });

  it('sin and cos of infinities are NaN, sin(-0) is -0', () => {
    assert.ok(Number.isNaN(np.sin(Infinity).item()) && Number.isNaN(np.cos(-Infinity).item()));
    assert.ok(Object.is(np.sin(-0).item(), -0));
  });
});
