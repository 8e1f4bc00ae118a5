// Functions: what is wrong with their results, what they do beside, and what they do with extreme arguments.
import assert from 'node:assert/strict';
import { type NDArray, np } from '../../../../lib/index.js';
import {
  checkProblem,
  defineProblemSet,
  type DiagnosisCode,
  drive,
  type FunctionProblem,
  normalArray,
} from '../../../../lib/gradcheck/index.js';

type Answer = (...args: NDArray[]) => unknown;
const check = (problem: FunctionProblem, answer: Answer) =>
  drive(checkProblem(problem, new np.random.Generator(3)), () => answer).data;

describe('a function that is wrong', () => {
  const mean: FunctionProblem = {
    kind: 'function',
    id: 'mean',
    title: 'mean',
    points: 5,
    functionName: 'mean',
    draw: (random, size) => [np.array(Array.from({ length: size + 1 }, () => random.normal()))],
    reference: (x) => (x as NDArray).mean().item(),
  };

  it('is shown a small call from public numbers', () => {
    const { counterexample } = check(mean, (x) => x.sum());
    assert.ok(counterexample && 'data' in counterexample.got);
    assert.equal(counterexample.inputs[0].name, 'argument 1');
    assert.equal(counterexample.inputs[0].value.data.length, 2);
    assert.ok(Math.abs(counterexample.got.data[0] - 2 * counterexample.expected.data[0]) < 1e-15);
  });
  it('is shown the instructor’s own examples first', () => {
    const declared = { ...mean, argumentNames: ['x'], examples: [[np.array([1, 3])]] };
    const { counterexample } = check(declared, (x) => x.sum());
    assert.deepEqual([...counterexample!.inputs[0].value.data, ...counterexample!.expected.data], [1, 3, 2]);
    assert.equal(counterexample!.inputs[0].name, 'x');
  });
});

/** The softmax of every row, as a closed form in float64. */
const softmax: FunctionProblem = {
  kind: 'function',
  id: 'softmax',
  title: 'softmax',
  points: 10,
  functionName: 'softmax',
  argumentNames: ['s'],
  draw: (random, size) => [normalArray(random, [size + 1, size + 2])],
  reference: (s) => rows(s as NDArray),
  extremes: [[np.array([[1000, 0, -1000]])], [np.array([[-800, -800]])]],
};

function rows(s: NDArray): NDArray {
  const e = np.exp(s.sub(s.max(-1, { keepdims: true })));
  return e.div(e.sum(-1, { keepdims: true }));
}

describe('what a function returns', () => {
  const wrong: [what: string, code: DiagnosisCode, summary: RegExp, answer: Answer][] = [
    ['a sum for a mean', 'factor-size', /factor s\.shape\[1\]/, (s) => rows(s).mul(s.shape[1])],
    ['twice of it', 'factor-constant', /2 times/, (s) => rows(s).mul(2)],
    ['its negative', 'sign', /wrong sign/, (s) => rows(s).neg()],
    ['one more than it', 'extra-term', /1 too large/, (s) => rows(s).add(1)],
    ['its transpose', 'transposed', /transposed/, (s) => rows(s).T],
    ['a sum over an axis too many', 'wrong-shape', /shape/, (s) => rows(s).sum(0)],
    ['zeros', 'zero', /zero/, (s) => s.mul(0)],
    ['nothing', 'wrong-type', /returns nothing/, () => undefined],
    ['NaN', 'not-finite', /NaN/, (s) => s.mul(NaN)],
    ['float32', 'low-precision', /digits/, (s) => rows(s.astype('float32'))],
    ['something else', 'wrong-value', /wrong/, (s) => np.exp(s)],
    ['half of it for three rows', 'wrong-for-some', /s\.shape\[0\] is 3/, (s) => rows(s).div(s.shape[0] === 3 ? 2 : 1)], // prettier-ignore
  ];
  for (const [what, code, summary, answer] of wrong)
    it(`is called so where it is ${what}`, () => {
      const { diagnosis, passed, earned } = check(softmax, answer);
      assert.deepEqual([diagnosis?.code, passed, earned], [code, false, 0], diagnosis?.summary);
      assert.match(diagnosis!.summary, summary);
    });
});

describe('the parts of a function', () => {
  const unstable: Answer = (s) => np.exp(s).div(np.exp(s).sum(-1, { keepdims: true }));
  const parts = (problem: FunctionProblem, answer: Answer) =>
    check(problem, answer).subscores.map(({ aspect, earned }) => [aspect, earned]);

  it('are its results, what it does beside, and extreme arguments', () => {
    assert.deepEqual(parts(softmax, rows), [['forward', 8], ['care', 1], ['stability', 1]]); // prettier-ignore
    assert.deepEqual(parts(softmax, unstable), [['forward', 8], ['care', 1], ['stability', 0]]); // prettier-ignore
    assert.deepEqual(parts(softmax, () => 1), [['forward', 0], ['care', 0], ['stability', 0]]); // prettier-ignore
    const { diagnosis, counterexample, subscores } = check(softmax, unstable);
    assert.equal(diagnosis?.code, 'forward-unstable');
    assert.deepEqual([...counterexample!.inputs[0].value.data], [1000, 0, -1000]);
    for (const { reason } of subscores) assert.notEqual(reason, '');
  });
  it('are what is declared', () => {
    const shared = { ...softmax, shares: { forward: 5, care: 0, stability: 5 } };
    assert.deepEqual(parts(shared, unstable), [['forward', 5], ['stability', 0]]); // prettier-ignore
    assert.throws(
      () => defineProblemSet({ id: 'set', title: 'set', problems: [{ ...softmax, shares: { speed: 1 } as never }], withheld: [] }), // prettier-ignore
      /speed/,
    );
    assert.throws(
      () => defineProblemSet({ id: 'set', title: 'set', problems: [{ ...softmax, extremes: [[np.array([[NaN]])]] }], withheld: [] }), // prettier-ignore
      /extremes: the reference is not finite/,
    );
  });
  it('cost what is done to arguments, to a second call, and to earlier results', () => {
    let calls = 0;
    const kept = new Map<string, NDArray>();
    const beside: [DiagnosisCode, Answer][] = [
      ['mutates-input', (s) => rows(s.isub(s.max(-1, { keepdims: true })))],
      ['state-in-backward', (s) => rows(s).add(calls++ > 6 ? 1e-3 : 0)],
      ['mutates-value', (s) => {
        const key = s.shape.join();
        if (!kept.has(key)) kept.set(key, np.zeros(s.shape));
        return kept.get(key)!.assign(rows(s));
      }], // prettier-ignore
    ];
    const ordinary = { ...softmax, extremes: undefined };
    for (const [code, answer] of beside) {
      calls = 0;
      const { diagnosis, earned, passed } = check(ordinary, answer);
      assert.equal(diagnosis?.code, code);
      assert.equal(passed, false);
      assert.ok(Math.abs(earned - (10 * 8) / 9) < 1e-9);
    }
  });
});
