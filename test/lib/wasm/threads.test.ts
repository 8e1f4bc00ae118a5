import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { gemm, setThreads, threads } from '../../../lib/wasm/index.js';
import { assertSameBits, filled, noise, types } from './arrays.js';

/** Products large enough to be shared, by rows and by columns, with edges. */
function products() {
  return types.flatMap((type) =>
    [
      [150, 200, 60],
      [333, 61, 77],
      [61, 333, 77],
      [1100, 40, 30],
    ].map(([m, n, k]) => {
      const next = noise(m);
      const a = filled(type, m * k, next);
      const b = filled(type, k * n, next);
      const c = new type(m * n);
      gemm(m, n, k, a, 0, k, 1, b, 0, n, 1, c, 0, n, 1, false);
      return c;
    }),
  );
}

describe('threads', () => {
  afterEach(() => setThreads(1));

  it('compute products with the same bits for 1, 2, 3 and 5 of them, as soon as they are asked for and later', async () => {
    const expected = products();
    for (const count of [2, 3, 5]) {
      setThreads(count);
      assert.equal(threads(), count);
      for (const pause of [0, 0, 50, 300]) {
        await sleep(pause);
        products().forEach((product, i) =>
          assertSameBits(product, expected[i], `${count} threads, product ${i}`),
        );
      }
    }
  });

  it('are one unless asked for', () => {
    assert.equal(threads(), 1);
  });

  it('do not keep the process from ending', () => {
    const program = `
      import { gemm, setThreads } from './dist/lib/wasm/index.js';
      setThreads(2);
      await new Promise((done) => setTimeout(done, 200));
      const [a, c] = [new Float32Array(65536).fill(1), new Float32Array(65536)];
      for (let i = 0; i < 20; i++) gemm(256, 256, 256, a, 0, 256, 1, a, 0, 256, 1, c, 0, 256, 1, false);
      console.log(c[5]);`;
    const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    assert.equal(stdout.trim(), '256');
    assert.equal(status, 0);
  });

  it('are refused when they are not a whole number from 1 to 16', () => {
    for (const count of [0, 1.5, NaN, 17]) {
      assert.throws(() => setThreads(count), /setThreads: expected a whole number from 1 to 16, got/);
    }
  });
});
