import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RemoteCompiler } from '../../../kernel/compile/index.js';
import { buildSnapshot } from '../../../kernel/compile/snapshot.js';
import { findProgram } from '../../../kernel/end-with-parent.js';
import { root } from '../../root.js';
import { isAlive, until } from '../support.js';

describe('the compiler apart', function () {
  this.timeout(60_000);
  let compiler: RemoteCompiler;

  before(async () => {
    await buildSnapshot();
    compiler = new RemoteCompiler({ directory: process.cwd() });
  });
  after(() => compiler.close());

  it('answers as the compiler does, in order', async () => {
    const [compiled, , completion, inspection, completeness] = await Promise.all([
      compiler.compile('const answer = 42', { cell: 1 }),
      compiler.commit(1, ['answer']),
      compiler.complete('answ', 4),
      compiler.inspect('answer', 2),
      compiler.isComplete('if ('),
    ]);
    assert.deepEqual(compiled.defines, ['answer']);
    assert.deepEqual(
      completion.items.map(({ text }) => text),
      ['answer'],
    );
    assert.match(inspection?.text ?? '', /const answer: 42/);
    assert.equal(completeness.status, 'incomplete');
    await compiler.reset();
    assert.equal((await compiler.compile('answer', { cell: 2 })).diagnostics[0].code, 2304);
  });

  it('answers while this thread computes', async () => {
    const asked = compiler.complete('Math.', 5);
    const until = performance.now() + 200;
    while (performance.now() < until);
    assert.ok((await asked).items.length > 10);
  });

  it('refuses what is asked after its end', async () => {
    const short = new RemoteCompiler({ directory: process.cwd() });
    const refused = assert.rejects(short.complete('Math.', 5), /ended/);
    await short.close();
    await refused;
    await assert.rejects(short.complete('Math.', 5), /ended/);
  });

  it('that is killed loses what it knew, says so, and answers again', async () => {
    const killed = new RemoteCompiler({ directory: process.cwd() });
    try {
      assert.ok(killed.pid, 'a built kernel has a snapshot, so its compiler is a process');
      await killed.compile('const before = 1', { cell: 1 });
      await killed.commit(1, ['before']);
      const lost = once(killed, 'lost');
      const asked = killed.complete('Math.', 5);
      process.kill(killed.pid, 'SIGKILL');
      await assert.rejects(asked, /SIGKILL/);
      await lost;
      assert.equal((await killed.compile('before', { cell: 2 })).diagnostics[0].code, 2304);
    } finally {
      await killed.close();
    }
  });

  it('that is killed before its first answer is replaced, and what was asked is answered', async () => {
    const killed = new RemoteCompiler({ directory: process.cwd() });
    try {
      const asked = killed.compile('const x = 1', { cell: 1 });
      process.kill(killed.pid!, 'SIGKILL');
      assert.deepEqual((await asked).defines, ['x']);
      assert.equal(killed.pid, undefined, 'on a thread');
      const { diagnostics } = await killed.compile('const y: string = 1', { cell: 2 });
      assert.equal(diagnostics[0].code, 2322);
    } finally {
      await killed.close();
    }
  });

  it('keeps no process alive, and ends with the one that asks', async () => {
    const module = pathToFileURL(join(root, 'dist/kernel/compile/remote.js')).href;
    const script = `
      const { RemoteCompiler } = await import(${JSON.stringify(module)});
      const compiler = new RemoteCompiler({ directory: process.cwd() });
      await compiler.isComplete('1');
      console.log(compiler.pid);`;
    const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    assert.equal(status, 0);
    await until(() => !isAlive(Number(stdout)));
  });

  it('of cells that are not trusted may take two gigabytes of memory and no more', async function () {
    if (process.platform !== 'linux') this.skip();
    const bounded = new RemoteCompiler({ directory: process.cwd(), untrusted: true });
    try {
      assert.equal((await bounded.compile('const x: string = 1', { cell: 1 })).diagnostics[0].code, 2322);
      const limits = readFileSync(`/proc/${bounded.pid}/limits`, 'utf8');
      assert.match(limits, /^Max data size +2147483648 /m);
    } finally {
      await bounded.close();
    }
  });

  it('ends with the one that asks, in the middle of a check that takes minutes', async function () {
    if (process.platform !== 'linux' || findProgram('setpriv') === undefined) this.skip();
    const module = pathToFileURL(join(root, 'dist/kernel/compile/remote.js')).href;
    // A thousand types, each compared with a thousand others.
    const union = (numbers: string) =>
      Array.from({ length: 1000 }, (_, i) => `{ x: { v: [${numbers}${i}] } }`).join(' | ');
    const slow = `let a: ${union('')} = null as any; let b: number | ${union('0 | ')} = a;\n`;
    const script = `
      const { RemoteCompiler } = await import(${JSON.stringify(module)});
      const compiler = new RemoteCompiler({ directory: process.cwd() });
      await compiler.isComplete('1');
      const source = Array.from({ length: 20 }, (_, i) => '{' + ${JSON.stringify(slow)} + '}').join('');
      void compiler.compile(source, { cell: 1 });
      setTimeout(() => console.log(compiler.pid), 1000);`;
    const asker = spawn(process.execPath, ['--input-type=module', '-e', script]);
    const [pid] = (await once(asker.stdout, 'data')) as [Buffer];
    assert.ok(isAlive(Number(pid)));
    asker.kill('SIGKILL');
    await until(() => !isAlive(Number(pid)));
  });
});
