import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { AffineParams, einsum, np, ops } from '../../../lib/index.js';

/** Numbers asked for, and what asks for them; 2^40 float64 are 8 TB. */
const [million, trillion] = [2 ** 20, 2 ** 40];
const column = np.ones([million, 1]);
const row = np.ones([1, million]);
const one = np.ones([1]);
const tooLarge: Record<string, [number, () => unknown]> = {
  'np.zeros': [trillion, () => np.zeros([million, million])],
  'np.ones in float32': [trillion, () => np.ones([million, million], { dtype: 'float32' })],
  'np.arange': [trillion, () => np.arange(trillion)],
  'np.eye': [trillion, () => np.eye(million)],
  'np.matmul': [trillion, () => np.matmul(column, row)],
  'np.outer': [trillion, () => np.outer(column, row)],
  'a sum that broadcasts': [trillion, () => column.add(row)],
  'a comparison that broadcasts': [trillion, () => column.gt(row)],
  'np.where': [trillion, () => np.where(column, row, 0)],
  'np.exp of a view': [trillion, () => np.exp(np.broadcastTo(one, [million, million]))],
  'a copy of a view': [trillion, () => np.broadcastTo(one, [million, million]).copy()],
  'another dtype of a view': [trillion, () => np.broadcastTo(one, [million, million]).astype('float32')],
  'np.concatenate': [trillion + 1, () => np.concatenate([np.broadcastTo(one, [trillion]), one])],
  'np.tile': [trillion, () => np.tile(one, [million, million])],
  'np.repeat': [trillion, () => np.repeat(one, trillion)],
  'np.bincount': [trillion, () => np.bincount([trillion - 1])],
  'random.normal': [trillion, () => new np.random.Generator(1).normal(0, 1, [million, million])],
  'random.permutation': [trillion, () => new np.random.Generator(1).permutation(trillion)],
  'einsum, its result': [trillion, () => einsum('i,j->ij', row.ravel(), row.ravel())],
  'einsum, a product on the way': [trillion, () => einsum('i,j,k->ijk', row.ravel(), row.ravel(), one)],
  'einsum, a deferred result that is read': [
    2 ** 36,
    () => einsum('bi,bj->bij', np.ones([64, 2 ** 15]), np.ones([64, 2 ** 15])).data,
  ],
  'einsum, the sum of a deferred result': [
    2 ** 40,
    () => np.sum(einsum('bi,bj->bij', np.ones([2, million]), np.ones([2, million])), 0),
  ],
  AffineParams: [trillion, () => new AffineParams(million, million)],
  'ops.im2col': [
    1501 ** 2 * 1500 ** 2,
    () => ops.im2col(np.ones([1, 1, 3000, 3000]), { kernel: [1500, 1500] }),
  ],
};

describe('memory that is not to be had', () => {
  for (const [name, [count, body]] of Object.entries(tooLarge)) {
    it(`is a RangeError that says how much was asked for: ${name}`, () => {
      assert.throws(
        body,
        (error) => error instanceof RangeError && error.message.startsWith(`no memory for ${count} numbers`),
      );
    });
  }

  it('is a RangeError where a shape has more elements than can be counted, with the shape', () => {
    const shape = [2 ** 30, 2 ** 30];
    for (const body of [() => np.zeros(shape), () => np.broadcastTo(1, shape), () => np.full(shape, 1)]) {
      assert.throws(
        body,
        /RangeError: \w+: an array of shape \(1073741824, 1073741824\) would have 11529\d+ elements/,
      );
    }
    assert.equal(np.zeros([2 ** 30, 0, 2 ** 30]).size, 0);
  });

  it('leaves the numbers of what comes next right', () => {
    assert.throws(() => np.matmul(column, row));
    const x = np.arange(90000).reshape([300, 300]).astype('float32');
    assert.ok(np.arrayEqual(np.matmul(x, np.eye(300, 300, { dtype: 'float32' })), x));
  });
});

/**
 * A fingerprint (FNV-1a of all bits) of every operation that needs the kernels' memory, on shapes that need much of it, and how
 * large that memory is in the end: for a process that has little.
 */
const fingerprints = `
  import { gemm, logSoftmaxRows, residentCopy, setThreads, softmaxRows } from './dist/lib/wasm/index.js';
  import { kernels } from './dist/lib/wasm/module.js';
  const fnv = (x) => new Uint8Array(x.buffer, x.byteOffset, x.byteLength).reduce((h, byte) => Math.imul(h ^ byte, 0x01000193), 0x811c9dc5);
  const found = [];
  const all = () => {
    for (const type of [Float32Array, Float64Array]) {
      const noise = (length) => type.from({ length }, (_, i) => (((i * 7919) % 1009) - 500) / 512);
      const product = (m, k, n) => {
        const c = new type(m * n);
        gemm(m, n, k, noise(m * k), 0, k, 1, noise(k * n), 0, n, 1, c, 0, n, 1, false);
        found.push(fnv(c));
      };
      product(400, 300, 350);
      product(1, 700_000, 3);
      product(3, 700_000, 1);
      product(700_000, 1, 3);
      const x = noise(700_000);
      for (const rows of [softmaxRows, logSoftmaxRows]) {
        const y = new type(x.length);
        rows(x, 0, y, 0, 1, x.length);
        found.push(fnv(y));
      }
      found.push(fnv(residentCopy(x)));
    }
  };
  all();
  const bytes = kernels()?.memory.buffer.byteLength ?? 0;
  process.stdout.write(JSON.stringify({ found, bytes }));`;

function fingerprintsOf(command: string, args: readonly string[]): { found: number[]; bytes: number } {
  const program = ['--input-type=module', '--eval', fingerprints];
  const { stdout, stderr, error } = spawnSync(command, [...args, ...program], { encoding: 'utf8' });
  if (stdout === '') throw error ?? new Error(stderr);
  return JSON.parse(stdout) as { found: number[]; bytes: number };
}

describe('when the memory of the kernels cannot grow', () => {
  let plenty: ReturnType<typeof fingerprintsOf>;
  before(() => (plenty = fingerprintsOf(process.execPath, [])));

  it('products and softmax are computed by plain loops, with the same bits', () => {
    const little = fingerprintsOf(process.execPath, ['--wasm-max-mem-pages=32']);
    assert.deepEqual(little.found, plenty.found);
    assert.equal(little.bytes, 32 * 65536);
    assert.ok(plenty.bytes > little.bytes);
  });

  it('and when it is not to be had at all, likewise', function () {
    // V8 sets 8 GB of addresses aside for every WebAssembly memory.
    const limited = ['--as=6000000000', process.execPath];
    if (spawnSync('prlimit', [...limited, '--eval', '']).status !== 0) this.skip();
    assert.deepEqual(fingerprintsOf('prlimit', limited), { found: plenty.found, bytes: 0 });
  });
});
