// SEEDS: "Networks and backprop", "Code fragments"; slides "Computation Graphs and Backpropagation" (2018).
import assert from 'node:assert/strict';
import { type NDArray, einsum, einsumGradient, np } from '../../lib/array/index.js';
import {
  Affine,
  AffineParams,
  Backward,
  CompNode,
  EDF2018,
  Graph,
  Input,
  LogLoss,
  type Node,
  OpNode,
  Sigmoid,
  Softmax,
  backwardSteps,
} from '../../lib/edf/index.js';
import * as ops from '../../lib/ops/index.js';
import { riddersVjp } from '../lib/ops/numeric.js';
import { close } from './close.js';

/** A variable of the slides: a node that keeps the gradient that reaches it. */
class Variable extends CompNode {
  constructor(public x: Node) {
    super();
  }
  forward() {
    this.value = this.x.value;
  }
  backward() {
    this.x.addgrad(this.grad);
  }
}
const variable = (value: number | number[] | number[][]) =>
  new Variable(new Input([value].flat(0) as number[]));
const op = (one: ops.Op, ...args: Node[]) => new OpNode(one, args);

class Sine extends CompNode {
  constructor(public z: Node) {
    super();
  }
  forward() {
    this.value = np.sin(this.z.value);
  }
  backward() {
    this.z.addgrad(this.grad.mul(np.cos(this.z.value)));
  }
}

describe('l = sqrt(x^2 + y^2)', () => {
  it('at x = 3, y = 4: l = 5, r.grad = .1, u.grad = w.grad = .1, x.grad = .6, y.grad = .8', () => {
    const graph = new Graph();
    const { x, y, u, w, r, l } = graph.run(() => {
      const [x, y] = [variable(3), variable(4)];
      const [u, w] = [op(ops.square, x), op(ops.square, y)];
      const r = op(ops.add, u, w);
      return { x, y, u, w, r, l: op(ops.sqrt, r) };
    });
    graph.Forward();
    graph.Backward(l);
    close(l.value, [5], 0);
    close(
      [r, u, w, x, y].map((node) => node.grad.get(0)),
      [0.1, 0.1, 0.1, 0.6, 0.8],
      1e-15,
    );
    assert.deepEqual(
      graph
        .toString({ x, y, u, w, r, l })
        .split('\n')
        .map((line) => line.split('  ')[0]),
      [
        'x1 = Input',
        'x = Variable(x1)',
        'x2 = Input',
        'y = Variable(x2)',
        'u = OpNode(x)',
        'w = OpNode(y)',
        'r = OpNode(u, w)',
        'l = OpNode(r)',
        'kept for the backward pass: 0.0 kB in 3 arrays', // prettier-ignore
      ],
    );
  });
});

/** y = f(x), z = g(y, x), u = h(z) with f = x^2, g = xy, h = sin. */
function fanOut() {
  const graph = new Graph();
  const nodes = graph.run(() => {
    const x = variable(2);
    const y = op(ops.square, x);
    const z = op(ops.mul, x, y);
    return { x, y, z, u: new Sine(z) };
  });
  graph.Forward();
  return { graph, ...nodes };
}

describe('y = f(x), z = g(y, x), u = h(z)', () => {
  it('with f = x^2, g = xy, h = sin at x = 2: z.grad = -.1455, y.grad = -.2910, x.grad = -1.7460 = 3x^2 cos x^3', () => {
    const { graph, x, y, z, u } = fanOut();
    graph.Backward(u);
    close(
      [z, y, x].map((node) => node.grad.get(0)),
      [-0.1455, -0.291, -1.746],
      5e-5,
    );
    close(x.grad, [12 * Math.cos(8)], 1e-14);
  });

  it('gives the same when Backward is called twice', () => {
    const { graph, x, u } = fanOut();
    graph.Backward(u);
    const once = x.grad;
    graph.Backward(u);
    assert.deepEqual(x.grad.tolist(), once.tolist());
  });

  it('keeps the loop invariant: at every pause, .grad of what is unprocessed is the derivative through what has been processed', () => {
    const { graph, x, y, z, u } = fanOut();
    // the loss as a function of the variables not yet processed, all others written out
    const processed = new Map<CompNode, () => [CompNode, (v: number) => number][]>([
      [u, () => [[z, (v) => Math.sin(v)]]],
      [z, () => [[y, (v) => Math.sin(2 * v)], [x, (v) => Math.sin(v * 4)]]], // prettier-ignore
      [y, () => [[x, (v) => Math.sin(v * v * v)]]], // prettier-ignore
    ]);
    for (const node of backwardSteps(u, graph)) {
      for (const [variable, loss] of processed.get(node)?.() ?? []) {
        const at = variable.value.get(0);
        const slope = (loss(at + 1e-6) - loss(at - 1e-6)) / 2e-6;
        assert.ok(Math.abs(variable.grad.get(0) - slope) < 1e-8);
      }
    }
  });

  it('adds the gradients of two losses', () => {
    const graph = new Graph();
    const { x, both, first, second } = graph.run(() => {
      const x = variable(2);
      const [first, second] = [op(ops.square, x), op(ops.exp, x)];
      return { x, first, second, both: op(ops.add, first, second) };
    });
    graph.Forward();
    const by = (loss: CompNode): number => (Backward(loss, graph), x.grad.get(0));
    assert.equal(by(both), by(first) + by(second));
  });
});

