// Training through EDF nodes: a step of stochastic gradient descent, and an epoch of problem set 1.
import {
  Affine,
  AffineParams,
  Graph,
  Input,
  LogLoss,
  type NDArray,
  Relu,
  Sigmoid,
  Softmax,
  np,
} from '../../lib/index.js';
import { type Contestant, race } from '../measure.js';
import type { Peers } from '../peers/index.js';
import type { Tensor, Tfjs } from '../peers/tfjs.js';
import { type Case, type Section, ours, ratio } from '../section.js';

interface Network {
  inputs: number;
  hidden: number;
  outputs: number;
  size: number;
}

function batch({ inputs, outputs, size }: Network) {
  const random = new np.random.Generator(2);
  return {
    images: random.uniform(0, 1, [size, inputs]).astype('float32'),
    labels: random.integers(0, outputs, [size]).astype('int32'),
  };
}

type Activation = typeof Relu | typeof Sigmoid;

/** Ours: a graph that stands, and a step on a batch of its inputs: Forward, Backward, SGD. */
function edf({ inputs, hidden, outputs }: Network, Activation: Activation) {
  const graph = new Graph();
  const { x, y, loss } = graph.run(() => {
    const x = new Input();
    const y = new Input();
    const h = new Activation(new Affine(new AffineParams(inputs, hidden, { seed: 1 }), x));
    const q = new Softmax(new Affine(new AffineParams(hidden, outputs, { seed: 2 }), h));
    return { x, y, loss: new LogLoss(q, y) };
  });
  return (images: NDArray, labels: NDArray) => {
    x.value = images;
    y.value = labels;
    graph.Forward();
    graph.Backward(loss);
    graph.SGD(0.1);
  };
}

/** A step is one of thousands: it is measured as the mean of a run, after a run in which the engine compiles what it can. */
function run(name: string, step: () => void, { length = 20, warmUp = 200 } = {}): Contestant {
  let warm = false;
  const steps = (count: number) => {
    for (let i = 0; i < count; i++) step();
  };
  return {
    name,
    measure: () => {
      if (!warm) steps(warmUp);
      warm = true;
      const began = performance.now();
      steps(length);
      return (performance.now() - began) / 1e3 / length;
    },
  };
}

function tfjsParameters(tf: Tfjs, { inputs, hidden, outputs }: Network) {
  const normal = (rows: number, columns: number) =>
    tf.tensor2d(new np.random.Generator(1).normal(0, 0.05, [rows, columns]).astype('float32').data as Float32Array, [rows, columns]); // prettier-ignore
  return [normal(inputs, hidden), normal(1, hidden), normal(hidden, outputs), normal(1, outputs)].map((one) => tf.variable(one)); // prettier-ignore
}

function tfjsBatch(tf: Tfjs, network: Network) {
  const { images, labels } = batch(network);
  const hot = tf.oneHot(tf.tensor1d(labels.data as Int32Array, 'int32'), network.outputs);
  return { x: tf.tensor2d(images.data as Float32Array, [network.size, network.inputs]), hot };
}

/** TensorFlow.js with the backward pass written out, as fast as it goes: its products of transposed operands are slow, copies are not. */
function tfjsByHand(tf: Tfjs, network: Network): () => void {
  const parameters = tfjsParameters(tf, network);
  const [w1, b1, w2, b2] = parameters;
  const { x, hot } = tfjsBatch(tf, network);
  const rate = 0.1 / network.size;
  return () =>
    tf.tidy(() => {
      const s1 = tf.sub(tf.matMul(x, w1), b1);
      const h = tf.relu(s1);
      const g = tf.sub(tf.softmax(tf.sub(tf.matMul(h, w2), b2)), hot);
      const gh = tf.mul(tf.matMul(g, tf.transpose(w2)), tf.step(s1));
      const change = (parameter: Tensor & { assign(value: Tensor): void }, by: Tensor, sign: number) =>
        parameter.assign(tf.sub(parameter, tf.mul(by, sign * rate)));
      change(w2, tf.matMul(tf.transpose(h), g), 1);
      change(b2, tf.sum(g, 0), -1);
      change(w1, tf.matMul(tf.transpose(x), gh), 1);
      change(b1, tf.sum(gh, 0), -1);
    });
}

/** TensorFlow.js by its automatic differentiation. */
function tfjsAutodiff(tf: Tfjs, network: Network): () => void {
  const parameters = tfjsParameters(tf, network);
  const [w1, b1, w2, b2] = parameters;
  const { x, hot } = tfjsBatch(tf, network);
  return () =>
    tf.tidy(() => {
      const loss = () => {
        const h = tf.relu(tf.sub(tf.matMul(x, w1), b1));
        return tf.losses.softmaxCrossEntropy(hot, tf.sub(tf.matMul(h, w2), b2));
      };
      const { grads } = tf.variableGrads(loss, parameters);
      Object.values(grads).forEach((gradient, i) =>
        parameters[i].assign(tf.sub(parameters[i], tf.mul(gradient, 0.1))),
      );
    });
}

