// SEEDS: "Probability and logistic regression"; slides "Logistic Regression" and "Multiclass Logistic Regression".
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type NDArray, np } from '../../lib/array/index.js';
import { digits, minibatches } from '../../lib/data/index.js';
import { Affine, AffineParams, Graph, Input, LogLoss, Softmax } from '../../lib/edf/index.js';
import * as ops from '../../lib/ops/index.js';
import { close } from './close.js';

const odds = (p: NDArray): NDArray => p.div(np.sub(1, p));
const logit = (p: NDArray): NDArray => np.log(odds(p));

describe('the logistic function', () => {
  it('is .5 at 0, and 1 - itself mirrored, to 1e-15', () => {
    const x = np.linspace(-30, 30, 601);
    assert.equal(ops.sigmoid(np.array([0])).get(0), 0.5);
    close(ops.sigmoid(x.neg()), np.sub(1, ops.sigmoid(x)), 1e-15);
  });

  it('is a number at -1000 and 1000', () => {
    assert.deepEqual(ops.sigmoid(np.array([-1000, 1000])).tolist(), [0, 1]);
  });

  it('logit takes back: logit(sigmoid(s)) = s', () => {
    const s = np.linspace(-8, 8, 33);
    close(logit(ops.sigmoid(s)), s, 1e-12);
  });
});

describe('odds and logit of .8, .5 and .1', () => {
  const p = np.array([0.8, 0.5, 0.1]);

  it('odds are 4, 1 and .1111', () => close(odds(p), [4, 1, 1 / 9], 1e-15));

  it('logits are 1.3863, 0 and -2.1972: natural logarithms (the -.9542 of the slide is to base 10)', () => {
    close(logit(p), [1.3863, 0, -2.1972], 5e-5);
    assert.ok(Math.abs(Math.log10(1 / 9) - -0.9542) < 5e-5);
  });
});

describe('likelihood', () => {
  const y = np.array([1, 0, 1, 1]);
  const yHat = np.array([0.9, 0.2, 0.6, 0.7]);
  const nll = (yHat: NDArray): number =>
    np
      .where(y, np.log(yHat), np.log(np.sub(1, yHat)))
      .mean()
      .neg()
      .item();

  it('the negative log likelihood at .5 is ln 2 = .6931', () => {
    assert.ok(Math.abs(nll(np.full([4], 0.5)) - 0.6931) < 5e-5);
  });

  it('its product form and its sum form agree', () => {
    const likelihood = 0.9 * (1 - 0.2) * 0.6 * 0.7;
    assert.ok(Math.abs(nll(yHat) - -Math.log(likelihood) / 4) < 1e-15);
  });

  it('is largest, for three of four at x = 1 and one of four at x = 0, where sigmoid(theta) meets the frequencies', () => {
    // Closed form: theta0 = logit(1/4), theta0 + theta1 = logit(3/4), so theta = (-ln 3, 2 ln 3).
    const x = np.array([0, 0, 0, 0, 1, 1, 1, 1]);
    const labels = np.array([0, 0, 0, 1, 0, 1, 1, 1]);
    let theta = [0, 0];
    for (let step = 0; step < 4000; step++) {
      const error = ops.sigmoid(x.mul(theta[1]).add(theta[0])).sub(labels);
      theta = [theta[0] - 2 * error.mean().item(), theta[1] - 2 * error.mul(x).mean().item()];
    }
    close(theta, [-Math.log(3), 2 * Math.log(3)], 1e-9);
    const pass = (x: number): NDArray => odds(ops.sigmoid(np.array([theta[0] + theta[1] * x])));
    close(pass(2).div(pass(1)), [Math.exp(theta[1])], 1e-9); // the odds are multiplied by e^beta when x grows by 1
  });
});

