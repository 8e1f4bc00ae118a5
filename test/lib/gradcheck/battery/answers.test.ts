// Values and choices: partial credit, what a check without the solution may say, answers that try to be more than data.
import assert from 'node:assert/strict';
import { np } from '../../../../lib/index.js';
import {
  checkProblem,
  checkSolution,
  type ChoiceProblem,
  defineProblemSet,
  drive,
  type Given,
  type Problem,
  readOutcome,
  type ValuesProblem,
} from '../../../../lib/gradcheck/index.js';

const values: ValuesProblem = {
  kind: 'values',
  id: 'v',
  title: 'v',
  points: 10,
  reference: () => ({ w: np.array([[1, 2], [3, 5]]), loss: 0.5, name: 'relu' }), // prettier-ignore
  shares: { w: 3, loss: 1, name: 1 },
};
const one: ChoiceProblem = {
  kind: 'choice',
  id: 'c',
  title: 'c',
  points: 4,
  name: 'chosen',
  asks: { kind: 'one', options: ['a', 'b', 'c'] },
};
const several: ChoiceProblem = { ...one, asks: { kind: 'several', options: ['a', 'b', 'c', 'd', 'e'] } };
const number: ChoiceProblem = { ...one, asks: { kind: 'number' } };

const text = (...texts: string[]): Given => ({ shape: [texts.length], texts });
const check = (problem: Problem, cells: Record<string, unknown>, solution?: Given) =>
  drive(checkProblem(problem, new np.random.Generator(1), { solution }), (name) => cells[name]).data;

describe('values', () => {
  const w = np.array([[1, 2], [3, 5]]); // prettier-ignore

  it('earn their own shares, each with a reason', () => {
    const { earned, passed, subscores } = check(values, { w, loss: 0.25, name: 'relu' });
    assert.deepEqual([earned, passed], [8, false]);
    assert.deepEqual(
      subscores.map(({ aspect, points, earned: got, reason }) => [aspect, points, got, reason]),
      [
        ['w', 6, 6, 'right'],
        ['loss', 2, 0, 'loss is 0.5 times what it should be.'],
        ['name', 2, 2, 'right'],
      ],
    );
  });
  it('in float32 are right, with a remark', () => {
    const tenth = { ...values, reference: () => ({ w: np.array([0.1, 0.2]) }), shares: {} };
    const { passed, earned, diagnosis } = check(tenth, { w: np.array([0.1, 0.2], { dtype: 'float32' }) });
    assert.deepEqual([passed, earned, diagnosis?.code], [true, 10, 'low-precision']);
  });
  it('that are NaN are refused, whatever the tolerance', () => {
    const loose = { ...values, tolerance: 1e9 };
    const { diagnosis, earned } = check(loose, { w: np.full([2, 2], NaN), loss: NaN, name: 'relu' });
    assert.deepEqual([diagnosis?.code, earned], ['not-finite', 2]);
  });
  it('are compared with the tolerance declared', () => {
    assert.equal(check({ ...values, tolerance: 0.01 }, { w, loss: 0.501, name: 'relu' }).passed, true);
    assert.equal(check(values, { w, loss: 0.501, name: 'relu' }).passed, false);
  });
  it('tell a text in other capitals', () => {
    assert.match(check(values, { w, loss: 0.5, name: 'ReLU ' }).diagnosis!.hint, /capitals or in blanks/);
  });
});

describe('a choice', () => {
  it('of several earns the right ones less the wrong ones; all of them and none of them earn nothing', () => {
    const right = text('a', 'b');
    const earned = (...chosen: string[]) => check(several, { chosen }, right).earned;
    assert.deepEqual([earned('b', 'a'), earned('a'), earned('a', 'c')], [4, 2, 4 / 2 - 4 / 3]);
    assert.deepEqual([earned('a', 'b', 'c', 'd', 'e'), earned(), earned('c')], [0, 0, 0]);
    const strict: ChoiceProblem = { ...several, asks: { ...several.asks, kind: 'several', options: ['a', 'b', 'c'], partial: false } }; // prettier-ignore
    assert.equal(check(strict, { chosen: ['a'] }, right).earned, 0);
  });
  it('of a number is right to three digits, unless declared otherwise', () => {
    const solution: Given = { dtype: 'float64', shape: [], data: Float64Array.of(0.6667) };
    assert.equal(check(number, { chosen: 2 / 3 }, solution).passed, true);
    assert.equal(check(number, { chosen: 0.67 }, solution).passed, false);
    assert.equal(check(number, { chosen: NaN }, solution).earned, 0);
  });
  it('is not judged without the solution: the check says that it is there, and nothing that differs by what it is', () => {
    const reports = ['a', 'b', 'c'].map((chosen) => check(one, { chosen }));
    for (const report of reports) {
      assert.deepEqual(report, reports[0]);
      assert.deepEqual([report.passed, report.pending, report.earned], [false, true, 0]);
      assert.match(report.subscores[0].reason, /^answered/);
    }
  });
  it('without the solution still tells an answer that is none', () => {
    assert.equal(check(one, { chosen: 'd' }).diagnosis?.code, 'no-such-option');
    assert.equal(check(one, {}).diagnosis?.code, 'missing');
    assert.match(check(several, { chosen: 'a' }).diagnosis!.hint, /\['a'\], with square brackets/);
  });
  it('refuses an instructor’s answer that is none, without saying which it was', () => {
    const shape: number[] = [];
    assert.throws(
      () => checkSolution(one, { shape, texts: ['x'] }),
      /problem c: the solution .* none of the options/,
    );
    assert.doesNotThrow(() => checkSolution(one, { shape, texts: ['b'] }));
  });
});

