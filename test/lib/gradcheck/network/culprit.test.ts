import assert from 'node:assert/strict';
import { CompNode, type NDArray, type Node, np } from '../../../../lib/index.js';
import {
  checkProblem,
  drive,
  type NetworkProblem,
  type Problem,
  type TrainingProblem,
} from '../../../../lib/gradcheck/index.js';
import { mutants, rewrites } from '../../../../problem-sets/ps1/mutants/index.js';
import { add } from '../../../../problem-sets/nodes/problems.js';
import { ps1 } from '../../../../problem-sets/ps1/problems.js';
import { evaluateCell } from '../../../problem-sets/evaluate-cell.js';

const train = ps1.problems.find((problem): problem is TrainingProblem => problem.kind === 'training')!;
const network = train.network!;
const idOf = new Map(network.nodes.map(({ problem }) => [problem.className, problem.id]));

/** Right classes, with some replaced by wrong answers of problem set 1, given as `problem/mutant`. */
function classesWith(...wrong: string[]): (name: string) => unknown {
  const classes = new Map<string, unknown>();
  for (const [className, id] of idOf) {
    const source =
      mutants.find((mutant) => mutant.problem === id && wrong.includes(`${id}/${mutant.id}`))?.source ??
      rewrites.find(({ problem }) => problem === id)!.source;
    classes.set(className, evaluateCell(source, className));
  }
  return (name) => classes.get(name);
}

const check = (problem: Problem, lookup: (name: string) => unknown) =>
  drive(checkProblem(problem, new np.random.Generator(11)), lookup).data;

describe('a network of right classes', () => {
  it('passes', () => {
    const { passed, diagnosis } = check(network, classesWith());
    assert.deepEqual([passed, diagnosis], [true, null]);
  });
});

describe('a network with one wrong class', () => {
  const wrong = [
    ...['sigmoid/sign', 'sigmoid/passed-through', 'sigmoid/zero', 'sigmoid/twice'],
    ...['tanh/passed-through', 'relu/passed-through', 'affine/weights-negated', 'affine/no-bias-gradient'],
    ...['affine/w-not-transposed', 'affine/forward-plus', 'softmax/diagonal', 'softmax/over-batch'],
    ...['logloss/sign', 'logloss/squared'],
  ];
  for (const name of wrong) {
    const [id, mutantId] = name.split('/');
    const mutant = mutants.find((one) => one.problem === id && one.id === mutantId);
    it(`names ${id} when it is wrong as in ${mutantId}, and what is wrong with it`, () => {
      assert.ok(mutant, 'a mutant of problem set 1');
      const { passed, earned, diagnosis } = check(network, classesWith(name));
      assert.deepEqual([passed, earned], [false, 0]);
      assert.equal(idOf.get(diagnosis?.culprit ?? ''), id, diagnosis?.summary);
      assert.equal(diagnosis?.code, mutant.code);
    });
  }
});

describe('the parts of a network', () => {
  const worth = { ...network, points: 10 };
  const parts = (problem: Problem, ...wrong: string[]) =>
    check(problem, classesWith(...wrong)).subscores.map(({ aspect, earned }) => [aspect, earned]);

  it('are gradients, and gradients with new data and in the other convention, as forward is given', () => {
    assert.deepEqual(parts(worth), [['backward', 7], ['accumulation', 3]]); // prettier-ignore
    assert.deepEqual(parts(worth, 'sigmoid/sign'), [['backward', 0], ['accumulation', 0]]); // prettier-ignore
  });
  it('are what is declared', () => {
    const shared = { ...worth, shares: { forward: 5, backward: 5, accumulation: 0 } };
    assert.deepEqual(parts(shared, 'sigmoid/sign'), [['forward', 5], ['backward', 0]]); // prettier-ignore
    assert.deepEqual(parts(shared, 'affine/forward-plus'), [['forward', 0], ['backward', 0]]); // prettier-ignore
    const { subscores } = check(shared, classesWith('affine/forward-plus'));
    assert.equal(subscores[1].reason, 'counts once forward is right');
  });
});

