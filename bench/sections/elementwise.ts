// Elementwise functions and softmax on a million float32, through the public API.
import { np, ops } from '../../lib/index.js';
import { type Contestant, race, timed } from '../measure.js';
import type { Peers } from '../peers/index.js';
import { type Case, type Section, ours, ratio } from '../section.js';

const SIZE = 1e6;
const COLUMNS = 1000;
type Name = 'exp' | 'tanh' | 'sigmoid' | 'softmax' | 'add' | 'sum';
const names: Name[] = ['exp', 'tanh', 'sigmoid', 'softmax', 'add', 'sum'];

const x = new np.random.Generator(1).uniform(-5, 5, [SIZE]).astype('float32');

/** What a student would write without a library, with the engine's Math. */
function plainLoop(name: Name): () => unknown {
  const from = x.data as Float32Array;
  const apply = { exp: Math.exp, tanh: Math.tanh, sigmoid: (v: number) => 1 / (1 + Math.exp(-v)) };
  if (name === 'sum') {
    return () => {
      let sum = 0;
      for (let i = 0; i < SIZE; i++) sum += from[i];
      return sum;
    };
  }
  if (name === 'softmax') {
    return () => {
      const out = new Float32Array(SIZE);
      for (let row = 0; row < SIZE; row += COLUMNS) {
        let [largest, total] = [-Infinity, 0];
        for (let i = row; i < row + COLUMNS; i++) largest = Math.max(largest, from[i]);
        for (let i = row; i < row + COLUMNS; i++) total += out[i] = Math.exp(from[i] - largest);
        for (let i = row; i < row + COLUMNS; i++) out[i] /= total;
      }
      return out;
    };
  }
  if (name === 'add') {
    return () => {
      const out = new Float32Array(SIZE);
      for (let i = 0; i < SIZE; i++) out[i] = from[i] + from[i];
      return out;
    };
  }
  const one = apply[name];
  return () => {
    const out = new Float32Array(SIZE);
    for (let i = 0; i < SIZE; i++) out[i] = one(from[i]);
    return out;
  };
}

function own(name: Name): () => unknown {
  if (name === 'add') return () => np.add(x, x).data;
  if (name === 'sum') return () => np.sum(x).item();
  if (name === 'softmax') {
    const rows = x.reshape([SIZE / COLUMNS, COLUMNS]);
    return () => ops.softmax(rows).data;
  }
  return () => np[name](x).data;
}

function contestants(name: Name, { tfjs, python }: Peers): Contestant[] {
  const entries = [timed(ours, own(name)), timed('plain loop, Math', plainLoop(name))];
  if (tfjs) {
    const t = tfjs.tensor1d(x.data as Float32Array);
    const rows = tfjs.tensor2d(x.data as Float32Array, [SIZE / COLUMNS, COLUMNS]);
    const body = {
      exp: () => tfjs.exp(t),
      tanh: () => tfjs.tanh(t),
      sigmoid: () => tfjs.sigmoid(t),
      softmax: () => tfjs.softmax(rows),
      add: () => tfjs.add(t, t),
      sum: () => tfjs.sum(t),
    }[name];
    entries.push(timed('tfjs-wasm', () => body().dispose()));
  }
  if (python) {
    entries.push(python.contestant('NumPy', { kind: 'elementwise', library: 'numpy', name, size: SIZE }));
    if (python.has.torch) {
      entries.push(python.contestant('PyTorch', { kind: 'elementwise', library: 'torch', name: name === 'add' ? 'square' : name, size: SIZE })); // prettier-ignore
    }
  }
  return entries;
}

export const elementwiseSection: Section = {
  name: 'elementwise',
  async run(peers, { rounds, say }) {
    const cases = {} as Record<Name, Case>;
    for (const name of names) {
      say(`${name} of a million float32`);
      cases[name] = { name, work: SIZE, results: await race(contestants(name, peers), rounds) };
    }
    const loop = 'plain loop, Math';
    return {
      tables: [
        { title: 'A million float32 (softmax: 1000 rows of 1000)', unit: 'Gelem/s', cases: names.map((name) => cases[name]) },
      ], // prettier-ignore
      figures: [
        { claim: 'exp / plain loop', atLeast: 7, reached: ratio(cases.exp, loop) },
        { claim: 'tanh / plain loop', atLeast: 7, reached: ratio(cases.tanh, loop) },
        { claim: 'sigmoid / tfjs-wasm', atLeast: 0.8, reached: ratio(cases.sigmoid, 'tfjs-wasm') },
        { claim: 'softmax / tfjs-wasm', atLeast: 0.8, reached: ratio(cases.softmax, 'tfjs-wasm') },
      ],
    };
  },
};
