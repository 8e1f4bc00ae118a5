import assert from 'node:assert/strict';
import { type NDArray, np } from '../../../../lib/index.js';
import {
  checkProblem,
  type DiagnosisCode,
  drive,
  type GradientProblem,
  verifyReference,
} from '../../../../lib/gradcheck/index.js';

/** loss(w, x, t) = 1/(2B) sum over b of (x[b] w - t[b])² */
const problem: GradientProblem = {
  kind: 'gradient',
  id: 'loss-gradient',
  title: 'lossGradient',
  points: 10,
  functionName: 'lossGradient',
  sources: [
    { name: 'w', kind: 'node', shape: ['n'], domain: { kind: 'normal' } },
    { name: 'x', kind: 'input', shape: ['B', 'n'], domain: { kind: 'normal' } },
    { name: 't', kind: 'input', shape: ['B'], domain: { kind: 'normal' } },
  ],
  reference: {
    value: ({ w, x, t }) => np.mean(np.square(np.dot(x, w).sub(t))).div(2),
    gradient: ({ w, x, t }) => ({ w: np.dot(x.T, np.dot(x, w).sub(t)).div(t.shape[0]) }),
  },
  formula: 'the mean over b of x[b,i] (x[b] w - t[b])',
};

/** loss(u, v) = sum of tanh(u) v */
const twoGradients: GradientProblem = {
  ...problem,
  sources: [
    { name: 'u', kind: 'node', shape: ['B', 'n'], domain: { kind: 'normal' } },
    { name: 'v', kind: 'node', shape: ['B', 'n'], domain: { kind: 'normal' } },
  ],
  reference: {
    value: ({ u, v }) => np.sum(np.tanh(u).mul(v)),
    gradient: ({ u, v }) => ({ u: np.sub(1, np.tanh(u).square()).mul(v), v: np.tanh(u) }),
  },
  formula: 'u: (1 - tanh(u)²) v, v: tanh(u)',
};

type Gradient = (...args: NDArray[]) => unknown;
const check = (declared: GradientProblem, answer: Gradient, secret = false) =>
  drive(checkProblem(declared, new np.random.Generator(3), { secret }), () => answer).data;

const residual = (w: NDArray, x: NDArray, t: NDArray) => np.dot(x, w).sub(t);

describe('a gradient that a function returns', () => {
  it('is asked for its return where there is nothing', () => {
    const { diagnosis } = check(problem, () => undefined);
    assert.deepEqual(
      [diagnosis?.code, diagnosis?.hint],
      ['not-an-array', 'Does the function end with return?'],
    );
  });

  it('passes when it is right, however it is computed', () => {
    const loop: Gradient = (w, x, t) => {
      const g = np.zeros(w.shape);
      for (let b = 0; b < t.shape[0]; b++)
        g.iadd(
          x
            .pick(b)
            .mul(residual(w, x, t).get(b))
            .div(t.shape[0]),
        );
      return g;
    };
    for (const right of [loop, problemGradient]) {
      const { passed, earned, diagnosis } = check(problem, right);
      assert.deepEqual([passed, earned, diagnosis], [true, 10, null]);
    }
  });

  let calls = 0;
  const wrong: [name: string, code: DiagnosisCode, answer: Gradient][] = [
    ['the sign', 'sign', (w, x, t) => problemGradient(w, x, t).neg()],
    ['the factor 2 of the square', 'factor-constant', (w, x, t) => problemGradient(w, x, t).mul(2)],
    ['a sum where the mean is meant', 'factor-batch', (w, x, t) => np.dot(x.T, residual(w, x, t))],
    ['zeros', 'zero', (w) => np.zerosLike(w)],
    ['the gradient of one example', 'wrong-shape', (w, x, t) => x.mul(residual(w, x, t).expandDims(1))],
    ['a plain number', 'wrong-shape', () => 3],
    ['NaN', 'not-finite', (w) => np.full(w.shape, NaN)],
    ['nothing', 'not-an-array', () => undefined],
    ['finite differences', 'finite-differences', (w, x, t) => differences(w, x, t)],
    [
      'another result at every call',
      'state-in-backward',
      (w, x, t) => problemGradient(w, x, t).mul(1 + 1e-15 * (calls++ % 40)),
    ],
    [
      'changed arguments',
      'mutates-input',
      (w, x, t) => (t.isub(np.dot(x, w)), np.dot(x.T, t).div(-t.shape[0])),
    ],
  ];
  for (const [name, code, answer] of wrong) {
    it(`is caught with ${name}: ${code}`, () => {
      const { passed, earned, diagnosis } = check(problem, answer);
      const expected =
        code === 'wrong-shape' ? ['gradient-shape', 'not-summed', 'summed-over-batch'] : [code];
      assert.ok(expected.includes(diagnosis?.code ?? ''), `${diagnosis?.code}: ${diagnosis?.summary}`);
      assert.deepEqual([passed, earned], [false, 0]);
    });
  }

  it('comes with the smallest example that goes wrong, in whole numbers', () => {
    const { counterexample } = check(problem, (w, x, t) => problemGradient(w, x, t).mul(2));
    assert.ok(counterexample);
    const { inputs, got, expected, what } = counterexample;
    assert.equal(what, 'gradient by w');
    assert.deepEqual(inputs.map(({ name }) => name), ['w', 'x', 't']); // prettier-ignore
    for (const { value } of inputs) assert.ok(value.data.every(Number.isInteger) && value.data.length === 1);
    assert.ok('data' in got && got.data[0] === 2 * expected.data[0]);
  });

  it('speaks of the gradient by w, not of nodes', () => {
    const { diagnosis } = check(problem, (w, x, t) => problemGradient(w, x, t).neg());
    assert.equal(diagnosis?.summary, 'The gradient by w has the wrong sign.');
  });

  it('does not repeat what the function says about secret arguments', () => {
    const shout: Gradient = (w) => {
      throw new Error(`w is ${w}`);
    };
    assert.doesNotMatch(check(problem, shout, true).diagnosis!.summary, /w is/);
  });

  it('has a reference that Ridders’ method agrees with', () => {
    for (const one of [problem, twoGradients])
      for (const { passed, error } of verifyReference(one, new np.random.Generator(1))) assert.ok(passed, String(error)); // prettier-ignore
  });
});

