// `npm run tsc -- -b PART`: TypeScript's own compiler, then the bundles that are made of what it wrote.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cwd = fileURLToPath(new URL('..', import.meta.url));
for (const command of [
  ['node_modules/typescript/bin/tsc', ...process.argv.slice(2)],
  ['scripts/bundle.mjs'],
  ['grader/build.mjs'],
]) {
  const { status } = spawnSync(process.execPath, command, { cwd, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
