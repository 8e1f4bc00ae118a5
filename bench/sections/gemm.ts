// Matrix products through the public API, against every peer, the plain loops and the machine's peak.
import { np } from '../../lib/index.js';
import { gemm, relaxedSimd, setThreads } from '../../lib/wasm/index.js';
import { gemm as plainGemm } from '../../lib/wasm/plain/gemm.js';
import { Kernels } from '../../lib/wasm/module.js';
import { type Contestant, race, timed, timedAsync } from '../measure.js';
import { secondsPerOperation } from '../peak.js';
import type { Peers } from '../peers/index.js';
import { type Case, type Section, type Table, ours, ratio, smallest } from '../section.js';

interface Product {
  name: string;
  m: number;
  k: number;
  n: number;
  transposeA?: boolean;
  transposeB?: boolean;
  dtype?: 'float32' | 'float64';
}

const products: Product[] = [
  { name: '64 cubed', m: 64, k: 64, n: 64 },
  { name: '256 cubed', m: 256, k: 256, n: 256 },
  { name: '512 cubed', m: 512, k: 512, n: 512 },
  { name: '1024 cubed', m: 1024, k: 1024, n: 1024 },
  { name: 'X W: 128 x 784 x 256', m: 128, k: 784, n: 256 },
  { name: 'x W: 1 x 784 x 256', m: 1, k: 784, n: 256 },
  { name: 'X^T G: 784 x 128 x 256', m: 784, k: 128, n: 256, transposeA: true },
  { name: 'X^T G: 784 x 32 x 256', m: 784, k: 32, n: 256, transposeA: true },
  { name: 'G W^T: 128 x 256 x 784', m: 128, k: 256, n: 784, transposeB: true },
  { name: 'G W^T: 32 x 256 x 784', m: 32, k: 256, n: 784, transposeB: true },
  { name: 'float64, 512 cubed', m: 512, k: 512, n: 512, dtype: 'float64' },
];

function operands({ m, k, n, transposeA, transposeB, dtype = 'float32' }: Product) {
  const random = new np.random.Generator(1);
  const a = random.normal(0, 1, transposeA ? [k, m] : [m, k]).astype(dtype);
  const b = random.normal(0, 1, transposeB ? [n, k] : [k, n]).astype(dtype);
  return { a, b, left: transposeA ? a.T : a, right: transposeB ? b.T : b };
}

async function contestants(product: Product, peers: Peers): Promise<Contestant[]> {
  const { m, k, n, transposeA = false, transposeB = false, dtype = 'float32' } = product;
  const { a, b, left, right } = operands(product);
  const type = dtype === 'float32' ? Float32Array : Float64Array;
  const [x, y] = [a.data as Float32Array, b.data as Float32Array];
  const entries = [timed(ours, () => np.matmul(left, right))];
  const peak = { name: 'peak', measure: () => 2 * m * k * n * secondsPerOperation(dtype) };
  entries.push(peak);
  const { tfjs, onnx, ndarray, python } = peers;
  if (tfjs && dtype === 'float32') {
    const [s, t] = [
      tfjs.tensor2d(x, a.shape as [number, number]),
      tfjs.tensor2d(y, b.shape as [number, number]),
    ];
    entries.push(timed('tfjs-wasm', () => tfjs.matMul(s, t, transposeA, transposeB).dispose()));
  }
  if (onnx) {
    const body = await onnx.product(x, a.shape, y, b.shape, transposeA, transposeB);
    entries.push(timedAsync('onnxruntime-web', body));
  }
  if (python) {
    const task = { kind: 'matmul', m, k, n, dtype, transpose_a: transposeA, transpose_b: transposeB };
    entries.push(python.contestant('OpenBLAS', { ...task, library: 'numpy' }));
    if (python.has.torch) entries.push(python.contestant('PyTorch', { ...task, library: 'torch' }));
  }
  const [p, q] = [left.stride, right.stride];
  const slow = m * k * n > 2e8;
  if (ndarray && !slow) {
    const [u, v] = [ndarray.array(x, left.shape, [...p]), ndarray.array(y, right.shape, [...q])];
    const out = ndarray.array(new type(m * n), [m, n]);
    entries.push(timed('ndarray-gemm', () => ndarray.gemm(out, u, v)));
  }
  if (!slow) {
    const out = new type(m * n);
    entries.push(timed('plain loops', () => plainGemm(m, n, k, x, 0, p[0], p[1], y, 0, q[0], q[1], out, 0, n, 1, false))); // prettier-ignore
  }
  return entries;
}

