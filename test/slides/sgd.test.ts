// SEEDS: "SGD"; slides "Total Gradient Descent" to "Epochs" and "Minibatching" (2018).
import assert from 'node:assert/strict';
import { type NDArray, np } from '../../lib/array/index.js';
import { minibatches } from '../../lib/data/index.js';
import {
  Affine,
  AffineParams,
  Graph,
  Input,
  LogLoss,
  Parameter,
  Sigmoid,
  Softmax,
  xavier,
} from '../../lib/edf/index.js';
import * as optim from '../../lib/optim/index.js';
import { close } from './close.js';

const N = 40;
const random = new np.random.Generator(31230);
const images = random.normal(0, 1, [N, 6]);
const labels = random.integers(0, 3, [N]);

/** A network with one hidden layer, and its gradient on any examples. */
function network() {
  const graph = new Graph();
  const nodes = graph.run(() => {
    const [x, y] = [new Input(), new Input()];
    const Phi1 = new AffineParams(6, 5, { seed: 1, dtype: 'float64' });
    const Phi2 = new AffineParams(5, 3, { seed: 2, dtype: 'float64' });
    const hidden = new Sigmoid(new Affine(Phi1, x));
    return { x, y, Phi1, Phi2, hidden, loss: new LogLoss(new Softmax(new Affine(Phi2, hidden)), y) };
  });
  const gradientOn = (indices: NDArray | number[]): NDArray[] => {
    nodes.x.value = np.take(images, indices);
    nodes.y.value = np.take(labels, indices);
    graph.Forward();
    graph.Backward(nodes.loss);
    return graph.Parameters.map((parameter) => parameter.grad);
  };
  return { graph, ...nodes, gradientOn };
}
const everyone = np.arange(N).astype('int32');

describe('total gradient descent', () => {
  it('decreases a convex logistic loss at every step, for eta < 2/L', () => {
    // L <= largest eigenvalue of X^T X / N times 1/2 (softmax); its trace bounds it. The bias adds 1.
    const L = (images.square().sum().item() / N + 1) / 2;
    const graph = new Graph();
    const loss = graph.run(() => {
      const Phi = new AffineParams(6, 3, { seed: 3, dtype: 'float64' });
      return new LogLoss(new Softmax(new Affine(Phi, new Input(images))), new Input(labels));
    });
    let before = Infinity;
    for (let step = 0; step < 100; step++) {
      graph.Forward();
      const now = loss.value.mean().item();
      assert.ok(now < before, `step ${step}`);
      before = now;
      graph.Backward(loss);
      graph.SGD(1.9 / L);
    }
  });
});

describe('the gradient of a random example', () => {
  it('is on average the full gradient, to 1e-15', () => {
    const { gradientOn } = network();
    const full = gradientOn(everyone);
    const each = Array.from({ length: N }, (_, n) => gradientOn([n]));
    full.forEach((gradient, i) => {
      close(np.stack(each.map((one) => one[i])).mean(0), gradient, 1e-15);
    });
  });

  it('of m random examples is off by an error that falls as 1/sqrt(m)', () => {
    const { gradientOn } = network();
    const [full] = gradientOn(everyone);
    const draw = new np.random.Generator(7);
    const error = (m: number): number => {
      const squares = Array.from({ length: 200 }, () =>
        gradientOn(draw.integers(0, N, [m]))[0]
          .sub(full)
          .square()
          .sum()
          .item(),
      );
      return Math.sqrt(squares.reduce((sum, one) => sum + one, 0) / 200);
    };
    const ratio = error(4) / error(64);
    assert.ok(Math.abs(ratio - 4) < 0.6, `ratio ${ratio}, expected sqrt(64/4) = 4`);
  });
});

describe('a minibatch', () => {
  it('has as its gradient the mean of the gradients of its examples', () => {
    const { gradientOn } = network();
    const batch = gradientOn([3, 1, 4, 15, 9]);
    const each = [3, 1, 4, 15, 9].map((n) => gradientOn([n]));
    batch.forEach((gradient, i) => close(np.stack(each.map((one) => one[i])).mean(0), gradient, 1e-15));
  });

  it('puts the batch index first on inputs and nodes, and none on parameters', () => {
    const { graph, x, Phi1, gradientOn } = network();
    gradientOn([0, 1, 2, 3]);
    assert.ok([x, ...graph.CompNodes].every((node) => node.value.shape[0] === 4));
    assert.deepEqual(Phi1.w.grad.shape, [6, 5]);
  });
});

describe('an epoch', () => {
  it('visits every example exactly once, in another order each time; a seed reproduces it', () => {
    const visits = (seed: number): number[] =>
      [...minibatches({ images, labels }, 7, { seed })].flatMap(
        ({ indices }) => indices.tolist() as number[],
      );
    assert.deepEqual(
      visits(1).toSorted((a, b) => a - b),
      everyone.tolist(),
    );
    assert.notDeepEqual(visits(1), visits(2));
    assert.deepEqual(visits(1), visits(1));
  });
});

describe('initialisation', () => {
  it('Xavier: W is uniform within sqrt(3/n), its variance 1/n within 2 %, and b is 0', () => {
    const w = xavier(784, 200, { seed: 1 });
    const variance = w.astype('float64').square().mean().item();
    assert.ok(Math.abs(variance * 784 - 1) < 0.02);
    assert.ok(w.abs().max().item() <= Math.fround(Math.sqrt(3 / 784)));
    assert.deepEqual(new AffineParams(784, 3).b.value.tolist(), [0, 0, 0]);
  });

  it('with zeros keeps hidden units identical forever', () => {
    const { graph, loss, hidden, Phi1, Phi2, gradientOn } = network();
    for (const Phi of [Phi1, Phi2]) Phi.w.value = np.zerosLike(Phi.w.value);
    for (let step = 0; step < 50; step++) {
      gradientOn(everyone);
      graph.SGD(0.5);
    }
    assert.ok(loss.value.mean().item() > 0);
    const columns = (hidden.value.T.tolist() as number[][]).map(String);
    assert.equal(new Set(columns).size, 1);
  });
});

describe('two steps on f = w^2/2 from w = 1 with eta = .1', () => {
  const twoSteps = (make: (parameters: Parameter[]) => optim.Optimizer): number => {
    const w = new Graph().run(() => new Parameter(np.array([1])));
    const optimizer = make([w]);
    for (let step = 0; step < 2; step++) {
      w.grad = w.value;
      optimizer.step();
    }
    return w.value.get(0);
  };

  for (const [name, make, expected] of [
    ['plain gradient descent: .81', (p: Parameter[]) => new optim.SGD(p, { eta: 0.1 }), 0.81],
    ['momentum .9: .72', (p: Parameter[]) => new optim.Momentum(p, { eta: 0.1, momentum: 0.9 }), 0.72],
    ['RMSProp .9: .498871', (p: Parameter[]) => new optim.RMSProp(p, { eta: 0.1, decay: 0.9 }), 0.498871],
    ['Adam: .800412', (p: Parameter[]) => new optim.Adam(p, { eta: 0.1 }), 0.800412],
  ] as const) {
    it(name, () => assert.ok(Math.abs(twoSteps(make) - expected) < 5e-7, `${twoSteps(make)}`));
  }
});
