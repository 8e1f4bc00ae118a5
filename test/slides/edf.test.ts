// SEEDS: "EDF variants side by side"; slides "The Educational Framework (EDF)" of 2018 and 2024.
import assert from 'node:assert/strict';
import { type ArrayLike, type NDArray, einsum, np } from '../../lib/array/index.js';
import * as edf from '../../lib/edf/index.js';
import {
  Affine,
  AffineParams,
  CompNode,
  type Convention,
  EDF2018,
  EDF2024,
  Graph,
  Input,
  LogLoss,
  type Node,
  Parameter,
  Relu,
  Sigmoid,
  Softmax,
} from '../../lib/edf/index.js';
import { close } from './close.js';

/** loss = LogLoss(Softmax(Sigmoid(Affine))) on the example of two. */
function example(convention: Convention) {
  const graph = new Graph({ convention });
  const nodes = graph.run(() => {
    const x = new Input([[1, 2], [3, 4]]); // prettier-ignore
    const y = new Input([0, 1]);
    const Phi = new AffineParams(2, 2, { dtype: 'float64' });
    Phi.w.value = [[0.1, -0.2], [0.3, 0.4]]; // prettier-ignore
    Phi.b.value = [0.05, -0.05];
    const sigmoid = new Sigmoid(new Affine(Phi, x));
    return { Phi, sigmoid, loss: new LogLoss(new Softmax(sigmoid), y) };
  });
  graph.Forward();
  graph.Backward(nodes.loss);
  return { graph, ...nodes };
}

describe('the two conventions', () => {
  it('2018: loss.grad 1/B, addgrad sums, xW + b: the numbers of the original edf.py', () => {
    const { Phi, sigmoid } = example(EDF2018);
    close(Phi.w.grad, [[0.060693, -0.101956], [0.045426, -0.098144]], 5e-7); // prettier-ignore
    close(Phi.b.grad, [-0.015267, 0.003812], 5e-7);
    close(sigmoid.grad.pick(0), [-0.244371, 0.244371], 5e-7);
  });

  it('2024: loss.grad 1, addgrad averages, xW - b', () => {
    const { Phi, sigmoid } = example(EDF2024);
    close(Phi.w.grad, [[0.063082, -0.092666], [0.046552, -0.085997]], 5e-7); // prettier-ignore
    close(Phi.b.grad, [0.016531, -0.006669], 5e-7);
    close(sigmoid.grad.pick(0), [-0.5, 0.5], 5e-7);
  });

  it('agree in parameter gradients to 1e-12 for an equal sign of the bias, and differ in node gradients by exactly B', () => {
    const sum = example(EDF2018);
    const mean = example({ ...EDF2024, affine: 'xW + b' });
    close(mean.Phi.w.grad, sum.Phi.w.grad, 1e-12);
    close(mean.Phi.b.grad, sum.Phi.b.grad, 1e-12);
    assert.deepEqual(mean.sigmoid.grad.tolist(), sum.sigmoid.grad.mul(2).tolist());
  });

  it('mixed, seed 1 + sum: every parameter gradient is exactly B times too large', () => {
    const right = example(EDF2018);
    const mixed = example({ ...EDF2018, lossGrad: '1' });
    assert.deepEqual(mixed.Phi.w.grad.tolist(), right.Phi.w.grad.mul(2).tolist());
    assert.deepEqual(mixed.Phi.b.grad.tolist(), right.Phi.b.grad.mul(2).tolist());
    close(mixed.sigmoid.grad.pick(0), [-0.488741, 0.488741], 1e-6);
  });

  it('mixed, seed 1/B + mean: every parameter gradient is exactly B times too small', () => {
    const right = example(EDF2018);
    const mixed = example({ ...EDF2018, addgrad: 'mean' });
    assert.deepEqual(mixed.Phi.w.grad.tolist(), right.Phi.w.grad.mul(0.5).tolist());
    assert.deepEqual(mixed.Phi.b.grad.tolist(), right.Phi.b.grad.mul(0.5).tolist());
  });

  it('fill loss.grad to the shape of the loss, (B,)', () => {
    assert.deepEqual(example(EDF2018).loss.grad.tolist(), [0.5, 0.5]);
    assert.deepEqual(example(EDF2024).loss.grad.tolist(), [1, 1]);
  });
});

