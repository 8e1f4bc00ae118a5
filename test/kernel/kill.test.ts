// `kill -9` of any of a kernel's processes at any moment: the others end or recover, and nothing is left behind.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { program } from '../../kernel/programs.js';
import { newConnection, writeConnection } from '../../kernel/wire/connection.js';
import { commandLine, descendants, isLinux, marked } from './processes.js';
import { isAlive, nextMessage, result, until, untilPrinted, useKernel } from './support.js';

describe('kernel: kill -9', function () {
  this.timeout(240_000);
  before(function () {
    if (!isLinux) this.skip();
  });
  const mark = randomUUID();
  const used = useKernel({ EDFLAB_TEST_MARK: mark });
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  async function answers(): Promise<void> {
    assert.equal(result((await used.client.execute('1 + 1')).outputs), '2');
  }
  const sessionPid = async (): Promise<number> =>
    Number(result((await used.client.execute('process.pid')).outputs));

  /** All processes of the kernel when it rests: the spare session is there too. */
  async function atRest(): Promise<number[]> {
    const session = await sessionPid();
    const spare = (): number[] => sessions().filter((pid) => pid !== session);
    await until(() => spare().length === 1);
    return descendants(used.kernel.pid!);
  }
  function sessions(): number[] {
    const leader = (pid: number): boolean => commandLine(pid).includes('session.js');
    return descendants(used.kernel.pid!).filter(leader);
  }

  /** Starts three children of the cell: one that writes where the cell does, one that is quiet, one with a child of its own. */
  async function startChildren(): Promise<number[]> {
    const { outputs } = await used.client.execute(`
      import { spawn } from 'node:child_process';
      [
        spawn('sleep', ['1000'], { stdio: 'inherit' }),
        spawn('sleep', ['1001'], { stdio: 'ignore' }),
        spawn('sh', ['-c', 'sleep 1002; true'], { stdio: 'pipe' }),
      ].map((child) => child.pid).join(' ')`);
    const started = String(result(outputs)).match(/\d+/g)!.map(Number);
    await until(() => descendants(started[2]).length === 1);
    return [...started, ...descendants(started[2])];
  }

  it('of the session in the middle of a cell is the error of that cell, its children end, and a new session answers', async () => {
    await answers();
    const children = await startChildren();
    const session = await sessionPid();
    const started = untilPrinted(used.client, 'go');
    const running = used.client.execute(`console.log('go'); while (true) {}`);
    await started;
    process.kill(session, 'SIGKILL');
    const { reply } = await running;
    assert.equal(reply.ename, 'SessionDied');
    assert.match(reply.evalue!, /was killed from outside.*Its variables are gone/);
    await answers();
    assert.notEqual(await sessionPid(), session);
    await until(() => !children.some(isAlive));
  });

  it('of the session is the error of its cell even if a process that left its group holds its output open', async () => {
    const session = await sessionPid();
    const { outputs } = await used.client.execute(`
      import { spawn } from 'node:child_process';
      spawn('sleep', ['1000'], { stdio: 'inherit', detached: true }).pid`);
    const escaped = Number(result(outputs));
    const running = used.client.execute('await new Promise(() => {})');
    process.kill(session, 'SIGKILL');
    assert.equal((await running).reply.ename, 'SessionDied');
    process.kill(escaped, 'SIGKILL');
    await answers();
  });

  it('of the session at any moment of its start costs the cell at most, and the next one runs', async () => {
    for (let round = 0; round < 12; round++) {
      process.kill(await sessionPid(), 'SIGKILL');
      const running = used.client.execute('"ran"');
      await pause(round * 25);
      for (const pid of sessions()) process.kill(pid, 'SIGKILL');
      const { reply, outputs } = await running;
      assert.equal(
        reply.status === 'ok' ? result(outputs) : reply.ename,
        reply.status === 'ok' ? "'ran'" : 'SessionDied',
      );
      await answers();
    }
  });

  it('of the spare session is not even noticed, and there is another one soon', async () => {
    const session = await sessionPid();
    await atRest();
    const [spare] = sessions().filter((pid) => pid !== session);
    const heard: string[] = [];
    const listen = (channel: string, { header }: { header: { msg_type: string } }): void => {
      if (channel === 'iopub') heard.push(header.msg_type);
    };
    used.client.on('message', listen);
    process.kill(spare, 'SIGKILL');
    await until(() => sessions().some((pid) => pid !== session && pid !== spare));
    used.client.off('message', listen);
    assert.deepEqual(heard, []);
    assert.equal(await sessionPid(), session);
  });

  it('of a child that a cell waits for is what the cell sees, and nothing else', async () => {
    const started = nextMessage(used.client, ({ content }) => /^child \d+\n$/.test(String(content.text)));
    const running = used.client.execute(`
      import { spawn } from 'node:child_process';
      import { once } from 'node:events';
      const child = spawn('sleep', ['1000']);
      console.log('child ' + child.pid);
      const [, signal] = await once(child, 'exit');
      signal`);
    process.kill(Number(/\d+/.exec(String((await started).content.text))![0]), 'SIGKILL');
    assert.equal(result((await running).outputs), "'SIGKILL'");
  });

  it('of any one process costs two cells at most, which say so, and then a new one runs', async () => {
    const { length } = await atRest();
    for (let index = 0; index < length; index++) {
      let all: number[] = [];
      while (all.length < length) all = await atRest();
      const killed = all[index];
      process.kill(killed, 'SIGKILL');
      await until(() => !isAlive(killed));
      const failures: unknown[] = [];
      for (let cell = 0; cell < 3; cell++) {
        const { reply, outputs } = await used.client.execute('1 + 1');
        if (reply.status === 'error') failures.push(reply.evalue);
        else assert.equal(result(outputs), '2');
      }
      assert.ok(failures.length <= 2, failures.join('\n'));
      for (const evalue of failures) assert.match(String(evalue), /session was .*|compiler has ended/);
      await answers();
    }
  });

  it('of the kernel ends the session, the spare one and all that cells have started; a new kernel answers', async () => {
    await startChildren();
    const old = [used.kernel.pid!, ...(await atRest())];
    assert.ok(
      old.length >= 7,
      `kernel, session, spare and the cells' four children: ${old.length} processes`,
    );
    const restarted = once(used.kernel, 'restarted');
    process.kill(used.kernel.pid!, 'SIGKILL');
    await restarted;
    await until(() => !old.some(isAlive));
    await answers();
  });

  it('of the kernel ends a cell that never gives way too', async () => {
    const old = [used.kernel.pid!, ...(await atRest())];
    const started = untilPrinted(used.client, 'go');
    used.client
      .execute(`console.log('go'); while (true) try { JSON.parse('{') } catch {}`)
      .catch(() => undefined);
    await started;
    const restarted = once(used.kernel, 'restarted');
    process.kill(used.kernel.pid!, 'SIGKILL');
    await restarted;
    await until(() => !old.some(isAlive));
    await answers();
  });

  it('of the session, or of the kernel, takes along the folder in which the session keeps modules', async () => {
    const foldersOf = (pid: number): string[] =>
      readdirSync(tmpdir()).filter((name) => name.startsWith(`edflab-session-${pid}-`));
    const sessionWithFolder = async (): Promise<number> => {
      await used.client.execute('/** @module layers */\nexport const size = 3');
      const session = await sessionPid();
      assert.equal(foldersOf(session).length, 1);
      return session;
    };
    const first = await sessionWithFolder();
    process.kill(first, 'SIGKILL');
    await until(() => foldersOf(first).length === 0);
    await answers();
    const second = await sessionWithFolder();
    const restarted = once(used.kernel, 'restarted');
    process.kill(used.kernel.pid!, 'SIGKILL');
    await restarted;
    await until(() => foldersOf(second).length === 0);
    await answers();
  });

  it('of the kernel at any moment of its start leaves nothing behind', async () => {
    const own = randomUUID();
    const env = { ...process.env, EDFLAB_TEST_MARK: own };
    for (let round = 0; round < 24; round++) {
      const file = join(used.folder, `start-${round}.json`);
      writeConnection(file, newConnection());
      const kernel = spawn(process.execPath, [fileURLToPath(program('kernel')), file], {
        stdio: 'ignore',
        env,
        cwd: used.folder,
      });
      await pause(round * 40);
      kernel.kill('SIGKILL');
    }
    await until(() => marked(own).length === 0);
  });

  it('of everything but the kernel, ten times, leaves one kernel that answers', async () => {
    for (let round = 0; round < 10; round++) {
      for (const pid of descendants(used.kernel.pid!)) process.kill(pid, 'SIGKILL');
      await used.client.execute('0');
    }
    await answers();
    await used.kernel.shutdown();
    await until(() => marked(mark).length === 0);
  });
});
