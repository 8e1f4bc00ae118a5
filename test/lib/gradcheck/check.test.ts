import assert from 'node:assert/strict';
import { CompNode, type Node, type NDArray, np } from '../../../lib/index.js';
import {
  checkProblem,
  createCheck,
  defineProblemSet,
  drive,
  type NodeProblem,
  type Problem,
  findProblem,
  type ProblemSet,
} from '../../../lib/gradcheck/index.js';
import { ps1 } from '../../../problem-sets/ps1/problems.js';

const relu = findProblem(ps1, 'relu') as NodeProblem;

const mean: Problem = {
  kind: 'function',
  id: 'mean',
  title: 'mean',
  points: 5,
  functionName: 'mean',
  draw: (random, size) => [np.array(Array.from({ length: size }, () => random.normal()))],
  reference: (x) => (x as NDArray).mean().item(),
};

const train: Problem = {
  kind: 'training',
  id: 'train',
  title: 'train',
  points: 10,
  functionName: 'train',
  error: 0.1,
  noCredit: 0.5,
  draw: (random) => {
    const part = (count: number) => {
      const labels = Array.from({ length: count }, () => random.integers(0, 2));
      return {
        images: np.array(labels.map((label) => [label, random.uniform()])),
        labels: np.array(labels, { dtype: 'int32' }),
      };
    };
    const test = part(20);
    return { ...part(10), testImages: test.images, testLabels: test.labels };
  },
};

const essay: Problem = { kind: 'written', id: 'essay', title: 'Why?', points: 3 };
const set: ProblemSet = defineProblemSet({
  id: 'demo',
  title: 'Demo',
  problems: [relu, mean, train, essay],
  withheld: [],
});
const check = createCheck(set);

class Relu extends CompNode {
  constructor(public x: Node) {
    super();
  }
  forward() {
    this.value = np.maximum(this.x.value, 0);
  }
  backward() {
    this.x.addgrad(this.grad.mul(this.x.value.gt(0)));
  }
}

const key = Symbol.for('edflab.notebook');
const globals = globalThis as Record<symbol, unknown>;

/** Pretends that cells have defined these names. */
function withCells<T>(cells: Record<string, unknown>, body: () => T): T {
  const before = globals[key];
  globals[key] = { get: (name: string) => cells[name], has: (name: string) => Object.hasOwn(cells, name) };
  try {
    return body();
  } finally {
    globals[key] = before;
  }
}

describe('check', () => {
  it('finds the class among those that cells have defined', () => {
    assert.equal(withCells({ Relu }, () => check('relu')).passed, true);
  });
  it('takes the class itself', () => {
    assert.equal(check('relu', Relu).passed, true);
  });
  it('says which cell to run when the class is missing', () => {
    const { diagnosis } = withCells({}, () => check('relu')).data;
    assert.equal(diagnosis?.code, 'missing');
    assert.match(diagnosis.summary, /no class Relu yet/);
    assert.match(diagnosis.hint, /Run the cell that defines class Relu/);
  });
  it('lists the problems when the id is unknown', () => {
    assert.throws(() => check('cube'), {
      name: 'RangeError',
      message: /no problem 'cube'; its problems are relu, mean, train, essay/,
    });
  });
  it('shows all problems as a table when no id is given', () => {
    const table = withCells({ Relu }, () => check());
    assert.deepEqual(table.reports.map(({ data }) => [data.id, data.passed, data.pending]), [['relu', true, false], ['mean', false, false], ['train', false, false], ['essay', false, true]]); // prettier-ignore
    assert.match(table.toString(), /10 of 28 points/);
  });

  it('compares a function with its reference', () => {
    assert.equal(check('mean', (x: NDArray) => x.mean()).passed, true);
    assert.equal(check('mean', (x: NDArray) => x.sum()).data.diagnosis?.code, 'factor-size');
    assert.equal(check('mean', async () => 1).data.diagnosis?.code, 'returned-promise');
    assert.equal(check('mean', (x: NDArray) => x).data.diagnosis?.code, 'not-summed');
  });

  it('scores training by the error on images whose labels the student never sees', () => {
    const right = (_: NDArray, __: NDArray, images: NDArray) => images.slice(null, 0);
    assert.equal(check('train', right).data.earned, 10);
    const guess = check('train', (_: NDArray, __: NDArray, images: NDArray) =>
      np.zeros([images.shape[0]]),
    ).data;
    assert.equal(guess.diagnosis?.code, 'error-too-high');
    assert.ok(guess.earned < 5);
    const nan = check('train', (_: NDArray, __: NDArray, images: NDArray) =>
      np.full([images.shape[0]], NaN),
    ).data;
    assert.equal(nan.earned, 0);
    assert.equal(check('train', () => np.zeros([3])).data.diagnosis?.code, 'wrong-shape');
  });

  it('renders as HTML in which nothing of the student’s is markup', () => {
    class Evil extends Relu {
      override backward() {
        throw new Error('<img src=x onerror=alert(1)>');
      }
    }
    const bundle = check('relu', Evil)[Symbol.for('Jupyter.display') as never] as () => Record<
      string,
      string
    >;
    const html = bundle.call(check('relu', Evil))['text/html'];
    assert.match(html, /&lt;img src=x/);
    assert.doesNotMatch(html, /<img/);
  });
});

describe('defineProblemSet', () => {
  const wrong: [name: string, problem: Problem, message: RegExp][] = [
    ['an id with a space', { ...relu, id: 'a b' }, /problem a b: id may hold/],
    ['negative points', { ...relu, points: -1 }, /points: got -1/],
    [
      'an argument without a source',
      { ...relu, arguments: [{ kind: 'source', name: 'z' }] },
      /there is no source z; the sources are x/,
    ],
    [
      'a source that nothing uses',
      { ...relu, sources: [...relu.sources, { ...relu.sources[0], name: 'z' }] },
      /no argument uses z/,
    ],
    [
      'labels of an unknown dimension',
      { ...relu, sources: [{ ...relu.sources[0], domain: { kind: 'labels', classes: 'K' } }] },
      /dimension K/,
    ],
    [
      'a reference of another shape',
      { ...relu, reference: { ...relu.reference, backward: () => ({ x: np.zeros([1]) }) } },
      /reference: the gradient of x has shape \(1,\)/,
    ],
    ['an error above 1', { ...train, error: 2 } as Problem, /0 <= error <= noCredit <= 1/],
  ];
  for (const [name, problem, message] of wrong) {
    it(`refuses ${name}`, () => {
      assert.throws(() => defineProblemSet({ ...set, problems: [problem] }), { name: 'TypeError', message });
    });
  }
  it('refuses two problems with one id', () => {
    assert.throws(
      () => defineProblemSet({ ...set, problems: [essay, essay] }),
      /another problem has this id/,
    );
  });
});

describe('a check with secret draws', () => {
  const secretly = (problem: Problem, answer: unknown) =>
    drive(checkProblem(problem, new np.random.Generator(5), { secret: true }), () => answer).data.diagnosis;

  it('knows an answer that is not written yet', () => {
    const train = () => {
      throw new Error('train is not implemented yet');
    };
    assert.equal(secretly(set.problems[2], train)?.code, 'not-implemented');
  });
  it('does not repeat what a function says about its arguments', () => {
    const diagnosis = secretly(mean, (x: NDArray) => {
      throw new TypeError(`x is ${x}`);
    });
    assert.equal(diagnosis?.code, 'throws');
    assert.doesNotMatch(diagnosis.summary, /array/);
  });
});