describe('an answer that is more than data', () => {
  const solution: Given = { shape: [], texts: ['b'] };
  /** Says b the second time it is asked. */
  const fickle = () => {
    let asked = 0;
    return new Proxy(['b'], {
      get: (target, key) => (key === '0' && asked++ === 0 ? 'a' : Reflect.get(target, key)),
    });
  };

  const hostile: [name: string, chosen: unknown][] = [
    ['a String object', Object('b')],
    ['an object that becomes the text', { toString: () => 'b', valueOf: () => 'b' }],
    ['a Proxy of an object', new Proxy({}, { get: () => 'b', has: () => true })],
    ['a list where one answer is asked for', ['b']],
    ['a function', () => 'b'],
    ['an object of the reader’s own form', { shape: [], texts: ['b'] }],
    ['a getter that throws', Object.defineProperty([], '0', { get: () => { throw new Error('no'); }, enumerable: true })], // prettier-ignore
  ];
  for (const [name, chosen] of hostile) {
    it(`earns nothing: ${name}`, () => assert.equal(check(one, { chosen }, solution).earned, 0));
  }
  it('is read once: a list that changes its mind is judged by what it said first', () => {
    assert.equal(check(several, { chosen: fickle() }, text('b')).earned, 0);
  });
  it('is refused by the grader where it is not what a values trial calls for', () => {
    const trial = { kind: 'values', names: ['chosen'] } as const;
    const outcome = (given: unknown) => readOutcome({ passes: [], results: [], failure: null, given }, { ...trial, names: ['chosen'] }); // prettier-ignore
    assert.equal(outcome([{ shape: [], texts: ['b'] }]).failure, null);
    for (const forged of [
      undefined,
      [],
      [{ shape: [2], texts: ['b'] }],
      [{ shape: [], texts: [1] }],
      [{ instead: 'b' }],
    ])
      assert.equal(outcome(forged).failure?.name, 'MalformedOutcome');
  });
});

describe('a declaration of values or a choice', () => {
  const refused: [name: string, problem: Problem, message: RegExp][] = [
    ['without values', { ...values, reference: () => ({}), shares: {} }, /there are no values/],
    [
      'with NaN in it',
      { ...values, reference: () => ({ w: NaN }), shares: {} },
      /w should be finite numbers/,
    ],
    [
      'with a share of nothing',
      { ...values, shares: { b: 1 } },
      /there is no part b; there are w, loss, name/,
    ],
    ['with shares of 0 only', { ...values, shares: { w: 0, loss: 0, name: 0 } }, /all are 0/],
    ['with a mistake in nothing', { ...values, mistakes: { b: [] } }, /there is no value b/],
    ['with one option', { ...one, asks: { kind: 'one', options: ['a'] } }, /got 1, expected two at least/],
    ['with an option twice', { ...one, asks: { kind: 'one', options: ['a', 'a'] } }, /one stands twice/],
    ['with a name that is none', { ...one, name: 'my answer' }, /no name that a cell can define/],
    ['with a tolerance of 1', { ...one, asks: { kind: 'number', tolerance: 1 } }, /0 <= tolerance < 1/],
  ];
  for (const [name, problem, message] of refused) {
    it(`is refused ${name}`, () => {
      const set = { id: 's', title: 's', withheld: [], problems: [problem] };
      assert.throws(() => defineProblemSet(set), { name: 'TypeError', message });
    });
  }
});
