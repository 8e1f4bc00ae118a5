import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { kernelSpec } from '../../kernel/kernelspec.js';
import { otherNodes } from '../nodes.js';
import { root } from '../root.js';

describe('edflab doctor', function () {
  this.timeout(240_000);
  let folder: string;
  let env: NodeJS.ProcessEnv;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'edflab doctor ü '));
    env = {
      ...process.env,
      NO_COLOR: '1',
      JUPYTER_DATA_DIR: join(folder, 'user'),
      EDFLAB_HISTORY: join(folder, 'history'),
      EDFLAB_CONFIG_DIR: join(folder, 'settings'),
    };
    for (const name of ['JUPYTER_PATH', 'VIRTUAL_ENV', 'CONDA_PREFIX']) delete env[name];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  interface Findings {
    status: number | null;
    of(level: 'ok' | 'note' | 'FAULT'): string[];
  }

  function doctor(more: NodeJS.ProcessEnv = {}, checkout = root, uid?: number): Findings {
    const program = join(checkout, 'bin/edflab.mjs');
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'doctor'], {
      encoding: 'utf8',
      env: { ...env, ...more },
      cwd: folder,
      uid,
    });
    assert.equal(stderr, '');
    const lines = stdout.trimEnd().split('\n');
    for (const line of lines) assert.match(line, /^(?:ok {3}|note |FAULT) \S/);
    const of = (level: string) => lines.filter((line) => line.startsWith(level)).map((line) => line.slice(6));
    return { status, of };
  }

  function assertFault({ status, of }: Findings, said: RegExp): void {
    assert.deepEqual([status, of('FAULT').length], [1, 1], of('FAULT').join('\n'));
    assert.match(of('FAULT')[0], said);
  }

  /** A data folder in which `spec` is registered: an object, or text as it is. */
  function register(name: string, spec: object | string): string {
    const data = join(folder, name);
    const place = join(data, 'kernels/edflab');
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'kernel.json'), typeof spec === 'string' ? spec : JSON.stringify(spec));
    return data;
  }

  function executable(name: string, script: string): string {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return file;
  }

  const [node, main, connection] = kernelSpec().argv;
  const argv = (...parts: string[]) => ({ ...kernelSpec(), argv: parts });

  it('finds nothing wrong here, and says how to register the kernel', () => {
    const { status, of } = doctor();
    assert.equal(status, 0, of('FAULT').join('\n'));
    assert.match(of('ok').join('\n'), /a kernel started and ran its first cell in \d+ ms/);
    assert.match(of('note').join('\n'), /not registered .*`edflab install`/);
  });

  it('a registration by `edflab install` is in order, and says where it is', () => {
    const installed = spawnSync(node, [join(root, 'bin/edflab.mjs'), 'install'], { env, encoding: 'utf8' });
    assert.equal(installed.status, 0, installed.stderr);
    const { status, of } = doctor();
    assert.equal(status, 0, of('FAULT').join('\n'));
    assert.ok(of('ok').includes(`registered in ${join(folder, 'user/kernels/edflab')}`));
  });

  it('each broken registration is one line that says what is wrong and how to mend it', function () {
    if (process.platform === 'win32') this.skip();
    const stray = join(folder, 'stray.mjs');
    writeFileSync(stray, 'throw new Error("not built")');
    const broken: [spec: object | string, said: RegExp][] = [
      [argv('/gone/node', main, connection), /names \/gone\/node, which is gone; run/],
      [argv(node, '/moved/kernel.js', connection), /names \/moved\/kernel\.js, which is gone; run/],
      ['{"argv": [', /kernel\.json is not JSON; run/],
      [{ ...kernelSpec(), argv: undefined }, /kernel\.json has no command .*argv is undefined.*; run/],
      [argv(node, main, 'file'), /does not hand over the connection file .*; run/],
      [
        argv(executable('old', 'echo v18.19.0'), main, connection),
        /starts Node 18\.19\.0, older than 20\.19; run/,
      ],
      [argv(executable('other', 'echo hello'), main, connection), /other, which is not Node; run/],
      [argv(executable('broken', 'exit 3'), main, connection), /broken, which does not run .*; run/],
      [argv(executable('slow', 'exec sleep 1000'), main, connection), /slow, which does not run .*; run/],
      [argv(node, stray, connection), /does not start: Error: not built; run/],
      [{ ...kernelSpec(), interrupt_mode: 'signal' }, /was written by another version; run/],
    ];
    const data = broken.map(([spec], index) => register(`data ${index}`, spec));
    const { status, of } = doctor({ JUPYTER_PATH: data.join(delimiter) });
    assert.equal(status, 1);
    const faults = of('FAULT');
    assert.equal(faults.length, broken.length, faults.join('\n'));
    broken.forEach(([, said], index) => assert.match(faults[index], said));
    assert.ok(
      faults.every((fault) => /; run `edflab install`$/.test(fault)),
      faults.join('\n'),
    );
  });

  it('of several registrations it says which one is taken, and how to remove the hidden ones', () => {
    const first = register('environment/share/jupyter', kernelSpec());
    const second = register('user', kernelSpec());
    const { status, of } = doctor({ JUPYTER_PATH: first });
    assert.equal(status, 0, of('FAULT').join('\n'));
    const [taken, hidden] = [first, second].map((data) => join(data, 'kernels/edflab'));
    assert.ok(of('ok').includes(`registered in ${taken}`));
    assert.ok(of('note').includes(`${hidden} is hidden by ${taken}; \`edflab uninstall\` removes it`));
  });

  it('another copy that works is a note', () => {
    const wrapper = join(folder, 'wrapper.mjs');
    writeFileSync(wrapper, `await import(${JSON.stringify(main)});`);
    register('user', argv(node, wrapper, connection));
    const { status, of } = doctor();
    assert.equal(status, 0, of('FAULT').join('\n'));
    assert.match(
      of('note').join('\n'),
      /starts another copy, .*wrapper\.mjs; `edflab install` makes it this one/,
    );
  });

  for (const other of otherNodes) {
    it(`${other.name} in the registration is a note, when the kernel runs on it`, function () {
      if (!other.isInstalled) this.skip();
      register('user', argv(other.executable, main, connection));
      const { status, of } = doctor();
      assert.equal(status, 0, of('FAULT').join('\n'));
      const version = other.name.replace('Node ', '');
      assert.match(
        of('note').join('\n'),
        new RegExp(`starts Node ${version}\\.\\d+\\.\\d+ at .*; \`edflab install\``),
      );
    });
  }

  it('a registration where the `jupyter` on the PATH does not look is a fault', function () {
    if (process.platform === 'win32') this.skip();
    executable('jupyter', `echo '{"data": ["/elsewhere"]}'`);
    register('user', kernelSpec());
    assertFault(
      doctor({ PATH: `${folder}:${process.env.PATH}` }),
      /user\/kernels\/edflab is not where Jupyter looks \(\/elsewhere\)/,
    );
  });

  it('a `jupyter` that fails is a note, and the usual places are looked into', function () {
    if (process.platform === 'win32') this.skip();
    executable('jupyter', 'echo "No module named jupyter_core" >&2; exit 1');
    register('user', kernelSpec());
    const { status, of } = doctor({ PATH: `${folder}:${process.env.PATH}` });
    assert.equal(status, 0);
    assert.match(of('note').join('\n'), /does not say where it looks: No module named jupyter_core/);
    assert.ok(of('ok').includes(`registered in ${join(folder, 'user/kernels/edflab')}`));
  });

  it('folders that cannot be written are faults, and it still ends', function () {
    const file = join(folder, 'a file');
    writeFileSync(file, '');
    // In /proc nobody can make a folder, and Node's own recursive mkdir tries for ever.
    const history = process.platform === 'linux' ? '/proc/edflab/history' : join(file, 'history');
    const { status, of } = doctor({ EDFLAB_HISTORY: history, EDFLAB_CONFIG_DIR: join(file, 'settings') });
    assert.equal(status, 1);
    const faults = of('FAULT');
    assert.equal(faults.length, 2, faults.join('\n'));
    assert.match(
      faults[0],
      /the history of cells cannot be written in .*; set EDFLAB_HISTORY to a folder of yours/,
    );
    assert.match(faults[1], /settings of the page cannot be written in .*; set EDFLAB_CONFIG_DIR/);
    assert.match(of('ok').join('\n'), /a kernel started/);
  });

  it('a folder of kernels that may not be read is a fault', function () {
    if (process.platform === 'win32') this.skip();
    const data = register('user', kernelSpec());
    chmodSync(join(data, 'kernels'), 0);
    let uid: number | undefined;
    if (process.getuid!() === 0) {
      // The superuser may read everything; nobody may not.
      uid = 65534;
      for (const part of ['', 'user']) chmodSync(join(folder, part), 0o755);
      chownSync(folder, uid, uid);
      if (!isReadableBy(uid)) this.skip();
    }
    try {
      assertFault(doctor({ HOME: folder }, root, uid), /user\/kernels may not be read by this user; .*chmod/);
    } finally {
      chmodSync(join(data, 'kernels'), 0o755);
    }
  });

  function isReadableBy(uid: number): boolean {
    return spawnSync(node, [join(root, 'bin/edflab.mjs'), '--version'], { uid }).status === 0;
  }

  describe('in a copy of this installation', () => {
    let copy: string;
    beforeEach(() => {
      copy = join(folder, 'copy');
      for (const part of [
        'package.json',
        'bin',
        'kernel',
        'dist/bin',
        'dist/kernel',
        'dist/bundle',
        'dist/lib',
        'dist/grader',
        'dist/lab/server',
      ])
        cpSync(join(root, part), join(copy, part), { recursive: true, preserveTimestamps: true });
    });
    const link = (name: string) => {
      mkdirSync(join(copy, 'node_modules', name, '..'), { recursive: true });
      symlinkSync(join(root, 'node_modules', name), join(copy, 'node_modules', name), 'junction');
    };

    it('a program that is not built and a source changed after the build are faults', () => {
      link('');
      rmSync(join(copy, 'dist/bundle/kernel/guard.js'));
      assert.match(doctor({}, copy).of('FAULT')[0], /the build has no .*guard\.js; `npm run build` makes it/);
      cpSync(join(root, 'dist/bundle/kernel/guard.js'), join(copy, 'dist/bundle/kernel/guard.js'));
      writeFileSync(join(copy, 'kernel/wire/newer.ts'), 'export {};');
      assertFault(
        doctor({}, copy),
        /kernel\/wire\/newer\.ts was changed after the build; `npm run build` renews it/,
      );
    });

    it('a package that is not installed is a fault that says so', () => {
      for (const name of [
        'commander',
        'picocolors',
        'write-file-atomic',
        'imurmurhash',
        'signal-exit',
        'typescript',
        'ndarray',
      ])
        if (existsSync(join(root, 'node_modules', name))) link(name);
      assert.match(
        doctor({}, copy).of('FAULT').join('\n'),
        /starting a kernel fails: .*Cannot find package 'zeromq'.*; the installation is not whole: `npm ci` and `npm run build` mend it/,
      );
    });
  });
});
