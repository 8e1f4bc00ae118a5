// Training on real MNIST digits, where the machine has them: EDFLAB_MNIST names the folder of the IDX files.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { einsum, np } from '../../../lib/array/index.js';
import { type Dataset, minibatches, mnistPart } from '../../../lib/data/index.js';
import { sha256 } from '../../../lib/data/download.js';
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
import { rankTest } from '../../rank-test.js';
import { root } from '../../root.js';

interface Setting {
  activation: 'sigmoid' | 'relu' | 'tanh';
  layers: number;
  eta: number;
}

/** Percentages of errors of many runs in plain NumPy, sorted: see mnist-errors.py beside the file. */
interface ReferenceErrors extends Setting {
  epoch: number;
  /** On the 8000 while training in that epoch, and on the other 2000 after it. */
  train: number[];
  test: number[];
}

const references = JSON.parse(
  readFileSync(join(root, 'test/fixtures/data/mnist-errors.json'), 'utf8'),
) as ReferenceErrors[];

const activations = { sigmoid: Sigmoid, relu: Relu, tanh: Tanh };
type Unit = new (x: Node) => CompNode;
type Linear = new (Phi: AffineParams, x: Node) => CompNode;

/** Another eleven initial weights than the reference's. */
const seeds = Array.from({ length: 11 }, (_, seed) => seed);

/**
 * A rank test's z that is farther from 0 comes by chance once in 16 000 times (normal tail, both sides): with the 62 comparisons
 * below, one right library in 250 would be called wrong.
 */
const mostZ = 4;

/** Per epoch, the percentages of errors on the training data while training, and on the test data after it. */
function train(
  [train, test]: Dataset[],
  { layers, eta, epochs, seed, Unit, Linear }: { layers: number; eta: number; epochs: number; seed: number; Unit: Unit; Linear: Linear }, // prettier-ignore
): { train: number; test: number }[] {
  const graph = new Graph();
  const { x, y, Q, loss } = graph.run(() => {
    const [x, y] = [new Input(), new Input()];
    let layer: Node = x;
    for (let i = 1; i < layers; i++) {
      const Phi = new AffineParams(i === 1 ? 784 : 64, 64, { seed: 100 * seed + i });
      layer = new Unit(new Linear(Phi, layer));
    }
    const Q = new Softmax(new Linear(new AffineParams(64, 10, { seed: 100 * seed + 99 }), layer));
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
    return {
      train: (100 * errors) / train.labels.size,
      test: (100 * wrong(test)) / test.labels.size,
    };
  });
}

/** One line a comparison: |z|, and the medians. */
function compare(
  reference: ReferenceErrors,
  runs: { train: number; test: number }[][],
): { z: number; text: string }[] {
  const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];
  return (['train', 'test'] as const).map((part) => {
    const ours = runs.map((run) => run[reference.epoch - 1][part]);
    const z = rankTest(ours, reference[part]);
    return {
      z,
      text: `epoch ${reference.epoch}, ${part} errors: z ${z.toFixed(1)}, median ${median(ours)}, NumPy's ${median(reference[part])}`,
    };
  });
}

/** An affine layer with its gradients written out, to be got wrong one at a time. */
class Written extends CompNode {
  constructor(
    readonly Phi: AffineParams,
    readonly x: Node,
  ) {
    super();
  }
  forward(): void {
    this.value = np.matmul(this.x.value, this.Phi.w.value).sub(this.Phi.b.value);
  }
  backward(): void {
    this.x.addgrad(np.matmul(this.grad, this.Phi.w.value.T));
    this.addBias();
    this.Phi.w.addgrad(einsum('bi,bj->bij', this.x.value, this.grad));
  }
  protected addBias(): void {
    this.Phi.b.addgrad(this.grad.neg());
  }
}

/** Mistakes that still learn, so that only the scatter of right runs can tell them. */
const mistakes: Record<string, Setting & { Unit?: Unit; Linear?: Linear }> = {
  'biases do not learn': {
    activation: 'sigmoid',
    layers: 2,
    eta: 1,
    Linear: class extends Written {
      protected override addBias(): void {}
    },
  },
  'biases learn in the wrong direction': {
    activation: 'relu',
    layers: 3,
    eta: 0.1,
    Linear: class extends Written {
      protected override addBias(): void {
        this.Phi.b.addgrad(this.grad);
      }
    },
  },
  'ReLU passes gradients on where it is 0': {
    activation: 'relu',
    layers: 3,
    eta: 0.1,
    Unit: class extends CompNode {
      constructor(readonly x: Node) {
        super();
      }
      forward(): void {
        this.value = np.maximum(this.x.value, 0);
      }
      backward(): void {
        this.x.addgrad(this.grad);
      }
    },
  },
  'first layers learn half as fast': {
    activation: 'relu',
    layers: 3,
    eta: 0.1,
    Linear: class extends Written {
      override backward(): void {
        this.x.addgrad(np.matmul(this.grad, this.Phi.w.value.T).mul(0.5));
        this.addBias();
        this.Phi.w.addgrad(einsum('bi,bj->bij', this.x.value, this.grad));
      }
    },
  },
};

