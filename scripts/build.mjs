// Builds everything into dist/: the WASM kernels, every TypeScript project, the notebook page. Each step skips what has not changed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const steps = [
  ['WASM kernels', 'lib/wasm/build.mjs'],
  ['TypeScript', 'node_modules/typescript/bin/tsc', '-b'],
  ['compiler library', 'kernel/compile/build-lib.mjs'],
  ['notebook page', 'lab/app/build.mjs'],
];

for (const [title, script, ...args] of steps) {
  if (!existsSync(new URL(`../${script}`, import.meta.url))) continue;
  console.log(title);
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
