import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { np } from '../../../lib/array/index.js';
import { type Dataset, digits, minibatches } from '../../../lib/data/index.js';
import { Affine, AffineParams, Graph, Input, LogLoss, Relu, Softmax } from '../../../lib/edf/index.js';

/** Trains 784-hidden-10, or 784-10 without hidden units; returns the percentage of `dev` that it gets right. */
function accuracy(train: Dataset, dev: Dataset, hidden: number, eta: number, epochs: number): number {
  const graph = new Graph();
  const { x, y, Q, loss } = graph.run(() => {
    const [x, y] = [new Input(), new Input()];
    const features = hidden === 0 ? x : new Relu(new Affine(new AffineParams(784, hidden, { seed: 1 }), x));
    const Q = new Softmax(new Affine(new AffineParams(hidden || 784, 10, { seed: 2 }), features));
    return { x, y, Q, loss: new LogLoss(Q, y) };
  });
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const batch of minibatches(train, 64, { seed: epoch })) {
      x.value = batch.images;
      y.value = batch.labels;
      graph.Forward();
      graph.Backward(loss);
      graph.SGD(eta);
    }
  }
  x.value = dev.images;
  y.value = dev.labels;
  graph.Forward();
  return 100 * Q.value.argmax(1).eq(dev.labels).mean().item();
}

describe('the generated digits', () => {
  it('are (N, 784) float32 from 0 to 1, with int32 labels 0 to 9 in about equal numbers', () => {
    const { train, dev, test } = digits({ seed: 3, train: 2000, dev: 30, test: 40 });
    assert.deepEqual([train.images.shape, train.images.dtype], [[2000, 784], 'float32']);
    assert.deepEqual([dev.labels.shape, dev.labels.dtype, test.size], [[30], 'int32', 40]);
    assert.ok(train.images.min().item() >= 0 && train.images.max().item() <= 1);
    const counts = np.bincount(train.labels).tolist() as number[];
    assert.equal(counts.length, 10);
    assert.ok(counts.every((count) => count > 150 && count < 250));
  });

  it('of a seed are the same pixels on every machine', () => {
    const { train } = digits({ seed: 1, train: 100, dev: 0, test: 0 });
    const bytes = new Uint8Array(train.images.data.buffer);
    assert.equal(createHash('sha256').update(bytes).digest('hex').slice(0, 16), '8a610618f8a30363');
    assert.deepEqual((train.labels.tolist() as number[]).slice(0, 6), [3, 9, 6, 3, 6, 5]);
  });

  it('differ from seed to seed, and between the parts', () => {
    const [a, b] = [1, 2].map((seed) => digits({ seed, train: 5, dev: 5, test: 5 }));
    assert.ok(!np.arrayEqual(a.train.images, b.train.images));
    assert.ok(!np.arrayEqual(a.train.images, a.dev.images));
    assert.ok(!np.arrayEqual(a.dev.images, a.test.look().images));
  });

  it('begin alike however many there are', () => {
    const [few, many] = [10, 50].map((train) => digits({ seed: 1, train, dev: 4, test: 0 }));
    assert.ok(np.arrayEqual(many.train.images.hi(10), few.train.images));
    assert.ok(np.arrayEqual(many.dev.images, few.dev.images));
  });

  it('are learned by a linear model to 85-95 %, and clearly better by a 784-64-10 network', () => {
    const { train, dev } = digits({ seed: 1, train: 6000, dev: 1500, test: 0 });
    const linear = accuracy(train, dev, 0, 0.1, 8);
    const mlp = accuracy(train, dev, 64, 0.2, 10);
    assert.ok(linear > 86.5 && linear < 93, `linear ${linear} %`);
    assert.ok(mlp > 94.5 && mlp > linear + 4, `784-64-10 ${mlp} %, linear ${linear} %`);
  });

  it('refuses a number of digits that is none', () => {
    assert.throws(() => digits({ train: -1 }), /digits: got -1 digits/);
  });
});