/** The kernel alone on 512 cubed, operands in place: no copies in or out. */
function kernelAlone(): Contestant {
  const kernels = new Kernels(0, relaxedSimd());
  const [a, size] = [kernels.start, 512 * 512 * 4];
  const [b, c, scratch] = [a + size, a + 2 * size, a + 3 * size];
  kernels.reserve(scratch + 4 * 256 * (256 + 520));
  kernels.float32.fill(1e-6, a / 4, c / 4);
  return timed('kernel alone', () => {
    kernels.kernels32.gemm(512, 512, 512, a, 2048, 4, b, 2048, 4, c, 2048, scratch);
  });
}

/** 512 cubed with two threads, beside one. */
async function twoThreads(rounds: number): Promise<Case> {
  const { a, b } = operands(products[2]);
  const [x, y, out] = [a.data as Float32Array, b.data as Float32Array, new Float32Array(512 * 512)];
  const body = () => gemm(512, 512, 512, x, 0, 512, 1, y, 0, 512, 1, out, 0, 512, 1, false);
  const results: Contestant[] = [1, 2].map((count) => {
    const { measure } = timed('', body);
    const name = count === 1 ? 'one thread' : 'two threads';
    return {
      name,
      measure: async () => {
        setThreads(count);
        // A new thread takes part as soon as it runs.
        await new Promise((resolve) => setTimeout(resolve, 50));
        return measure();
      },
    };
  });
  const measured = await race(results, rounds);
  setThreads(1);
  return { name: '512 cubed', work: 2 * 512 ** 3, results: measured };
}

export const gemmSection: Section = {
  name: 'gemm',
  async run(peers, { rounds, say }) {
    const cases: Case[] = [];
    for (const product of products) {
      say(`np.matmul ${product.name}`);
      const entries = await contestants(product, peers);
      if (product.name === '512 cubed') entries.push(kernelAlone());
      const { m, k, n } = product;
      cases.push({ name: product.name, work: 2 * m * k * n, results: await race(entries, rounds) });
    }
    say('two threads');
    const threads = await twoThreads(rounds);
    const table: Table = { title: 'Matrix products, M x K x N', unit: 'GFLOP/s', cases };
    const named = (part: string) => cases.filter(({ name }) => name.includes(part));
    const [cube] = named('512 cubed');
    const cubes = named('cubed').slice(1, 4);
    const backward = [...named('X^T G'), ...named('G W^T')];
    const [double] = named('float64');
    return {
      tables: [table, { title: 'Threads', unit: 'GFLOP/s', cases: [threads] }],
      figures: [
        { claim: '512 cubed np.matmul / peak', atLeast: 0.85, reached: ratio(cube, 'peak') },
        { claim: '512 cubed kernel alone / peak', atLeast: 0.9, reached: ratio(cube, 'peak', 'kernel alone') },
        { claim: '256 to 1024 cubed / tfjs-wasm', atLeast: 1.35, reached: smallest(cubes.map((one) => ratio(one, 'tfjs-wasm'))) },
        { claim: '256 to 1024 cubed / onnxruntime-web', atLeast: 1.6, reached: smallest(cubes.map((one) => ratio(one, 'onnxruntime-web'))) },
        { claim: 'X^T G and G W^T / tfjs-wasm', atLeast: 10, reached: smallest(backward.map((one) => ratio(one, 'tfjs-wasm'))) },
        { claim: 'one row times W (copied in) / tfjs-wasm', atLeast: 1, reached: smallest(named('x W:').map((one) => ratio(one, 'tfjs-wasm'))) },
        { claim: '256 to 1024 cubed / OpenBLAS', atLeast: 0.4, reached: smallest(cubes.map((one) => ratio(one, 'OpenBLAS'))) },
        { claim: 'float64 / float32 at 512 cubed', atLeast: 0.47, reached: quotient(cube, double) },
        { claim: 'two threads / one at 512 cubed', atLeast: 1.8, reached: ratio(threads, 'one thread', 'two threads') },
      ], // prettier-ignore
    };
  },
};

function quotient(single: Case, double: Case): number | undefined {
  const [s, d] = [single, double].map(({ results }) => results.find(({ name }) => name === ours)?.best);
  return s === undefined || d === undefined ? undefined : s / d;
}
