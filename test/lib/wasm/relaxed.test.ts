import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { relaxedSimd, setRelaxedSimd, withoutRelaxedSimd } from '../../../lib/wasm/index.js';
import { canRelax } from '../../../lib/wasm/module.js';
import { otherNodes } from '../../nodes.js';

/** Node 20 has relaxed SIMD behind a flag that its successors no longer know. */
const flags = canRelax() ? [] : ['--experimental-wasm-relaxed-simd'];
const engines = [
  { name: 'this Node', executable: process.execPath, flags, isInstalled: true },
  ...otherNodes.map((node) => ({ ...node, flags: [] as string[] })),
];

/** Runs a program that has the kernels at hand; what it prints is JSON. */
function run({ executable, flags }: (typeof engines)[0], program: string): unknown {
  const { stdout, stderr } = spawnSync(
    executable,
    [
      ...flags,
      '--input-type=module',
      '--eval',
      `import { gemm, relaxedSimd, residentCopy, setRelaxedSimd, setThreads } from './dist/lib/wasm/index.js';
       import { canRelax } from './dist/lib/wasm/module.js';
       ${program}`,
    ],
    { encoding: 'utf8', timeout: 60_000 },
  );
  return JSON.parse(stdout || JSON.stringify(stderr));
}

/** C = A B for float32 in every way that a product can be computed, beside loops that round once (fused) or twice a step. */
const products = `
  const [m, k, n] = [150, 130, 120];
  const a = Float32Array.from({ length: m * k }, (_, i) => Math.sin(i));
  const b = Float32Array.from({ length: k * n }, (_, i) => Math.cos(i));
  const loops = (round) => {
    const c = new Float32Array(m * n);
    for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < k; p++) sum = Math.fround(sum + round(a[i * k + p] * b[p * n + j]));
      c[i * n + j] = sum;
    }
    return String(c);
  };
  const matrix = () => { const c = new Float32Array(m * n); gemm(m, n, k, a, 0, k, 1, b, 0, n, 1, c, 0, n, 1, false); return String(c); };
  const rows = (right) => {
    const c = new Float32Array(m * n);
    for (let i = 0; i < m; i++) gemm(1, n, k, a, i * k, k, 1, right, 0, n, 1, c, i * n, n, 1, false);
    return String(c);
  };
  const [once, twice] = [loops((x) => x), loops(Math.fround)];
  const resident = residentCopy(b);`;

describe('relaxed SIMD', () => {
  it('is off unless asked for', () => {
    assert.equal(relaxedSimd(), false);
  });

  for (const engine of engines) {
    it(`rounds each product and sum once, on 1 and 2 threads, and not at all differently when it is off again, in ${engine.name}`, function () {
      if (!engine.isInstalled) this.skip();
      const found = run(
        engine,
        `${products}
        const pause = () => new Promise((resolve) => setTimeout(resolve, 300));
        const seen = [];
        const all = () => [matrix(), rows(b), rows(resident)].map((c) => (c === once ? 'once' : c === twice ? 'twice' : 'else'));
        setRelaxedSimd(true);
        seen.push([relaxedSimd(), ...all()]);
        setThreads(2);
        await pause();
        seen.push([relaxedSimd(), ...all()]);
        setRelaxedSimd(false);
        await pause();
        seen.push([relaxedSimd(), ...all()]);
        console.log(JSON.stringify(seen));
        process.exit();`,
      );
      // A machine without fused multiply-adds may round twice in both.
      const hasFused = (found as string[][])[0]?.[1] !== 'twice';
      const fused = hasFused ? 'once' : 'twice';
      assert.deepEqual(found, [
        [true, fused, fused, fused],
        [true, fused, fused, fused],
        [false, 'twice', 'twice', 'twice'],
      ]);
    });
  }

  it('is refused in words where the engine has none', function () {
    if (canRelax()) this.skip();
    assert.throws(
      () => setRelaxedSimd(true),
      /setRelaxedSimd: this engine has no relaxed SIMD; hint: Node 22/,
    );
    assert.equal(relaxedSimd(), false);
  });

  it('is set aside for work that must be the same everywhere, and comes back even when that fails', () => {
    const found = run(
      engines[0],
      `import { withoutRelaxedSimd } from './dist/lib/wasm/index.js';
      setRelaxedSimd(true);
      const inside = withoutRelaxedSimd(relaxedSimd);
      try { withoutRelaxedSimd(() => { throw new Error(); }); } catch {}
      console.log(JSON.stringify([inside, relaxedSimd()]));`,
    );
    assert.deepEqual(found, [false, true]);
    assert.equal(withoutRelaxedSimd(relaxedSimd), false);
  });

  it('is off while a check runs, so that what passes there passes in grading', () => {
    const found = run(
      engines[0],
      `import { CompNode, np } from './dist/lib/index.js';
      import { check } from './dist/problem-sets/ps1/index.js';
      const seen = new Set();
      class Relu extends CompNode {
        constructor(x) { super(); this.x = x; }
        forward() { seen.add(relaxedSimd()); this.value = np.maximum(this.x.value, 0); }
        backward() { this.x.addgrad(this.grad.mul(this.x.value.gt(0))); }
      }
      setRelaxedSimd(true);
      const { passed } = check('relu', Relu);
      console.log(JSON.stringify({ passed, seen: [...seen], after: relaxedSimd() }));`,
    );
    assert.deepEqual(found, { passed: true, seen: [false], after: true });
  });
});
