import assert from 'node:assert/strict';
import { CompNode, type Node, type NDArray, np, ops } from '../../../../lib/index.js';
import {
  checkProblem,
  drive,
  type DiagnosisCode,
  type NodeProblem,
  referenceFromOp,
  type ReportData,
} from '../../../../lib/gradcheck/index.js';

const binary = (name: string, shapes: [string[], string[]], op: typeof ops.mul): NodeProblem => ({
  kind: 'node',
  id: name,
  title: name,
  points: 10,
  className: name,
  sources: [
    { name: 'u', kind: 'node', shape: shapes[0], domain: { kind: 'normal' } },
    { name: 'v', kind: 'node', shape: shapes[1], domain: { kind: 'normal' } },
  ],
  arguments: [
    { kind: 'source', name: 'u' },
    { kind: 'source', name: 'v' },
  ],
  reference: referenceFromOp(op, ['u', 'v']),
  formula: 'the product rule',
});

const mul = binary('Mul', [['B', 'n'], ['B', 'n']], ops.mul); // prettier-ignore
const addRow = binary('AddRow', [['B', 'n'], ['n']], ops.add); // prettier-ignore
const matmul = binary('Matmul', [['B', 'i'], ['i', 'j']], ops.matmul); // prettier-ignore

type Backward = (node: { u: Node; v: Node; grad: NDArray; value: NDArray }) => void;

function check(
  problem: NodeProblem,
  forward: (u: NDArray, v: NDArray) => NDArray,
  backward: Backward,
  secret = false,
): ReportData {
  class Answer extends CompNode {
    constructor(
      public u: Node,
      public v: Node,
    ) {
      super();
    }
    forward() {
      this.value = forward(this.u.value, this.v.value);
    }
    backward() {
      backward(this);
    }
  }
  return drive(checkProblem(problem, new np.random.Generator(7), { secret }), () => Answer).data;
}

const times = (u: NDArray, v: NDArray) => u.mul(v);
const plus = (u: NDArray, v: NDArray) => u.add(v);

describe('the battery on nodes with several inputs', () => {
  it('passes u v with both gradients, also when u and v are one node', () => {
    const report = check(
      mul,
      times,
      ({ u, v, grad }) => (u.addgrad(grad.mul(v.value)), v.addgrad(grad.mul(u.value))),
    );
    assert.equal(report.passed, true);
    assert.equal(report.earned, 10);
  });

  it('passes broadcasting with its adjoint', () => {
    assert.equal(
      check(addRow, plus, ({ u, v, grad }) => (u.addgrad(grad), v.addgrad(grad.sum(0)))).passed,
      true,
    );
  });

  const mistakes: [
    name: string,
    problem: NodeProblem,
    code: DiagnosisCode,
    where: string,
    backward: Backward,
  ][] = [
    [
      'gradients exchanged',
      mul,
      'swapped-gradients',
      'u',
      ({ u, v, grad }) => (u.addgrad(grad.mul(u.value)), v.addgrad(grad.mul(v.value))),
    ],
    [
      'one gradient forgotten',
      mul,
      'missing-gradient',
      'v',
      ({ u, v, grad }) => u.addgrad(grad.mul(v.value)),
    ],
    [
      'factor forgotten',
      mul,
      'missing-local-derivative',
      'v',
      ({ u, v, grad }) => (u.addgrad(grad.mul(v.value)), v.addgrad(grad)),
    ],
    [
      'sign of the second',
      mul,
      'sign',
      'v',
      ({ u, v, grad }) => (u.addgrad(grad.mul(v.value)), v.addgrad(grad.mul(u.value).neg())),
    ],
    [
      'second gradient assigned',
      mul,
      'assigned-not-accumulated',
      'v',
      ({ u, v, grad }) => (u.addgrad(grad.mul(v.value)), (v.grad = grad.mul(u.value))),
    ],
    [
      'broadcasting not undone',
      addRow,
      'not-summed',
      'v',
      ({ u, v, grad }) => (u.addgrad(grad), v.addgrad(grad)),
    ],
    [
      'averaged where a sum is meant',
      addRow,
      'factor-inverse-batch',
      'v',
      ({ u, v, grad }) => (u.addgrad(grad), v.addgrad(grad.mean(0))),
    ],
  ];
  for (const [name, problem, code, where, backward] of mistakes) {
    it(`names ${name}: ${code} in ${where}`, () => {
      const { diagnosis } = check(problem, problem === mul ? times : plus, backward);
      assert.deepEqual(
        [diagnosis?.code, diagnosis?.where, diagnosis?.confirmed],
        [code, where, true],
        diagnosis?.summary,
      );
    });
  }

  it('names a matrix that is not transposed, although the product only fits for square shapes', () => {
    const { diagnosis } = check(
      matmul,
      (u, v) => np.matmul(u, v),
      ({ u, v, grad }) => (u.addgrad(np.matmul(grad, v.value)), v.addgrad(np.matmul(u.value.T, grad))),
    );
    assert.deepEqual([diagnosis?.code, diagnosis?.where], ['transposed', 'u']);
  });
});

describe('a report', () => {
  it('gives points for what holds and a reason for what does not', () => {
    const { subscores, earned } = check(
      mul,
      times,
      ({ u, v, grad }) => (u.addgrad(grad.mul(v.value)), v.addgrad(grad.imul(u.value))),
    );
    assert.deepEqual(subscores.map(({ aspect, passed }) => [aspect, passed]), [['backward', true], ['accumulation', false], ['stability', true]]); // prettier-ignore
    assert.equal(earned, 8);
  });

  it('shows a counterexample with whole numbers, at most two examples and two features', () => {
    const { counterexample } = check(
      mul,
      times,
      ({ u, v, grad }) => (u.addgrad(grad.mul(v.value)), v.addgrad(grad.mul(u.value).neg())),
    );
    assert.ok(counterexample);
    for (const { value } of counterexample.inputs) {
      assert.ok(value.shape.every((length) => length <= 2));
      assert.ok(value.data.every(Number.isInteger));
    }
    const { got, expected } = counterexample;
    assert.ok('data' in got && got.data.every((value, i) => value === -expected.data[i]));
  });

  it('holds no number of a secret draw, whatever student code says', () => {
    const seen: number[] = [];
    const report = check(
      mul,
      times,
      ({ u }) => {
        seen.push(...(u.value.tolist() as number[][]).flat());
        throw new Error(`the inputs are ${JSON.stringify(u.value.tolist())}`);
      },
      true,
    );
    const publicDraw = 5 * 7;
    const text = JSON.stringify(report);
    assert.match(text, /the inputs are/, 'the public draw may be quoted');
    for (const value of seen.slice(publicDraw)) {
      if (!Number.isInteger(value)) assert.ok(!text.includes(String(value)), `${value} leaks`);
    }
  });

  it('is the same for the same seed', () => {
    const backward: Backward = ({ u, v, grad }) => (u.addgrad(grad.mul(v.value)), v.addgrad(grad));
    assert.deepEqual(check(mul, times, backward), check(mul, times, backward));
  });
});