describe('softmax', () => {
  const s = np.array([[1, 2, 3]]);
  const y = np.array([2]);
  const run = () => {
    const q = ops.softmax(s);
    const loss = ops.logLoss(q, y);
    const [qGrad] = ops.logLoss.vjp(np.ones([1]), { args: [q, y], value: loss, attributes: {} });
    const [sGrad] = ops.softmax.vjp(qGrad!, { args: [s], value: q, attributes: {} });
    return { q, loss, sGrad: sGrad! };
  };

  it('of [1, 2, 3] is [.090031, .244728, .665241], the log loss of label 2 .407606, its gradient [.090031, .244728, -.334759]', () => {
    const { q, loss, sGrad } = run();
    close(q, [[0.090031, 0.244728, 0.665241]], 5e-7);
    close(loss, [0.407606], 5e-7);
    close(sGrad, [[0.090031, 0.244728, -0.334759]], 5e-7);
  });

  it('does not change when a number is added to all scores', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 1000 }), (c) => {
        close(ops.softmax(s.add(c)), ops.softmax(s), 1e-12);
      }),
    );
  });

  it('has a Jacobian whose rows sum to 0: [[.0819, -.0220, -.0599], ...] at [1, 2, 3]', () => {
    const value = ops.softmax(s);
    const rows = [0, 1, 2].map((i) => {
      const upstream = np.oneHot([i], 3);
      return ops.softmax.vjp(upstream, { args: [s], value, attributes: {} })[0]!;
    });
    const jacobian = np.concatenate(rows);
    close(jacobian.pick(0), [0.0819, -0.022, -0.0599], 5e-5);
    close(jacobian.sum(1), [0, 0, 0], 1e-16);
  });
});

describe('cross entropy', () => {
  const crossEntropy = (p: NDArray, q: NDArray): number => p.mul(np.log(q)).sum().neg().item();

  it('of P = (.5, .25, .25) and Q = (.25, .25, .5): H(P) 1.0397, H(P, Q) 1.2130, KL .1733 nats', () => {
    const [P, Q] = [np.array([0.5, 0.25, 0.25]), np.array([0.25, 0.25, 0.5])];
    const [h, hpq] = [crossEntropy(P, P), crossEntropy(P, Q)];
    close([h, hpq, hpq - h], [1.0397, 1.213, 0.1733], 5e-5);
  });

  it('H(P, Q) >= H(P), for 1000 random pairs', () => {
    const random = new np.random.Generator(1);
    for (let n = 0; n < 1000; n++) {
      const [P, Q] = [0, 1].map(() => ops.softmax(random.normal(0, 2, [1, 5])));
      assert.ok(crossEntropy(P, Q) >= crossEntropy(P, P));
    }
  });
});

describe('multiclass logistic regression on the generated digits', () => {
  const graph = new Graph();
  const model = graph.run(() => {
    const [x, y] = [new Input(), new Input()];
    const Phi = new AffineParams(784, 10, { seed: 1 });
    const Q = new Softmax(new Affine(Phi, x));
    return { x, y, Phi, Q, loss: new LogLoss(Q, y) };
  });
  const { train } = digits({ seed: 1, train: 3000, dev: 0, test: 0 });

  before(() => {
    for (let epoch = 0; epoch < 4; epoch++) {
      for (const batch of minibatches(train, 64, { seed: epoch })) {
        model.x.value = batch.images;
        model.y.value = batch.labels;
        graph.Forward();
        graph.Backward(model.loss);
        graph.SGD(0.1);
      }
    }
  });

  it('W[:, label] is an image, and that of digit 0 is negative in its centre', () => {
    const image = model.Phi.w.value.pick(null, 0).reshape(28, 28);
    assert.ok(image.slice([12, 16], [12, 16]).mean().item() < 0);
  });

  it('has an error rate that does not change under a small step, though the loss does', () => {
    model.x.value = train.images;
    model.y.value = train.labels;
    const measure = () => {
      graph.Forward();
      return {
        loss: model.loss.value.mean().item(),
        error: model.Q.value.argmax(1).ne(train.labels).mean().item(),
      };
    };
    const before = measure();
    model.Phi.w.value = model.Phi.w.value.add(wiggle());
    const after = measure();
    assert.equal(after.error, before.error);
    assert.notEqual(after.loss, before.loss);
  });
});

/** A step of 1e-5 in one direction. */
function wiggle(): NDArray {
  return new np.random.Generator(5).normal(0, 1e-5, [784, 10], { dtype: 'float32' });
}
