import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../root.js';

const bench = (...parameters: string[]) =>
  spawnSync(process.execPath, [join(root, 'dist/bench/main.js'), ...parameters], { encoding: 'utf8' });

describe('npm run bench', () => {
  it('--help names every section and option', () => {
    const { status, stdout } = bench('--help');
    assert.equal(status, 0);
    for (const word of ['gemm', 'training', 'kernel', '--rounds', '--json', '--out'])
      assert.ok(stdout.includes(word), word);
  });

  it('refuses an unknown section or option and a wrong number in one line, before anything is measured', () => {
    for (const parameters of [['nonsense'], ['--nonsense'], ['gemm', '--rounds', '0']]) {
      const { status, stderr } = bench(...parameters);
      assert.equal(status, 1, parameters.join(' '));
      assert.match(stderr, /^error: .+\n$/);
    }
  });
});
