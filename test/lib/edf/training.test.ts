import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { einsum, np } from '../../../lib/array/index.js';
import { gradSlot, valueSlot } from '../../../lib/edf/node.js';
import { digits, minibatches } from '../../../lib/data/index.js';
import {
  Affine,
  AffineParams,
  CompNode,
  Graph,
  Input,
  LogLoss,
  type Node,
  Relu,
  Sigmoid,
  Softmax,
  Tanh,
} from '../../../lib/edf/index.js';

describe('a seeded training run of 200 steps in float32', () => {
  it('ends with the same bits on every machine', () => {
    const { train } = digits({ seed: 5, train: 3200, dev: 0, test: 0 });
    const graph = new Graph();
    const { x, y, loss } = graph.run(() => {
      const [x, y] = [new Input(), new Input()];
      const L1 = new Sigmoid(new Affine(new AffineParams(784, 32, { seed: 1 }), x));
      const L2 = new Tanh(new Affine(new AffineParams(32, 16, { seed: 2 }), L1));
      const Q = new Softmax(new Affine(new AffineParams(16, 10, { seed: 3 }), new Relu(L2)));
      return { x, y, loss: new LogLoss(Q, y) };
    });
    let steps = 0;
    for (let epoch = 0; epoch < 2; epoch++) {
      for (const batch of minibatches(train, 32, { seed: epoch })) {
        x.value = batch.images;
        y.value = batch.labels;
        graph.Forward();
        graph.Backward(loss);
        graph.SGD(0.5);
        steps++;
      }
    }
    assert.equal(steps, 200);
    const hash = createHash('sha256');
    for (const { value } of graph.Parameters)
      hash.update(new Uint8Array(value.data.buffer, value.data.byteOffset, 4 * value.size));
    assert.deepEqual(
      [loss.value.mean().item(), hash.digest('hex').slice(0, 16)],
      [1.4052470922470093, '9d17f09b99e4b466'],
    );
  });
});

describe('memory', () => {
  /** Bytes in use, of the heap and of array storage, after a collection. */
  function used(): number {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    collect();
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  }

  class MyAffine extends CompNode {
    constructor(
      public Phi: AffineParams,
      public x: Node,
    ) {
      super();
    }
    forward() {
      this.value = np.matmul(this.x.value, this.Phi.w.value).sub(this.Phi.b.value);
    }
    backward() {
      this.x.addgrad(np.matmul(this.grad, this.Phi.w.value.T));
      this.Phi.b.addgrad(this.grad.neg());
      this.Phi.w.addgrad(einsum('bi,bj->bij', this.x.value, this.grad));
    }
  }

  for (const [whose, Class] of [
    ["the library's", Affine],
    ['hand-written', MyAffine],
  ] as const) {
    it(`does not grow over 10 000 steps through ${whose} nodes`, () => {
      const graph = new Graph();
      const loss = graph.run(() => {
        const x = new Input(np.random.uniform(0, 1, [8, 30], { dtype: 'float32' }));
        const h = new Sigmoid(new Class(new AffineParams(30, 20, { seed: 1 }), x));
        return new LogLoss(
          new Softmax(new Class(new AffineParams(20, 3, { seed: 2 }), h)),
          new Input([0, 1, 2, 0, 1, 2, 0, 1]),
        );
      });
      const train = (steps: number) => {
        for (let step = 0; step < steps; step++) {
          graph.Forward();
          graph.Backward(loss);
          graph.SGD(0.01);
        }
      };
      train(5000); // until the engine has compiled everything
      const before = used();
      train(10_000);
      const grown = used() - before;
      assert.ok(grown < 500_000, `grew by ${grown} bytes`);
    }).timeout(60_000);
  }

  it('of gradients and parameters is reused from step to step while nobody has read them', () => {
    const graph = new Graph();
    const { Phi, loss } = graph.run(() => {
      const Phi = new AffineParams(300, 200, { seed: 1 });
      const x = new Input(np.ones([4, 300], { dtype: 'float32' }));
      return { Phi, loss: new LogLoss(new Softmax(new Affine(Phi, x)), new Input([0, 1, 2, 3])) };
    });
    const step = () => {
      graph.Forward();
      graph.Backward(loss);
      graph.SGD(0.1);
    };
    step();
    const owned = () => [gradSlot(Phi.w).peek!.data, valueSlot(Phi.w).peek!.data];
    const [grad, value] = owned();
    step();
    assert.deepEqual(
      owned().map((data, i) => data === [grad, value][i]),
      [true, true],
    );
    const read = Phi.w.value;
    step();
    assert.notEqual(Phi.w.value, read);
  });
});
