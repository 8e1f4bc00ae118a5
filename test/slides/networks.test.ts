// SEEDS: "Networks and backprop"; slides "Neural Networks" and "Multi Layer Perceptrons (MLPs)".
import assert from 'node:assert/strict';
import { einsum, np } from '../../lib/array/index.js';
import { Affine, AffineParams, EDF2018, Graph, Input, Relu, Sigmoid, Softmax } from '../../lib/edf/index.js';
import * as ops from '../../lib/ops/index.js';
import { close } from './close.js';

describe('a 16384-4-1 network', () => {
  it('has 65 540 weights, and 65 545 parameters with its biases', () => {
    const graph = new Graph();
    graph.run(() => [new AffineParams(16384, 4), new AffineParams(4, 1)]);
    const sizes = graph.Parameters.map(({ value }) => value);
    const count = (ndim: number) => sizes.filter((p) => p.ndim >= ndim).reduce((sum, p) => sum + p.size, 0);
    assert.equal(count(2), 65540);
    assert.equal(count(1), 65545);
  });

  it('has a hidden layer that equals 4 separate logistic regressions bit for bit', () => {
    const graph = new Graph();
    const x = np.random.uniform(0, 1, [3, 16384], { dtype: 'float32' });
    const { whole, apart } = graph.run(() => {
      const Phi = new AffineParams(16384, 4, { seed: 1 });
      const input = new Input(x);
      const apart = [0, 1, 2, 3].map((j) => {
        const one = new AffineParams(16384, 1);
        one.w.value = Phi.w.value.slice(null, [j, j + 1]);
        return new Sigmoid(new Affine(one, input));
      });
      return { whole: new Sigmoid(new Affine(Phi, input)), apart };
    });
    graph.Forward();
    const joined = np.concatenate(
      apart.map((node) => node.value),
      1,
    );
    assert.ok(np.arrayEqual(whole.value, joined));
  });
});

describe('activation functions', () => {
  it('tanh(u) = 2 sigmoid(2u) - 1, to two units in the last place of 1', () => {
    const u = np.linspace(-6, 6, 241);
    close(ops.tanh(u), ops.sigmoid(u.mul(2)).mul(2).sub(1), 4.5e-16);
  });
});

describe('an MLP in three notations', () => {
  it('vectors, typed indices and EDF give the same probabilities', () => {
    const random = new np.random.Generator(4);
    const x = random.normal(0, 1, [7, 12]);
    const graph = new Graph({ convention: EDF2018 });
    const { Phi1, Phi2, Q } = graph.run(() => {
      const Phi1 = new AffineParams(12, 5, { seed: 1, dtype: 'float64' });
      const Phi2 = new AffineParams(5, 3, { seed: 2, dtype: 'float64' });
      Phi1.b.value = random.normal(0, 1, [5]);
      const L1 = new Relu(new Affine(Phi1, new Input(x)));
      return { Phi1, Phi2, Q: new Softmax(new Sigmoid(new Affine(Phi2, L1))) };
    });
    graph.Forward();
    const [W0, b0, W1, b1] = [Phi1.w, Phi1.b, Phi2.w, Phi2.b].map((parameter) => parameter.value);

    // L0 = Relu(x W0 + b0);  L1 = sigmoid(L0 W1 + b1);  Q = softmax(L1)
    const vectors = ops.softmax(ops.sigmoid(np.matmul(ops.relu(np.matmul(x, W0).add(b0)), W1).add(b1)));

    // L0[b,j] = Relu(sum_i W0[i,j] x[b,i] + b0[j]);  L1[b,y] = sigmoid(sum_j W1[j,y] L0[b,j] + b1[y])
    const L0 = ops.relu(einsum('bi,ij->bj', x, W0).add(b0));
    const indices = ops.softmax(ops.sigmoid(einsum('bj,jy->by', L0, W1).add(b1)));

    close(Q.value, vectors, 1e-15);
    close(Q.value, indices, 1e-15);
  });
});
