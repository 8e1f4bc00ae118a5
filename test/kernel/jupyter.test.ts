// Against clients that nobody here wrote: jupyter_kernel_test, nbconvert and nbformat, where Python has them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { committed } from '../committed.js';
import { root } from '../root.js';

const python = process.platform === 'linux' ? '/usr/bin/python3' : 'python3';

function has(module: string): boolean {
  return spawnSync(python, ['-c', `import ${module}`]).status === 0;
}

describe('kernel: with the clients of the Jupyter project', function () {
  this.timeout(240_000);
  let prefix: string;
  let env: NodeJS.ProcessEnv;

  before(() => {
    prefix = mkdtempSync(join(tmpdir(), 'edflab jupyter '));
    env = {
      ...process.env,
      JUPYTER_PATH: join(prefix, 'share/jupyter'),
      JUPYTER_RUNTIME_DIR: join(prefix, 'runtime'),
      EDFLAB_HISTORY: join(prefix, 'history'),
      PYTHONDONTWRITEBYTECODE: '1',
    };
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(root, 'bin/edflab.mjs'), 'install', '--prefix', prefix],
      { encoding: 'utf8' },
    );
    assert.equal(status, 0, stderr);
  });
  after(() => rmSync(prefix, { recursive: true, force: true }));

  const notebook = join(root, 'test/fixtures/kernel/small.ipynb');

  it('the 13 tests of jupyter_kernel_test 0.7 pass, none skipped', function () {
    if (!has('jupyter_kernel_test')) this.skip();
    const suite = join(root, 'test/fixtures/kernel/kernel_tests.py');
    const { status, stderr } = spawnSync(python, [suite, '-v'], { cwd: prefix, env, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    assert.match(stderr, /\nRan 13 tests in .*\n\nOK\s*$/, stderr);
  });

  it('jupyter console: coloured prompts, errors with their line, completion, input, Ctrl-C', function () {
    if (!has('jupyter_console') || !has('pexpect')) this.skip();
    const suite = join(root, 'test/fixtures/kernel/console_tests.py');
    const { status, stderr } = spawnSync(python, [suite, '-vf'], { cwd: prefix, env, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    assert.match(stderr, /\nRan 6 tests in .*\n\nOK\s*$/, stderr);
  });

  it('nbconvert --execute runs a notebook and its HTML holds the picture of the plot', function () {
    if (!has('nbconvert') || !has('nbclient')) this.skip();
    copyFileSync(notebook, join(prefix, 'small.ipynb'));
    const parameters = ['-m', 'nbconvert', '--to', 'html', '--execute', 'small.ipynb'];
    const { status, stderr } = spawnSync(python, parameters, { cwd: prefix, env, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    const html = readFileSync(join(prefix, 'small.html'), 'utf8');
    assert.match(html, /the answer is 42/);
    assert.match(html, /<svg /);
  });

  it('nbconvert --execute runs notebook 02 to its end', function () {
    if (!has('nbconvert') || !has('nbclient')) this.skip();
    const name = '02-multilayer-perceptrons.ipynb';
    writeFileSync(join(prefix, name), committed(`notebooks/${name}`));
    const parameters = ['-m', 'nbconvert', '--to', 'html', '--execute', name];
    const { status, stderr } = spawnSync(python, parameters, { cwd: prefix, env, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    const html = readFileSync(join(prefix, name.replace('.ipynb', '.html')), 'utf8');
    assert.match(html, /development error after 10 epochs: \d\.\d %/);
  });

  it('what `edflab run` writes is a valid notebook', function () {
    if (!has('nbformat')) this.skip();
    const out = join(prefix, 'out.ipynb');
    const run = spawnSync(process.execPath, [join(root, 'bin/edflab.mjs'), 'run', notebook, '-o', out], {
      env,
      encoding: 'utf8',
    });
    assert.equal(run.status, 0, run.stderr);
    const script = join(prefix, 'validate.py');
    writeFileSync(
      script,
      'import sys, warnings, nbformat\nwarnings.simplefilter("error")\nnbformat.validate(nbformat.read(sys.argv[1], as_version=4))\n',
    );
    const { status, stderr } = spawnSync(python, [script, out], { env, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  });
});
