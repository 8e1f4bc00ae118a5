// Builds everything into dist/: the WASM kernels, every TypeScript project, the notebook page. Each step skips what has not changed.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const steps = [
  ['WASM kernels', 'lib/wasm/build.mjs'],
  ['TypeScript', 'scripts/tsc.mjs', '-b'],
  ['grading children', 'grader/build.mjs'],
  ['notebook page', 'lab/app/build.mjs'],
  ["compiler's snapshot", 'scripts/snapshot.mjs'],
];

for (const [title, script, ...args] of steps) {
  console.log(title);
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
