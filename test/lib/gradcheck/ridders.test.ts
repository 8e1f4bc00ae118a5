import assert from 'node:assert/strict';
import { ridders } from '../../../lib/gradcheck/index.js';

describe('ridders', () => {
  // Derivatives in closed form.
  const cases: [name: string, f: (x: number) => number, x: number, exact: number][] = [
    ['exp at 1', Math.exp, 1, Math.E],
    ['sin at 0.3', Math.sin, 0.3, Math.cos(0.3)],
    ['tanh at 0', Math.tanh, 0, 1],
    ['tanh where its third derivative vanishes', Math.tanh, Math.atanh(Math.sqrt(1 / 3)), 2 / 3],
    ['x^5 at 2', (x) => x ** 5, 2, 80],
    ['log at 3', Math.log, 3, 1 / 3],
  ];
  for (const [name, f, x, exact] of cases) {
    it(`gives the derivative of ${name} to eleven digits`, () => {
      const { value, error } = ridders((above, below) => f(above) - f(below), x);
      assert.ok(Math.abs(value - exact) <= 1e-11 * Math.abs(exact), `${value} against ${exact}`);
      assert.ok(error <= 1e-9 * Math.abs(exact), `own estimate ${error}`);
    });
  }
});
