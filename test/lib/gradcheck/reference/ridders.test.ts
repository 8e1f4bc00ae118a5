import assert from 'node:assert/strict';
import { np } from '../../../../lib/index.js';
import { type GradientProblem, ridders, verifyReference } from '../../../../lib/gradcheck/index.js';

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

describe('verifyReference', () => {
  /** f(w) = sum of exp(w) w, whose gradient is exp(w) (1 + w). */
  const problem = (gradient: GradientProblem['reference']['gradient']): GradientProblem => ({
    kind: 'gradient',
    id: 'f',
    title: 'f',
    points: 1,
    functionName: 'f',
    sources: [{ name: 'w', kind: 'node', shape: ['n'], domain: { kind: 'normal' } }],
    reference: { value: ({ w }) => np.sum(np.exp(w).mul(w)), gradient },
    formula: 'exp(w) (1 + w)',
  });
  const verify = (gradient: GradientProblem['reference']['gradient']) =>
    verifyReference(problem(gradient), new np.random.Generator(1));

  it('agrees with the gradient of a function to ten digits', () => {
    const [{ source, error, passed }] = verify(({ w }) => ({ w: np.exp(w).mul(w.add(1)) }));
    assert.deepEqual([source, passed], ['w', true]);
    assert.ok(error <= 1e-10, String(error));
  });
  it('catches a reference that is wrong in its ninth digit, in one entry, or altogether', () => {
    const wrong: GradientProblem['reference']['gradient'][] = [
      ({ w }) => ({
        w: np
          .exp(w)
          .mul(w.add(1))
          .mul(1 + 1e-9),
      }),
      ({ w }) => {
        const g = np.exp(w).mul(w.add(1));
        g.set(1, g.get(1) + 1e-6);
        return { w: g };
      },
      ({ w }) => ({ w: np.exp(w) }),
      ({ w }) => ({ w: np.zerosLike(w) }),
      ({ w }) => ({ w: np.full(w.shape, NaN) }),
    ];
    for (const gradient of wrong) assert.equal(verify(gradient)[0].passed, false);
  });
});
