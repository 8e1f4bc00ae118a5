// Training through EDF nodes: a step of stochastic gradient descent, and an epoch of problem set 1.
import { Affine, AffineParams, Graph, Input, LogLoss, Relu, Softmax, np } from '../../lib/index.js';
import { type Contestant, race, timed } from '../measure.js';
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

/** One step of ours: Forward, Backward, SGD on a graph that stands. */
function edfStep(network: Network): () => void {
  const { inputs, hidden, outputs } = network;
  const { images, labels } = batch(network);
  const graph = new Graph();
  const { x, y, loss } = graph.run(() => {
    const x = new Input();
    const y = new Input();
    const h = new Relu(new Affine(new AffineParams(inputs, hidden, { seed: 1 }), x));
    const q = new Softmax(new Affine(new AffineParams(hidden, outputs, { seed: 2 }), h));
    return { x, y, loss: new LogLoss(q, y) };
  });
  return () => {
    x.value = images;
    y.value = labels;
    graph.Forward();
    graph.Backward(loss);
    graph.SGD(0.1);
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
  const entries: Contestant[] = [timed(ours, edfStep(network))];
  if (tfjs) {
    entries.push(timed('tfjs, backward by hand', tfjsByHand(tfjs, network)));
    entries.push(timed('tfjs, autodiff', tfjsAutodiff(tfjs, network)));
  }
  if (python) {
    if (python.has.torch) entries.push(python.contestant('PyTorch', { kind: 'torch_step', ...network }));
    entries.push(
      python.contestant('NumPy float64, matmul', { kind: 'numpy_step', ...network, outer: false }),
    );
    entries.push(
      python.contestant('NumPy float64, outer products', { kind: 'numpy_step', ...network, outer: true }),
    );
  }
  const { inputs, hidden, outputs, size } = network;
  return {
    name: `${inputs}-${hidden}-${outputs}, batch ${size}`,
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
    timed(ours, () => {
      x.value = image;
      graph.Forward();
    }),
  ];
  if (tfjs) {
    const row = tfjs.tensor2d(new Float32Array(784).fill(1), [1, 784]);
    const w = tfjs.tensor2d(new Float32Array(784 * 256).fill(0.1), [784, 256]);
    entries.push(timed('tfjs-wasm', () => tfjs.matMul(row, w).dispose()));
  }
  return { name: 'Affine 784 to 256, batch 1, forward', work: 1, results: await race(entries, rounds) };
}

export const trainingSection: Section = {
  name: 'training',
  async run(peers, { rounds, say }) {
    say('a step of SGD, 784-256-10, batch 128');
    const large = await step({ inputs: 784, hidden: 256, outputs: 10, size: 128 }, peers, rounds);
    say("a step of problem set 1's network, 784-64-10, batch 64 (an epoch is the same step over and over)");
    const small = await step({ inputs: 784, hidden: 64, outputs: 10, size: 64 }, peers, rounds);
    say('an Affine node on one row');
    const row = await oneRow(peers, rounds);
    return {
      tables: [{ title: 'One step of training, through EDF nodes', unit: 'ms', cases: [large, small, row] }],
      figures: [
        { claim: 'SGD step: tfjs by hand / ours', atLeast: 1.8, reached: ratio(large, 'tfjs, backward by hand') },
        { claim: 'SGD step: tfjs autodiff / ours', atLeast: 10, reached: ratio(large, 'tfjs, autodiff') },
        { claim: 'SGD step: PyTorch / ours', atLeast: 0.45, reached: ratio(large, 'PyTorch') },
        { claim: "PS1's step: NumPy with outer products / ours", atLeast: 30, reached: ratio(small, 'NumPy float64, outer products') },
        { claim: "PS1's step: NumPy with matmul / ours", atLeast: 0.8, reached: ratio(small, 'NumPy float64, matmul') },
        { claim: 'one row through Affine / tfjs-wasm matmul', atLeast: 1, reached: ratio(row, 'tfjs-wasm') },
      ], // prettier-ignore
    };
  },
};
