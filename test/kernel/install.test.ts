// Each place that `edflab install` knows, as jupyter_client itself finds it there.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../root.js';

const python = process.platform === 'linux' ? '/usr/bin/python3' : 'python3';
const hasJupyterClient = spawnSync(python, ['-c', 'import jupyter_client']).status === 0;
const hasBubblewrap =
  spawnSync('bwrap', ['--dev-bind', '/', '/', '--tmpfs', '/usr/local/share', 'true']).status === 0;
const DISCOVERY = `
import json
from jupyter_client.kernelspec import KernelSpecManager
found = KernelSpecManager().get_all_specs().get('edflab')
print(json.dumps(found and [found['resource_dir'], found['spec']['argv']]))`;

describe('edflab install, found by jupyter_client', function () {
  this.timeout(120_000);
  let folder: string;
  let env: NodeJS.ProcessEnv;
  before(function () {
    if (!hasJupyterClient) this.skip();
  });
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'edflab install ü 学 ')));
    env = { ...process.env, HOME: join(folder, 'home'), XDG_DATA_HOME: '', PYTHONDONTWRITEBYTECODE: '1' };
    for (const name of ['JUPYTER_DATA_DIR', 'JUPYTER_PATH', 'VIRTUAL_ENV', 'CONDA_PREFIX']) delete env[name];
    mkdirSync(env.HOME!);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function output(command: string, ...parameters: string[]): string {
    const { status, stdout, stderr } = spawnSync(command, parameters, { env, encoding: 'utf8', cwd: folder });
    assert.equal(status, 0, stderr);
    return stdout;
  }
  const edflab = (...parameters: string[]) =>
    output(process.execPath, join(root, 'bin/edflab.mjs'), ...parameters);
  const discovered = (interpreter = python) =>
    JSON.parse(output(interpreter, '-c', DISCOVERY)) as [folder: string, argv: string[]] | null;
  const argv = [process.execPath, join(root, 'dist/bundle/kernel/kernel.js'), '{connection_file}'];

  it('for this user, in a home whose path has spaces and characters of other scripts', () => {
    edflab('install');
    const place = join(folder, 'home/.local/share/jupyter/kernels/edflab');
    assert.deepEqual(discovered(), [place, argv]);
    edflab('uninstall', '--user');
    assert.equal(discovered(), null);
  });

  it('below a prefix, when JUPYTER_PATH names it', () => {
    edflab('install', '--prefix', 'an environment');
    assert.equal(discovered(), null);
    env.JUPYTER_PATH = join(folder, 'an environment/share/jupyter');
    assert.deepEqual(discovered(), [join(env.JUPYTER_PATH, 'kernels/edflab'), argv]);
    edflab('uninstall', '--prefix', 'an environment');
    assert.equal(discovered(), null);
  });

  it('--sys-prefix: in the active virtual environment, for its Python alone', function () {
    const environment = join(folder, 'my env');
    const made = spawnSync(python, ['-m', 'venv', '--without-pip', '--system-site-packages', environment]);
    if (made.status !== 0) this.skip();
    env.VIRTUAL_ENV = environment;
    edflab('install', '--sys-prefix');
    const place = join(environment, 'share/jupyter/kernels/edflab');
    assert.deepEqual(discovered(join(environment, 'bin/python')), [place, argv]);
    assert.equal(discovered(), null);
    edflab('uninstall', '--sys-prefix');
    assert.equal(existsSync(place), false);
  });

  it('--sys-prefix without an active environment asks the Python on the PATH', function () {
    const environment = join(folder, 'path env');
    const made = spawnSync(python, ['-m', 'venv', '--without-pip', '--system-site-packages', environment]);
    if (made.status !== 0) this.skip();
    env.PATH = `${join(environment, 'bin')}:${process.env.PATH}`;
    edflab('install', '--sys-prefix');
    const place = join(environment, 'share/jupyter/kernels/edflab');
    assert.deepEqual(discovered(join(environment, 'bin/python')), [place, argv]);
  });

  it('--system: for everybody, in a machine of its own', function () {
    if (!hasBubblewrap) this.skip();
    const everybody = '/usr/local/share/jupyter/kernels/edflab';
    const script = `node=$1 edflab=$2 python=$3 discovery=$4
      "$node" "$edflab" install --system >&2 && "$python" -c "$discovery"
      "$node" "$edflab" uninstall --system >&2 && "$python" -c "$discovery"`;
    const inside = [
      '/bin/sh',
      '-c',
      script,
      'sh',
      process.execPath,
      join(root, 'bin/edflab.mjs'),
      python,
      DISCOVERY,
    ];
    const found = output('bwrap', '--dev-bind', '/', '/', '--tmpfs', '/usr/local/share', ...inside);
    assert.deepEqual(
      found
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
      [[everybody, argv], null],
    );
  });

  it('a second install replaces the first, and uninstall says where else it is registered', () => {
    edflab('install');
    edflab('install');
    env.VIRTUAL_ENV = join(folder, 'env');
    edflab('install', '--sys-prefix');
    const place = join(folder, 'home/.local/share/jupyter/kernels/edflab');
    assert.equal(
      edflab('uninstall'),
      `Removed ${place}\nIt is still registered in ${join(folder, 'env/share/jupyter/kernels/edflab')}\n`,
    );
  });

  it('a folder that may not be written is one line that says what to do instead', function () {
    if (!hasBubblewrap) this.skip();
    const readOnly = ['--dev-bind', '/', '/', '--ro-bind', folder, folder];
    const { status, stderr } = spawnSync(
      'bwrap',
      [...readOnly, process.execPath, join(root, 'bin/edflab.mjs'), 'install'],
      { env, encoding: 'utf8' },
    );
    assert.equal(status, 1);
    assert.match(stderr, /^edflab: .*kernels\/edflab may not be written; try --prefix DIR\n$/);
  });
});