describe('the tensor case', () => {
  it('x.grad has the shape of x, for every op of the registry with arguments of several shapes', () => {
    for (const shapes of [
      [[3, 4], [4]],
      [
        [2, 1, 4],
        [3, 1],
      ],
      [
        [5, 1],
        [1, 6],
      ],
    ]) {
      // prettier-ignore
      const args = shapes.map((shape) => np.random.uniform(0.5, 1.5, shape));
      for (const one of [ops.add, ops.sub, ops.mul, ops.div, ops.maximum, ops.minimum]) {
        const value = one.forward(args, {});
        const gradients = one.vjp(np.onesLike(value), { args, value, attributes: {} });
        gradients.forEach((gradient, i) => assert.deepEqual(gradient!.shape, args[i].shape));
      }
    }
  });

  it("einsum('bi,ij->bj') has the gradients 'bj,ij->bi' and 'bi,bj->ij', by swapping indices", () => {
    assert.equal(einsumGradient('bi,ij->bj', 0), 'bj,ij->bi');
    assert.equal(einsumGradient('bi,ij->bj', 1), 'bi,bj->ij');
  });
});

describe('matrix derivatives of y = xW', () => {
  const random = new np.random.Generator(3);
  const [x, w, g] = [
    random.normal(0, 1, [64, 30]),
    random.normal(0, 1, [30, 8]),
    random.normal(0, 1, [64, 8]),
  ];

  it('X^T g is the sum over the batch of the outer products, in float32 to 7.6e-6', () => {
    const [x32, g32] = [x.astype('float32'), g.astype('float32')];
    const outer = x32.expandDims(2).mul(g32.expandDims(1)).sum(0);
    close(np.matmul(x32.T, g32), outer, 7.6e-6);
    close(einsum('bi,bj->bij', x32, g32).sum(0), outer, 7.6e-6);
  });

  it('by X is g W^T, by W is X^T g', () => {
    const f = ([x, w]: NDArray[]) => np.matmul(x, w);
    close(np.matmul(g, w.T), riddersVjp(f, [x, w], 0, g), 1e-10);
    close(np.matmul(x.T, g), riddersVjp(f, [x, w], 1, g), 1e-10);
  });
});

describe('a 6-4-1 logistic network', () => {
  it("has deltas f' (W delta) that agree with finite differences to 2.4e-10", () => {
    const random = new np.random.Generator(641);
    const graph = new Graph({ convention: EDF2018 });
    const { x, Phi1, Phi2, out, nll } = graph.run(() => {
      const x = new Input(random.normal(0, 1, [3, 6]));
      const y = new Input([[1], [0], [1]]);
      const Phi1 = new AffineParams(6, 4, { seed: 1, dtype: 'float64' });
      const Phi2 = new AffineParams(4, 1, { seed: 2, dtype: 'float64' });
      const out = new Sigmoid(new Affine(Phi2, new Sigmoid(new Affine(Phi1, x))));
      // nll = -(y log p + (1 - y) log(1 - p)) = -log|1 - y - p|
      const likelihood = op(ops.abs, op(ops.sub, op(ops.sub, new Input([[1], [1], [1]]), y), out));
      return { x, Phi1, Phi2, out, nll: op(ops.neg, op(ops.log, likelihood)) };
    });
    const loss = (): number => (graph.Forward(), nll.value.mean().item());
    loss();
    graph.Backward(nll);
    assert.deepEqual(out.value.shape, [3, 1]);
    assert.deepEqual(x.value.shape, [3, 6]);
    for (const parameter of [Phi1.w, Phi1.b, Phi2.w, Phi2.b]) {
      const gradient = parameter.grad;
      const at = parameter.value;
      const numeric = np.zeros(at.shape);
      for (let i = 0; i < at.size; i++) {
        const shifted = (h: number): number => {
          const moved = at.copy();
          moved.data[i] += h;
          parameter.value = moved;
          return loss();
        };
        numeric.data[i] = (shifted(1e-5) - shifted(-1e-5)) / 2e-5;
      }
      parameter.value = at;
      close(gradient, numeric, 2.4e-10);
    }
  });
});