async function step(network: Network, { tfjs, python }: Peers, rounds: number): Promise<Case> {
  const { images, labels } = batch(network);
  const ourStep = edf(network, Relu);
  const entries: Contestant[] = [run(ours, () => ourStep(images, labels))];
  if (tfjs) {
    entries.push(run('tfjs, backward by hand', tfjsByHand(tfjs, network)));
    entries.push(run('tfjs, autodiff', tfjsAutodiff(tfjs, network), { length: 5, warmUp: 20 }));
  }
  if (python?.has.torch) entries.push(python.contestant('PyTorch', { kind: 'torch_step', ...network, repeats: 20 })); // prettier-ignore
  const { inputs, hidden, outputs, size } = network;
  return {
    name: `a step: ${inputs}-${hidden}-${outputs}, relu, batch ${size}`,
    work: 1,
    results: await race(entries, rounds),
  };
}

/** Problem set 1's network over a set of random images, in order; what NumPy does is in peers/edf.py. */
async function epoch({ python }: Peers, rounds: number): Promise<Case> {
  const [network, steps] = [{ inputs: 784, hidden: 64, outputs: 10, size: 64 }, 50];
  const { images, labels } = batch({ ...network, size: steps * network.size });
  const ourStep = edf(network, Sigmoid);
  const ourEpoch = () => {
    for (let from = 0; from < images.length; from += network.size) {
      const range = [from, from + network.size] as const;
      ourStep(images.slice(range), labels.slice(range));
    }
  };
  const entries = [run(ours, ourEpoch, { length: 1, warmUp: 10 })];
  if (python) {
    for (const outer of [false, true]) {
      const name = `EDF in NumPy, ${outer ? 'outer products' : 'matmul'}`;
      entries.push(python.contestant(name, { kind: 'numpy_epoch', ...network, steps, outer, repeats: 1 }));
    }
  }
  return {
    name: `an epoch of problem set 1: 784-64-10, sigmoid, ${steps} batches of ${network.size}`,
    work: 1,
    results: await race(entries, rounds),
  };
}

/** A batch of one through an Affine node whose parameters stay. */
async function oneRow({ tfjs }: Peers, rounds: number): Promise<Case> {
  const graph = new Graph();
  const image = np.ones([1, 784], { dtype: 'float32' });
  const x = graph.run(() => {
    const x = new Input();
    new Affine(new AffineParams(784, 256, { seed: 1 }), x);
    return x;
  });
  const entries = [
    run(
      ours,
      () => {
        x.value = image;
        graph.Forward();
      },
      { length: 500, warmUp: 2000 },
    ),
  ];
  if (tfjs) {
    const row = tfjs.tensor2d(new Float32Array(784).fill(1), [1, 784]);
    const w = tfjs.tensor2d(new Float32Array(784 * 256).fill(0.1), [784, 256]);
    entries.push(run('tfjs-wasm', () => tfjs.matMul(row, w).dispose(), { length: 500, warmUp: 2000 }));
  }
  return { name: 'Affine 784 to 256, batch 1, forward', work: 1, results: await race(entries, rounds) };
}

export const trainingSection: Section = {
  name: 'training',
  async run(peers, { rounds, say }) {
    say('a step of SGD, 784-256-10, batch 128');
    const one = await step({ inputs: 784, hidden: 256, outputs: 10, size: 128 }, peers, rounds);
    say("an epoch of problem set 1's network");
    const all = await epoch(peers, rounds);
    say('an Affine node on one row');
    const row = await oneRow(peers, rounds);
    return {
      tables: [{ title: 'Training through EDF nodes', unit: 'ms', cases: [one, all, row] }],
      figures: [
        { claim: 'SGD step: tfjs by hand / ours', atLeast: 1.8, reached: ratio(one, 'tfjs, backward by hand') },
        { claim: 'SGD step: tfjs autodiff / ours', atLeast: 10, reached: ratio(one, 'tfjs, autodiff') },
        { claim: 'SGD step: PyTorch / ours', atLeast: 0.45, reached: ratio(one, 'PyTorch') },
        { claim: "PS1's epoch: the slides' EDF in NumPy, outer products / ours", atLeast: 30, reached: ratio(all, 'EDF in NumPy, outer products') },
        { claim: "PS1's epoch: EDF in NumPy with matmul / ours", atLeast: 0.8, reached: ratio(all, 'EDF in NumPy, matmul') },
        { claim: 'one row through Affine / tfjs-wasm matmul', atLeast: 1, reached: ratio(row, 'tfjs-wasm') },
      ], // prettier-ignore
    };
  },
};
