import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type NDArray, np } from '../../../lib/array/index.js';
import * as edf from '../../../lib/edf/index.js';
import {
  Affine,
  AffineParams,
  Graph,
  Input,
  LogLoss,
  Relu,
  Sigmoid,
  Softmax,
} from '../../../lib/edf/index.js';

interface Recorded {
  hidden: 'relu' | 'sigmoid';
  bias: number;
  seed: number;
  eta: number;
  losses: number[];
}
const fixture = JSON.parse(readFileSync('test/fixtures/edf/parity.json', 'utf8')) as Record<
  'EDF2018' | 'EDF2024',
  Recorded
> & {
  source: string;
};

/** The generator of parity.py: x <- 1664525 x + 1013904223 mod 2^32, each draw x / 2^32. */
function lcg(seed: number): (...shape: number[]) => NDArray {
  let state = seed;
  return (...shape) => {
    const draws = np.zeros(shape);
    for (let i = 0; i < draws.size; i++) {
      state = (Math.imul(1664525, state) + 1013904223) >>> 0;
      draws.data[i] = state / 4294967296;
    }
    return draws;
  };
}

function affineParams(draw: ReturnType<typeof lcg>, n: number, m: number): AffineParams {
  const Phi = new AffineParams(n, m, { dtype: 'float64' });
  Phi.w.value = draw(n, m)
    .mul(2)
    .sub(1)
    .mul(Math.sqrt(3 / n));
  Phi.b.value = draw(m).mul(2).sub(1).mul(0.1);
  return Phi;
}

describe('training 784-64-10 for 125 steps of batch 64 in float64', () => {
  for (const name of ['EDF2018', 'EDF2024'] as const) {
    it(`follows ${fixture.source} to 1e-9 in every loss, in the convention ${name}`, () => {
      const { hidden, seed, eta, losses } = fixture[name];
      const graph = new Graph({ convention: edf[name] });
      const { x, y, loss } = graph.run(() => {
        const draw = lcg(seed);
        const [Phi1, Phi2] = [affineParams(draw, 784, 64), affineParams(draw, 64, 10)];
        const [x, y] = [new Input(), new Input()];
        const activation = hidden === 'relu' ? Relu : Sigmoid;
        const L1 = new activation(new Affine(Phi1, x));
        const Q = new Softmax(new Sigmoid(new Affine(Phi2, L1)));
        return { x, y, loss: new LogLoss(Q, y) };
      });
      const draw = lcg(seed + 1);
      const prototypes = draw(10, 784);
      for (const expected of losses) {
        const labels = Int32Array.from(draw(64).data, (u) => Math.floor(u * 10));
        y.value = labels;
        x.value = np.take(prototypes, labels).mul(0.2).add(draw(64, 784).mul(0.8));
        graph.Forward();
        const got = loss.value.mean().item();
        assert.ok(Math.abs(got - expected) <= 1e-9 * expected, `loss ${got}, expected ${expected}`);
        graph.Backward(loss);
        graph.SGD(eta);
      }
      assert.equal(losses.length, 125);
    });
  }
});