describe('a network with two wrong classes', () => {
  it('names one of them', () => {
    const { diagnosis } = check(network, classesWith('sigmoid/sign', 'affine/weights-negated'));
    assert.ok(['Sigmoid', 'Affine'].includes(diagnosis?.culprit ?? ''), diagnosis?.summary);
    assert.match(diagnosis!.summary, /is one of the culprits/);
  });
});

describe('a network whose classes are right one by one', () => {
  it('names the class that overwrites what another has added', () => {
    const residual: NetworkProblem = {
      kind: 'network',
      id: 'residual',
      title: 'A residual connection',
      points: 5,
      sources: [{ name: 'x', kind: 'node', shape: ['B', 'n'], domain: { kind: 'normal' } }],
      nodes: [
        { name: 'a', problem: idProblem('Tanh'), slots: { x: 'x' } },
        { name: 'sum', problem: add, slots: { u: 'a', v: 'x' } },
      ],
    };
    class Add extends CompNode {
      constructor(
        public u: Node,
        public v: Node,
      ) {
        super();
      }
      forward() {
        this.value = this.u.value.add(this.v.value);
      }
      backward() {
        this.u.addgrad(this.grad);
        this.v.addgrad(this.grad);
      }
    }
    class Tanh extends CompNode {
      constructor(public x: Node) {
        super();
      }
      forward() {
        this.value = np.tanh(this.x.value);
      }
      backward() {
        this.x.grad = this.grad.mul(np.sub(1, this.value.square()));
      }
    }
    const { diagnosis } = check(residual, (name) => ({ Add, Tanh })[name]);
    assert.deepEqual([diagnosis?.culprit, diagnosis?.code], ['Tanh', 'assigned-not-accumulated']);
  });
});

describe('training that does not reach its error', () => {
  const problem: TrainingProblem = {
    ...train,
    draw: () => {
      const images = np.zeros([4, 2]);
      const labels = np.array([0, 1, 0, 1], { dtype: 'int32' });
      return { images, labels, testImages: images, testLabels: labels };
    },
  };
  const guess = (_: NDArray, __: NDArray, images: NDArray) => np.full([images.shape[0]], 5);

  it('names the class that is wrong', () => {
    const classes = classesWith('tanh/passed-through');
    const { diagnosis } = check(problem, (name) => (name === 'train' ? guess : classes(name)));
    assert.deepEqual([diagnosis?.code, diagnosis?.culprit], ['error-too-high', 'Tanh']);
    assert.match(diagnosis!.summary, /100.0 %.*The culprit is Tanh: x.grad is the upstream gradient/);
  });
  it('may give points for the gradients of its network', () => {
    const shared: Problem = { ...problem, points: 10, shares: { error: 6, gradients: 4 } };
    const partsWith = (...wrong: string[]) => {
      const classes = classesWith(...wrong);
      const { subscores } = check(shared, (name) => (name === 'train' ? guess : classes(name)));
      return subscores.map(({ aspect, earned }) => [aspect, earned]);
    };
    assert.deepEqual(partsWith(), [['error', 0], ['gradients', 4]]); // prettier-ignore
    assert.deepEqual(partsWith('tanh/passed-through'), [['error', 0], ['gradients', 0]]); // prettier-ignore
  });
  it('blames nobody when the classes are right, or are the library’s', () => {
    const right = classesWith();
    for (const classes of [right, () => undefined]) {
      const { diagnosis } = check(problem, (name) => (name === 'train' ? guess : classes(name)));
      assert.deepEqual([diagnosis?.code, diagnosis?.culprit], ['error-too-high', undefined]);
    }
  });
});

function idProblem(className: string) {
  return network.nodes.find(({ problem }) => problem.className === className)!.problem;
}
