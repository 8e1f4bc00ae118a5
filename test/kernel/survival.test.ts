import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { root } from '../root.js';
import type { Message } from '../../kernel/wire/client.js';
import { isAlive, nextMessage, printed, result, until, useKernel } from './support.js';

/** The processes that a process has started, as Linux lists them. */
function childrenOf(parent: number): { pid: number; command: string }[] {
  const pids = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ');
  return pids.map((pid) => ({ pid: Number(pid), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8') }));
}

describe('kernel: what does not kill it', function () {
  this.timeout(60_000);
  const used = useKernel({ EDFLAB_HEAP_MB: '128' });
  const sessionPid = async (): Promise<number> =>
    Number(result((await used.client.execute('process.pid')).outputs));

  for (const call of [
    'process.exit(3)',
    'process.abort()',
    'process.kill(process.pid)',
    'process.kill(process.ppid, "SIGKILL")',
  ]) {
    it(`${call} in a cell is an error that says what to do, and the variables survive`, async () => {
      await used.client.execute('var kept = "here"');
      const { reply } = await used.client.execute(call);
      assert.equal(reply.ename, 'ExitRefused');
      assert.match(reply.evalue!, /throw an error/);
      assert.equal(result((await used.client.execute('kept')).outputs), "'here'");
    });
  }

  it('process.exit in a timer of a cell that has ended is shown, and the variables survive', async () => {
    const shown = nextMessage(used.client, ({ header }) => header.msg_type === 'error');
    await used.client.execute('setTimeout(() => process.exit(3), 20); 0');
    assert.equal((await shown).content.ename, 'ExitRefused');
    assert.equal(result((await used.client.execute('kept')).outputs), "'here'");
  });

  it('a session that is killed is an error; a new one answers; its names are gone for the compiler too', async () => {
    await used.client.execute('let gone = 1');
    const code = `import { execSync } from 'node:child_process'; execSync('kill -9 ' + process.pid)`;
    const { reply } = await used.client.execute(code);
    assert.equal(reply.ename, 'SessionDied');
    assert.match(reply.evalue!, /run the cells again/);
    assert.equal((await used.client.execute('gone')).reply.ename, 'TS2304');
    assert.equal(result((await used.client.execute('1 + 1')).outputs), '2');
  });

  it('a session that dies between two cells is said, and replaced', async () => {
    const said = nextMessage(used.client, ({ content }) => String(content.text).includes('was killed'));
    process.kill(await sessionPid(), 'SIGKILL');
    await said;
    assert.equal(result((await used.client.execute('1 + 1')).outputs), '2');
  });

  it('a compiler that is killed ends the session, whose names nobody knows any more, and both are replaced', async function () {
    if (process.platform !== 'linux') this.skip();
    await used.client.execute('let known = 1');
    const compiler = childrenOf(used.kernel.pid!).find(({ command }) => command.includes('--snapshot-blob'));
    if (compiler === undefined) return this.skip();
    const said = nextMessage(used.client, ({ content }) => String(content.text).includes('the compiler was'));
    process.kill(compiler.pid, 'SIGKILL');
    await said;
    assert.equal((await used.client.execute('known')).reply.ename, 'TS2304');
    assert.equal(result((await used.client.execute('1 + 1')).outputs), '2');
  });

  it('running out of memory is an error that names the limit', async () => {
    const { reply, outputs } = await used.client.execute(
      'const all: number[][] = []; while (true) all.push(new Array(1000).fill(Math.random()));',
    );
    assert.equal(reply.ename, 'SessionDied');
    assert.match(reply.evalue!, /ran out of memory \(its limit is 128 MB\)/);
    assert.equal(printed(outputs, 'stderr'), '', "V8's own last words are not shown");
    assert.equal(result((await used.client.execute('1 + 1')).outputs), '2');
  });

  it('a kernel that is killed takes its session with it, and another one takes its place', async () => {
    const session = await sessionPid();
    const restarted = once(used.kernel, 'restarted');
    process.kill(used.kernel.pid!, 'SIGKILL');
    await restarted;
    await until(() => !isAlive(session));
    assert.equal(result((await used.client.execute('1 + 1')).outputs), '2');
  });

  it('a restart forgets the variables and keeps the ports', async () => {
    const { connection } = used.kernel;
    await used.client.execute('var before = 1');
    await used.kernel.restart();
    assert.deepEqual(used.kernel.connection, connection);
    assert.equal((await used.client.execute('before')).reply.ename, 'TS2304');
  });

  it('after a restart a client hears all that is said of its first request', async () => {
    for (let round = 0; round < 5; round++) {
      await used.kernel.restart();
      const states: unknown[] = [];
      const hear = (channel: string, { parent_header: parent, content }: Message): void => {
        if (channel === 'iopub' && parent.msg_type === 'kernel_info_request')
          states.push(content.execution_state);
      };
      used.client.on('message', hear);
      await used.client.request('control', 'kernel_info_request', {});
      await until(() => states.length === 2);
      used.client.off('message', hear);
      assert.deepEqual(states, ['busy', 'idle']);
    }
  });

  it('when the process that started a kernel is killed, kernel and session end', async () => {
    const client = pathToFileURL(join(root, 'dist/kernel/wire/client.js')).href;
    const script = `
      const { KernelProcess } = await import(${JSON.stringify(client)});
      const kernel = await KernelProcess.start({ cwd: ${JSON.stringify(used.folder)} });
      const { outputs } = await (await kernel.client().ready()).execute('process.pid');
      console.log(JSON.stringify([kernel.pid, Number(outputs[0].data['text/plain'])]));`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pids = JSON.parse(line.toString()) as number[];
    assert.ok(pids.every(isAlive));
    parent.kill('SIGKILL');
    await until(() => !pids.some(isAlive));
  });

  it('a kernel started by Jupyter ends when Jupyter is killed', async function () {
    if (process.platform === 'win32') this.skip();
    // As jupyter_client does it: no channel to the parent, its number in the environment.
    const file = join(used.folder, 'connection.json');
    const main = join(root, 'dist/bundle/kernel/kernel.js');
    const script = `
      require('node:fs').writeFileSync(${JSON.stringify(file)}, JSON.stringify({ shell_port: 0, control_port: 0, iopub_port: 0, stdin_port: 0, hb_port: 0 }));
      const env = { ...process.env, JPY_PARENT_PID: String(process.pid) };
      console.log(require('node:child_process').spawn(process.execPath, [${JSON.stringify(main)}, ${JSON.stringify(file)}], { stdio: 'ignore', env }).pid);
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    await until(() => (JSON.parse(readFileSync(file, 'utf8')) as { shell_port: number }).shell_port !== 0);
    parent.kill('SIGKILL');
    await until(() => !isAlive(pid));
  });
});
