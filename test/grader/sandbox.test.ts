import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeChildRoot } from '../../grader/sandbox/child-root.js';
import { chooseSandbox } from '../../grader/sandbox/layers.js';
import { launchers, type Launcher } from '../../grader/sandbox/launchers.js';
import { loadProblemSet } from '../../grader/problem-set.js';
import { CourseKey } from '../../grader/secret.js';
import { GradingSession } from '../../grader/session.js';
import { foldersLeft, processesLeft, relu, rightBackward, solvedExcept, submission } from './support.js';

describe("the child's folder", () => {
  /** Its modules by path. Where they are one file, esbuild names each above its text. */
  const modules = (texts: Map<string, string>) =>
    new Map(
      [...texts].flatMap(([name, text]) => {
        if (!name.endsWith('.bundle.cjs')) return [[name.replaceAll('\\', '/'), text] as const];
        const parts = text.split(/^\/\/ ((?:dist|node_modules)\/\S+\.js)$/m);
        assert.ok(parts.length > 20, `${name} does not name its modules`);
        return parts.flatMap((part, index) => (index % 2 ? [[part, parts[index + 1]] as const] : []));
      }),
    );
  const files = (program: 'child' | 'fullChild') => {
    const { path, remove } = makeChildRoot(program);
    const names = (readdirSync(path, { recursive: true }) as string[]).filter((name) => /\.c?js$/.test(name));
    const texts = new Map(names.map((name) => [name, readFileSync(join(path, name), 'utf8')]));
    remove();
    assert.ok(!existsSync(path));
    return modules(texts);
  };

  it('of a question that asks for a gradient holds no op, no node made of one and no reference', () => {
    const texts = files('child');
    assert.ok(texts.has('dist/lib/edf/comp-node.js'));
    for (const [name, text] of texts) {
      assert.ok(!/lib.(ops|autograd|symbolic)|op-node|nodes\.|reference|mutants|problem/.test(name), name);
      assert.ok(!/\bvjp\b/.test(text.replace(/^\s*(\/\/|\*|\/\*).*$/gm, '')), `${name} mentions a vjp`);
    }
  });

  it('of a training question holds the nodes but no check', () => {
    const names = [...files('fullChild').keys()];
    assert.ok(names.some((name) => name.includes('ops')));
    assert.ok(!names.some((name) => /reference|judge|battery|problems|mutants/.test(name)), names.join());
  });
});