describe('the classes of the slides, typed by a student', () => {
  class MySigmoid extends CompNode {
    constructor(public x: Node) {
      super();
    }
    forward() {
      this.value = np.div(1, np.exp(this.x.value.neg()).add(1));
    }
    backward() {
      this.x.addgrad(this.grad.mul(this.value).mul(np.sub(1, this.value)));
    }
  }
  class MyAffine extends CompNode {
    constructor(
      public Phi: AffineParams,
      public x: Node,
    ) {
      super();
    }
    forward() {
      this.value = np.matmul(this.x.value, this.Phi.w.value).sub(this.Phi.b.value); // y[b,j] = x[b,i] W[i,j] - B[j]
    }
    backward() {
      this.x.addgrad(np.matmul(this.grad, this.Phi.w.value.T));
      this.Phi.b.addgrad(this.grad.neg());
      this.Phi.w.addgrad(einsum('bi,bj->bij', this.x.value, this.grad)); // addgrad sums over b
    }
  }

  it('give the numbers of the library, in a chain of two', () => {
    const run = (A: new (Phi: AffineParams, x: Node) => CompNode, S: new (x: Node) => CompNode) => {
      const graph = new Graph();
      const { first, second, loss } = graph.run(() => {
        const x = new Input(new np.random.Generator(1).normal(0, 1, [5, 4]));
        const first = new AffineParams(4, 3, { seed: 2, dtype: 'float64' });
        const second = new AffineParams(3, 2, { seed: 3, dtype: 'float64' });
        const Q = new Softmax(new S(new A(second, new S(new A(first, x)))));
        return { first, second, loss: new LogLoss(Q, new Input([0, 1, 1, 0, 1])) };
      });
      graph.Forward();
      graph.Backward(loss);
      return [loss.value, first.w.grad, first.b.grad, second.w.grad, second.b.grad];
    };
    const library = run(Affine, Sigmoid);
    run(MyAffine, MySigmoid).forEach((mine, i) => close(mine, library[i], 1e-15));
  });

  it("run with the slides' own Input, Parameter, CompNode and passes, typed in full", () => {
    // Slides 2018, "Nodes of the Computation Graph" and "The Core of EDF"; self -> this.
    const CompNodes: { forward(): void; backward(): void; grad: ArrayLike }[] = [];
    const Parameters: MyParameter[] = [];
    class MyInput {
      value!: NDArray;
      addgrad(_delta: NDArray) {}
    }
    class MyParameter {
      grad: ArrayLike = 0;
      constructor(public value: NDArray) {
        Parameters.push(this);
      }
      addgrad(delta: NDArray) {
        this.grad = np.add(this.grad, np.sum(delta, 0));
      }
    }
    class Square {
      value!: NDArray;
      grad: ArrayLike = 0;
      constructor(
        public p: MyParameter,
        public x: MyInput,
      ) {
        CompNodes.push(this);
      }
      forward() {
        this.value = this.x.value.mul(this.p.value).square();
      }
      backward() {
        this.p.addgrad(this.x.value.square().mul(this.p.value).mul(2).mul(this.grad));
      }
    }
    const x = new MyInput();
    x.value = np.array([1, 2, 3]);
    const p = new MyParameter(np.array(2));
    const loss = new Square(p, x);
    for (const c of CompNodes) c.forward();
    for (const c of [...CompNodes, ...Parameters]) c.grad = 0;
    loss.grad = 1 / 3;
    for (const c of CompNodes.toReversed()) c.backward();
    assert.ok(Math.abs(Number(p.grad) - (4 * (1 + 4 + 9)) / 3) < 1e-14);
  });
});

describe('the core', () => {
  it('is Forward, Backward and SGD: at most 12 lines together, braces included', () => {
    const lines = [edf.Forward, edf.Backward, edf.SGD].map(String).join('\n').split('\n');
    // tsc puts the body of a one-line loop on a line of its own
    const loops = lines.filter((line) => line.trim().startsWith('for ')).length;
    assert.ok(lines.length - loops <= 12, `${lines.length - loops} lines`);
  });

  it('appends nodes and parameters to CompNodes and Parameters in the order in which they are built', () => {
    const graph = new Graph();
    const built = graph.run(() => {
      const Phi = new AffineParams(2, 2);
      const affine = new Affine(Phi, new Input());
      return { Phi, affine, relu: new Relu(affine) };
    });
    assert.deepEqual(graph.Parameters, [built.Phi.w, built.Phi.b]);
    assert.deepEqual(graph.CompNodes, [built.affine, built.relu]);
  });

  it('SGD is one hand step: value - eta grad', () => {
    const { graph, Phi } = example(EDF2024);
    const [w, g] = [Phi.w.value, Phi.w.grad];
    graph.SGD(0.3);
    close(Phi.w.value, w.sub(g.mul(0.3)), 0);
  });

  it('Parameter.SGD does the same for one parameter', () => {
    const p = new Graph().run(() => new Parameter([1, 2]));
    p.grad = [10, 20];
    p.SGD(0.1);
    assert.deepEqual(p.value.tolist(), [0, 0]);
  });
});

describe('procedures', () => {
  function MLP(Phi: readonly AffineParams[], x: Node): Node {
    if (Phi.length === 0) return x;
    return new Sigmoid(new Affine(Phi[0], MLP(Phi.slice(1), x)));
  }

  it('a recursive MLP of 3 layers builds the inner layer first, and Phi[0] is the output layer', () => {
    const graph = new Graph();
    const { Phi, x, out } = graph.run(() => {
      const Phi = [
        new AffineParams(3, 2, { seed: 1 }),
        new AffineParams(4, 3, { seed: 2 }),
        new AffineParams(5, 4, { seed: 3 }),
      ];
      const x = new Input(np.ones([7, 5], { dtype: 'float32' }));
      return { Phi, x, out: MLP(Phi, x) };
    });
    graph.Forward();
    const widths = graph.CompNodes.map((node) => node.value.shape[1]);
    assert.deepEqual(widths, [4, 4, 3, 3, 2, 2]);
    assert.equal(graph.CompNodes.at(-1), out);
    assert.deepEqual(
      graph
        .toString({ x, inner: Phi[2] })
        .split('\n')
        .find((line) => line.includes('inner.w,'))
        ?.slice(0, 33),
      'v1 = Affine(x, inner.w, inner.b) ',
    );
  });
});