describe('a function beside its gradient', () => {
  it('may not return one array again and again', () => {
    const kept: NDArray[] = [];
    const same: Gradient = (w, x, t) => {
      kept[w.size] ??= np.zeros(w.shape);
      return kept[w.size].assign(problemGradient(w, x, t));
    };
    const { passed, diagnosis } = check(problem, same);
    assert.deepEqual([passed, diagnosis?.code], [false, 'mutates-value']);
  });
});

describe('several gradients', () => {
  const u = (a: NDArray, b: NDArray) => np.sub(1, np.tanh(a).square()).mul(b);
  const v = (a: NDArray) => np.tanh(a);

  it('are a list in the order of the arguments, or an object with their names', () => {
    assert.equal(check(twoGradients, (a, b) => [u(a, b), v(a)]).passed, true);
    assert.equal(check(twoGradients, (a, b) => ({ v: v(a), u: u(a, b) })).passed, true);
  });
  it('earn their own shares where these are declared', () => {
    const shared = { ...twoGradients, shares: { u: 3, v: 1 } };
    const { subscores, earned, passed, diagnosis } = check(shared, (a, b) => [u(a, b).neg(), v(a)]);
    assert.deepEqual([earned, passed, diagnosis?.code], [2.5, false, 'sign']);
    assert.deepEqual(
      subscores.map(({ aspect, earned: got, points }) => [aspect, got, points]),
      [['gradient by u', 0, 7.5], ['gradient by v', 2.5, 2.5]], // prettier-ignore
    );
    assert.equal(check(shared, (a, b) => [u(a, b), v(a)]).earned, 10);
    const changing = check(shared, (a, b) => {
      const right = [u(a, b), v(a)];
      b.imul(0);
      return right;
    });
    assert.deepEqual([changing.earned, changing.diagnosis?.code], [0, 'mutates-input']);
    assert.equal(check(twoGradients, (a, b) => [u(a, b).neg(), v(a)]).earned, 0);
  });
  it('that are exchanged are called so', () => {
    const { diagnosis } = check(twoGradients, (a, b) => [v(a), u(a, b)]);
    assert.equal(diagnosis?.code, 'swapped-gradients');
  });
  it('of which one is missing are called so', () => {
    assert.equal(check(twoGradients, (a, b) => [u(a, b)]).diagnosis?.code, 'not-an-array');
    assert.equal(check(twoGradients, (a, b) => u(a, b)).passed, false);
    assert.equal(
      check(twoGradients, (a, b) => [u(a, b), np.zerosLike(b)]).diagnosis?.code,
      'missing-gradient',
    );
  });
});

function problemGradient(w: NDArray, x: NDArray, t: NDArray): NDArray {
  return np.dot(x.T, residual(w, x, t)).div(t.shape[0]);
}

function differences(w: NDArray, x: NDArray, t: NDArray): NDArray {
  const loss = (at: NDArray) => np.mean(np.square(residual(at, x, t))).item() / 2;
  const g = np.zeros(w.shape);
  for (let i = 0; i < w.size; i++) {
    const [up, down] = [w.copy(), w.copy()];
    up.set(i, w.get(i) + 1e-4);
    down.set(i, w.get(i) - 1e-4);
    g.set(i, (loss(up) - loss(down)) / 2e-4);
  }
  return g;
}