for (const name of ['bubblewrap', 'unshare', 'process'] as const) {
  describe(`the sandbox '${name}'`, function () {
    this.timeout(300_000);
    let session: GradingSession;
    const priority = getPriority();

    before(async function () {
      if (!launchers().some((launcher) => launcher.name === name)) this.skip();
      try {
        await chooseSandbox(name);
      } catch {
        this.skip();
      }
      session = await GradingSession.start({
        problemSet: await loadProblemSet('ps1'),
        key: new CourseKey(Buffer.from('k')),
        timeout: 5,
        launcher: name,
      });
    });
    after(async () => session?.close());

    const grade = async (source: string) =>
      (await session.grade(submission(solvedExcept({ relu: source })), { only: 'relu' })).questions[0];

    const promises: Record<Launcher['name'], string[]> = {
      bubblewrap: [
        'files of this machine',
        'writing files',
        'starting processes',
        'other processes',
        'network',
        'memory limit',
      ],
      unshare: [
        'files of this machine',
        'writing files',
        'starting processes',
        'other processes',
        'network',
        'memory limit',
      ],
      process: ['files of this machine', 'writing files', 'starting processes', 'memory limit'],
    };

    it('keeps what it promises, found out by trying', () => {
      const { held } = session.sandbox.isolation;
      for (const promise of promises[name])
        assert.ok(held.includes(promise), `${promise} is not among ${held.join(', ')}`);
    });

    it('gives a right answer its points', async () => {
      const { earned, summary } = await grade(relu({ backward: rightBackward }));
      assert.equal(earned, 10, summary);
    });

    it('ends an endless loop by its processor time', async () => {
      const { obstacle, earned } = await grade(relu({ backward: 'for (;;) {}' }));
      assert.deepEqual([obstacle, earned], ['timeout', 0]);
    });

    it('bounds memory outside of the heap', async () => {
      const grab = 'for (let held = 0; held < 12; held++) all.push(new Uint8Array(1e8).fill(1))';
      const backward = `const all: unknown[] = []; ${grab}; (process as any).exit(77)`;
      const { earned, summary } = await grade(relu({ backward }));
      assert.equal(earned, 0);
      assert.doesNotMatch(summary, /exit code 77/, 'it held 1.2 GB');
    });

    it('shows an answer neither environment nor arguments of the grader', async () => {
      const { earned, summary } = await grade(
        relu({
          before:
            "if (Object.keys(process.env).some((name) => !['PWD', 'SHLVL', '_', 'OLDPWD', 'LC_CTYPE', 'UV_USE_IO_URING'].includes(name))) (process as any).exit(1)",
          backward: rightBackward,
        }),
      );
      assert.equal(earned, 10, summary);
    });

    it('keeps an answer from files, processes and services, and lets it leave nothing where everybody may write', async () => {
      const open = mkdtempSync(join(tmpdir(), 'edflab-test-'));
      chmodSync(open, 0o777);
      let visits = 0;
      const service = createServer((socket) => {
        visits++;
        socket.destroy();
      }).listen(join(open, 'service'));
      await new Promise((resolve) => service.once('listening', resolve));
      chmodSync(join(open, 'service'), 0o777);
      try {
        const builtin = (name: string) => `(process as any).getBuiltinModule('${name}')`;
        const attempts = [
          `await new Promise((done) => ${builtin('net')}.createServer().on('error', done).listen('${open}/socket', done))`,
          `await new Promise((done) => ${builtin('net')}.connect('${open}/service').on('error', done).on('connect', done))`,
          `${builtin('v8')}.setFlagsFromString('--trace-turbo'); ${builtin('v8')}.setFlagsFromString('--trace-turbo-path=${open}')`,
          `(process as any).report.writeReport('${open}/report.json')`,
          `${builtin('v8')}.writeHeapSnapshot('${open}/heap')`,
          `${builtin('os')}.setPriority((process as any).ppid, 19)`,
        ];
        writeFileSync(join(open, 'canary'), 'for everybody', { mode: 0o644 });
        const reaches = [
          `${builtin('fs')}.readFileSync('${open}/canary')`,
          `${builtin('fs')}.writeFileSync('${open}/written', '')`,
          `${builtin('child_process')}.execFileSync((process as any).execPath, ['--version'])`,
          `new (${builtin('worker_threads')}.Worker)('', { eval: true })`,
          `(process as any).binding('fs')`,
        ];
        for (const reach of reaches) attempts.push(`${reach}; (process as any).exit(3)`);
        const before = attempts.map((attempt) => `try { ${attempt} } catch {}`).join('\n');
        const loop = 'let sum = 0; for (let i = 0; i < 1e6; i++) sum += i % 7;';
        const { earned, summary } = await grade(relu({ before, backward: `${loop} ${rightBackward}` }));
        assert.equal(earned, 10, summary);
        assert.deepEqual(readdirSync(open), ['canary', 'service']);
        assert.equal(visits, 0);
        assert.equal(getPriority(), priority);
      } finally {
        service.close();
        rmSync(open, { recursive: true, force: true });
      }
    });

    it('leaves no process and no folder behind', () => {
      assert.deepEqual(processesLeft(), []);
      assert.deepEqual(foldersLeft(), []);
    });
  });
}

describe('--require-sandbox', () => {
  it('refuses to run code where a layer is missing, and says which', async function () {
    this.timeout(60_000);
    const { isolation } = await chooseSandbox('process');
    if (isolation.missing.length === 0) this.skip();
    const start = GradingSession.start({
      problemSet: await loadProblemSet('ps1'),
      key: CourseKey.open,
      requireSandbox: true,
      launcher: 'process',
    });
    await assert.rejects(
      start,
      (error: Error) => error.message.includes(isolation.missing[0]) && error.message.includes('bubblewrap'),
    );
  });
});

describe('the notebook of problem set 1', () => {
  it('and its release are valid for nbformat', function () {
    const python = '/usr/bin/python3';
    const check = 'import sys, nbformat\nfor f in sys.argv[1:]: nbformat.validate(nbformat.read(f, 4))';
    try {
      execFileSync(python, ['-c', 'import nbformat'], { stdio: 'ignore' });
    } catch {
      this.skip();
    }
    execFileSync(python, [
      '-c',
      check,
      'problem-sets/ps1/instructor/ps1.ipynb',
      'problem-sets/ps1/ps1.ipynb',
    ]);
  });
});
