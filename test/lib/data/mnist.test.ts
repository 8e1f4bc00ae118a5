// Training on real MNIST digits, where the machine has them: EDFLAB_MNIST names the folder of the IDX files.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Dataset, minibatches, mnistPart } from '../../../lib/data/index.js';
import { sha256 } from '../../../lib/data/download.js';
import {
  Affine,
  AffineParams,
  type CompNode,
  Graph,
  Input,
  LogLoss,
  type Node,
  Relu,
  Sigmoid,
  Softmax,
  Tanh,
} from '../../../lib/edf/index.js';

type Activation = new (x: Node) => CompNode;

/** Median over five seeds of the percentage of errors, per epoch: on the training data while training, on the test data after it. */
function train(
  parts: Dataset[],
  activation: Activation,
  depth: number,
  eta: number,
  epochs: number,
): number[][] {
  const runs = [0, 1, 2, 3, 4].map((seed) => trainOnce(parts, activation, depth, eta, epochs, seed));
  const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[2];
  return runs[0].map((errors, epoch) => errors.map((_, i) => median(runs.map((run) => run[epoch][i]))));
}

function trainOnce(
  [train, test]: Dataset[],
  activation: Activation,
  depth: number,
  eta: number,
  epochs: number,
  seed: number,
): number[][] {
  const graph = new Graph();
  const { x, y, Q, loss } = graph.run(() => {
    const [x, y] = [new Input(), new Input()];
    let layer: Node = x;
    for (let i = 1; i < depth; i++) {
      layer = new activation(
        new Affine(new AffineParams(i === 1 ? 784 : 64, 64, { seed: 100 * seed + i }), layer),
      );
    }
    const Q = new Softmax(new Affine(new AffineParams(64, 10, { seed: 100 * seed + 99 }), layer));
    return { x, y, Q, loss: new LogLoss(Q, y) };
  });
  const wrong = ({ images, labels }: Dataset): number => {
    x.value = images;
    y.value = labels;
    graph.Forward();
    return Q.value.argmax(1).ne(labels).sum().item();
  };
  return Array.from({ length: epochs }, () => {
    let errors = 0;
    for (const batch of minibatches(train, 64, { shuffle: false })) {
      errors += wrong(batch);
      graph.Backward(loss);
      graph.SGD(eta);
    }
    return [(100 * errors) / train.labels.size, (100 * wrong(test)) / test.labels.size];
  });
}

describe('on the MNIST test file, split 8000 / 2000, batch 64, not shuffled (reference bands: the original course)', function () {
  this.timeout(120_000);
  const folder = process.env.EDFLAB_MNIST;
  let parts: Dataset[];

  before(async function () {
    if (!folder) return this.skip();
    const { images, labels } = await mnistPart(folder, 'test');
    parts = [
      { images: images.hi(8000), labels: labels.hi(8000) },
      { images: images.lo(8000), labels: labels.lo(8000) },
    ];
  });

  it('the files have the sizes and checksums that a download is checked for', async () => {
    const digest = async (name: string) => sha256(await readFile(join(folder!, name)));
    assert.equal(
      await digest('t10k-images-idx3-ubyte.gz'),
      '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
    );
    assert.equal(
      await digest('t10k-labels-idx1-ubyte.gz'),
      'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
    );
  });

  /** Within `width` percentage points of the reference. */
  const near = (got: number[], reference: number[], width: number[]) =>
    reference.forEach((value, i) =>
      assert.ok(Math.abs(got[i] - value) <= width[i], `got ${got}, reference ${reference}`),
    );

  for (const [name, activation, first, last] of [
    ['sigmoid', Sigmoid, [27.6, 9.7], [2.1, 4.7]],
    ['ReLU', Relu, [20.4, 12.0], [0.0, 3.95]],
    ['tanh', Tanh, [16.9, 7.75], [0.0, 3.85]],
  ] as const) {
    it(`${name}, eta .5: errors near (${first}) after epoch 1 and (${last}) after epoch 20`, () => {
      const errors = train(parts, activation, 2, 0.5, 20);
      near(errors[0], [...first], [1.5, 3]);
      near(errors[19], [...last], [0.5, 1]);
    });
  }

  for (const [name, activation, depth, eta, reference] of [
    ['sigmoid', Sigmoid, 2, 5, 9.5],
    ['sigmoid', Sigmoid, 2, 1, 6.3],
    ['sigmoid', Sigmoid, 2, 0.5, 7.25],
    ['sigmoid', Sigmoid, 2, 0.1, 8.9],
    ['ReLU', Relu, 2, 5, 88.5],
    ['ReLU', Relu, 2, 1, 8.45],
    ['ReLU', Relu, 2, 0.5, 4.85],
    ['ReLU', Relu, 2, 0.1, 6.85],
    ['sigmoid', Sigmoid, 4, 1, 9.2],
    ['sigmoid', Sigmoid, 6, 1, 88.5],
    ['ReLU', Relu, 3, 0.1, 7.7],
    ['ReLU', Relu, 5, 0.1, 7.8],
    ['ReLU', Relu, 10, 0.1, 11.75],
  ] as const) {
    it(`${name} of ${depth} layers, eta ${eta}: about ${reference} % test errors after 5 epochs`, () => {
      near([train(parts, activation, depth, eta, 5)[4][1]], [reference], [3]);
    });
  }
});