describe("the slides' Softmax(Sigmoid(Affine))", () => {
  it('with 10 classes gives the right one a probability of at most e/(e+9) = .2320 and a log loss of at least 1.4612', () => {
    const graph = new Graph();
    const { Q, loss } = graph.run(() => {
      const scores = new Input(np.oneHot([0], 10).mul(2000).sub(1000)); // the best there is: 1000 and nine times -1000
      const Q = new Softmax(new Sigmoid(scores));
      return { Q, loss: new LogLoss(Q, new Input([0])) };
    });
    graph.Forward();
    assert.ok(Math.abs(Q.value.get(0, 0) - 0.232) < 5e-5);
    assert.ok(Math.abs(loss.value.get(0) - 1.4612) < 5e-5);
    assert.ok(Math.abs(Q.value.get(0, 0) - Math.E / (Math.E + 9)) < 1e-15);
  });
});

describe('code fragments', () => {
  it('a = x*y; b = a+z; c = sum(b) with x = [[1,2],[3,4]], y = [[5,6],[7,8]], z = 1: c = 74, dx = y, dy = x, dz = ones', () => {
    const graph = new Graph();
    const { x, y, z, c } = graph.run(() => {
      const x = new Variable(new Input([[1, 2], [3, 4]])); // prettier-ignore
      const y = new Variable(new Input([[5, 6], [7, 8]])); // prettier-ignore
      const z = new Variable(new Input(np.ones([2, 2])));
      return { x, y, z, c: op(ops.sum, op(ops.add, op(ops.mul, x, y), z)) };
    });
    graph.Forward();
    graph.Backward(c);
    assert.equal(c.value.item(), 74);
    assert.deepEqual(x.grad.tolist(), y.value.tolist());
    assert.deepEqual(y.grad.tolist(), x.value.tolist());
    assert.deepEqual(z.grad.tolist(), [[1, 1], [1, 1]]); // prettier-ignore
  });

  it('a = x+2, b = a*a*3, c = mean(b) at ones: a = 3, b = 27, c = 27, x.grad = 4.5 everywhere', () => {
    const graph = new Graph();
    const { x, a, b, c } = graph.run(() => {
      const x = new Variable(new Input(np.ones([2, 2])));
      const constant = (value: number) => new Input(np.full([2, 2], value));
      const a = op(ops.add, x, constant(2));
      const b = op(ops.mul, op(ops.square, a), constant(3));
      return { x, a, b, c: op(ops.mean, b) };
    });
    graph.Forward();
    graph.Backward(c);
    assert.deepEqual(
      [a, b].map((node) => node.value.get(0, 0)),
      [3, 27],
    );
    assert.equal(c.value.item(), 27);
    assert.deepEqual(b.grad.tolist(), [[0.25, 0.25], [0.25, 0.25]]); // prettier-ignore
    assert.deepEqual(x.grad.tolist(), [[4.5, 4.5], [4.5, 4.5]]); // prettier-ignore
  });

  it('an RNN cell, next_h = tanh(W_x x^T + W_h h^T): shape (20, 1), all four gradients as differences give them, to 1.5e-9', () => {
    const random = new np.random.Generator(20);
    const args = [random.normal(0, 1, [1, 10]), random.normal(0, 1, [1, 20]), random.normal(0, 0.2, [20, 20]), random.normal(0, 0.2, [20, 10])]; // prettier-ignore
    const graph = new Graph();
    const { variables, next } = graph.run(() => {
      const variables = args.map((value) => new Variable(new Input(value)));
      const [x, h, W_h, W_x] = variables;
      const i2h = op(ops.matmul, W_x, op(ops.transpose as unknown as ops.Op, x));
      const h2h = op(ops.matmul, W_h, op(ops.transpose as unknown as ops.Op, h));
      return { variables, next: op(ops.tanh, op(ops.add, i2h, h2h)) };
    });
    graph.Forward();
    graph.Backward(next);
    assert.deepEqual(next.value.shape, [20, 1]);
    const f = ([x, h, W_h, W_x]: NDArray[]) => np.tanh(np.matmul(W_x, x.T).add(np.matmul(W_h, h.T)));
    variables.forEach((node, i) => close(node.grad, riddersVjp(f, args, i, np.ones([20, 1])), 1.5e-9));
  });
});