const settings = [...new Map(references.map((each) => [`${each.activation} ${each.layers} ${each.eta}`, each])).values()]; // prettier-ignore
const ofSetting = ({ activation, layers, eta }: Setting) =>
  references.filter((each) => each.activation === activation && each.layers === layers && each.eta === eta);

/** What the original course reports of its one run each: epoch, percentage of errors on the training data, on the test data. */
const published: [Setting['activation'], number, number, number, number | undefined, number][] = [
  ['sigmoid', 2, 0.5, 1, 27.6, 9.7],
  ['sigmoid', 2, 0.5, 20, 2.1, 4.7],
  ['relu', 2, 0.5, 1, 20.4, 12.0],
  ['relu', 2, 0.5, 20, 0.0, 3.95],
  ['tanh', 2, 0.5, 1, 16.9, 7.75],
  ['tanh', 2, 0.5, 20, 0.0, 3.85],
  ['sigmoid', 2, 5, 5, undefined, 9.5],
  ['sigmoid', 2, 1, 5, undefined, 6.3],
  ['sigmoid', 2, 0.5, 5, undefined, 7.25],
  ['sigmoid', 2, 0.1, 5, undefined, 8.9],
  ['relu', 2, 5, 5, undefined, 88.5],
  ['relu', 2, 1, 5, undefined, 8.45],
  ['relu', 2, 0.5, 5, undefined, 4.85],
  ['relu', 2, 0.1, 5, undefined, 6.85],
  ['sigmoid', 4, 1, 5, undefined, 9.2],
  ['sigmoid', 6, 1, 5, undefined, 88.5],
  ['relu', 3, 0.1, 5, undefined, 7.7],
  ['relu', 5, 0.1, 5, undefined, 7.8],
  ['relu', 10, 0.1, 5, undefined, 11.75],
];

describe('101 runs in NumPy', () => {
  for (const [activation, layers, eta, epoch, train, test] of published) {
    it(`have the original course's among them: ${activation}, ${layers} layers, eta ${eta}, epoch ${epoch}`, () => {
      const reference = ofSetting({ activation, layers, eta }).find((each) => each.epoch === epoch)!;
      assert.equal(reference.test.length, 101);
      for (const [value, errors] of [[train, reference.train], [test, reference.test]] as const) // prettier-ignore
        if (value !== undefined) assert.ok(errors[0] <= value && value <= errors.at(-1)!, `${value} of ${errors[0]} to ${errors.at(-1)}`); // prettier-ignore
    });
  }
});

describe('on the MNIST test file, split 8000 / 2000, batch 64, not shuffled', function () {
  this.timeout(600_000);
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

  for (const setting of settings) {
    const { activation, layers, eta } = setting;
    it(`${activation} of ${layers} layers, eta ${eta}: errors are scattered as those of 101 runs in NumPy`, () => {
      const epochs = Math.max(...ofSetting(setting).map(({ epoch }) => epoch));
      const runs = seeds.map((seed) =>
        train(parts, { layers, eta, epochs, seed, Unit: activations[activation], Linear: Affine }),
      );
      const compared = ofSetting(setting).flatMap((reference) => compare(reference, runs));
      const apart = compared.filter(({ z }) => !(Math.abs(z) <= mostZ));
      assert.deepEqual(
        apart.map(({ text }) => text),
        [],
      );
    });
  }

  for (const [
    mistake,
    { activation, layers, eta, Unit = activations[activation], Linear = Affine },
  ] of Object.entries(mistakes)) {
    // prettier-ignore
    it(`a library whose ${mistake} would be told from it`, () => {
      const runs = seeds.map((seed) => train(parts, { layers, eta, epochs: 5, seed, Unit, Linear }));
      const compared = ofSetting({ activation, layers, eta }).filter(({ epoch }) => epoch <= 5).flatMap((reference) => compare(reference, runs));
      assert.ok(compared.some(({ z }) => Math.abs(z) > mostZ), compared.map(({ text }) => text).join('\n'));
    });
  }
});
