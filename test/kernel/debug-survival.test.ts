import assert from 'node:assert/strict';
import { DebugClient } from './debug-support.js';
import { isAlive, result, until, untilPrinted, useKernel } from './support.js';

describe('kernel: a debugger never hangs the kernel', function () {
  this.timeout(30_000);
  const used = useKernel({ EDFLAB_HEAP_MB: '128' });
  let debug: DebugClient;

  before(async () => {
    debug = new DebugClient(used.client);
    await debug.start();
  });
  afterEach(async () => {
    if (!used.kernel.running) return;
    await debug.leave();
    await debug.start();
  });

  /** Runs a cell until it stops at its breakpoint. */
  async function stopAt(code: string, line: number) {
    await debug.breakAt(code, line);
    const running = used.client.execute(code);
    await debug.event('stopped');
    return { running };
  }
  const execute = async (code: string) => result((await used.client.execute(code)).outputs);
  const processOfSession = async () => Number(await execute('process.pid'));
  const interrupt = () => used.client.request('control', 'interrupt_request', {}, { timeout: 5000 });

  it('an interrupt ends a cell that is stopped, at its line, and keeps the variables', async () => {
    const session = await processOfSession();
    const { running } = await stopAt('let kept = 41\nkept++\nkept = 0', 2);
    await interrupt();
    assert.equal((await running).reply.ename, 'Interrupted');
    await debug.event('continued');
    assert.equal(await execute('kept'), '41');
    assert.equal(await processOfSession(), session);
  });

  it('an interrupt ends a cell that is stopped behind an `await`', async () => {
    const session = await processOfSession();
    const { running } = await stopAt('await null\nlet late = 1\nawait null\nlate = 2', 2);
    await interrupt();
    assert.equal((await running).reply.ename, 'Interrupted');
    assert.equal(await processOfSession(), session);
  });

  it('an interrupt ends a cell that stops at every turn of its loop', async () => {
    const session = await processOfSession();
    const { running } = await stopAt('let turns = 0\nwhile (true) {\n  turns++\n}', 3);
    await interrupt();
    assert.equal((await running).reply.ename, 'Interrupted');
    assert.equal(await processOfSession(), session);
  });

  it('a timer that is stopped after its cell has ended goes on when it is interrupted', async () => {
    const code = "setTimeout(() => {\n  console.log('late')\n}, 20)\n'ended'";
    await debug.breakAt(code, 2);
    const printed = untilPrinted(used.client, 'late');
    assert.equal(await execute(code), "'ended'");
    await debug.event('stopped');
    await interrupt();
    await printed;
    assert.equal(await execute('1 + 1'), '2');
  });

  it('a cell that is started while another is stopped waits its turn', async () => {
    const { running } = await stopAt('let first = 1\nfirst = 2', 2);
    const second = used.client.execute('first');
    await debug.ask('continue', { threadId: 1 });
    await running;
    assert.equal(result((await second).outputs), '2');
  });

  it('when the session dies while it is stopped, the next one has the same breakpoints', async () => {
    const session = await processOfSession();
    const code = 'let lost = 1\nlost = 2';
    const { running } = await stopAt(code, 2);
    process.kill(session, 'SIGKILL');
    assert.equal((await running).reply.ename, 'SessionDied');
    await debug.event('continued');
    const info = await debug.ask<{ isStarted: boolean; stoppedThreads: number[] }>('debugInfo');
    assert.deepEqual([info.isStarted, info.stoppedThreads], [true, []]);
    const again = used.client.execute(code);
    await debug.event('stopped');
    assert.equal(await debug.place(), 'cell:2');
    await debug.ask('continue', { threadId: 1 });
    assert.equal((await again).reply.status, 'ok');
  });

  it('an expression that never ends is given up, and the cell goes on', async () => {
    const { running } = await stopAt('let fine = 1\nfine', 2);
    const [{ id }] = await debug.frames();
    const hanging = debug.reply('evaluate', { expression: 'while (true) {}', frameId: id });
    assert.equal(
      (await used.client.request('control', 'kernel_info_request', {}, { timeout: 5000 })).content.status,
      'ok',
    );
    await interrupt();
    assert.equal((await hanging).success, false);
    await running;
    assert.equal(await execute('1 + 1'), '2');
  });

  it('a debugger that leaves lets the stopped cell go to its end', async () => {
    const { running } = await stopAt('let going = 1\ngoing = 2\ngoing', 2);
    await debug.leave();
    assert.equal(result((await running).outputs), '2');
    assert.equal((await debug.ask('debugInfo')).isStarted, false);
  });

  it('every front end sees the stop, and any of them lets the cell go on', async () => {
    const other = new DebugClient(await used.kernel.client().ready());
    await other.start();
    const { running } = await stopAt('let shared = 1\nshared = 2', 2);
    await other.event('stopped');
    assert.equal(await other.place(), 'cell:2');
    assert.equal((await other.scope('Globals')).shared, '1');
    await other.ask('continue', { threadId: 1 });
    await debug.event('continued');
    assert.equal((await running).reply.status, 'ok');
  });

  it('a function is stopped at in the text it was defined by, also after its cell was edited and run again', async () => {
    const before = 'function scale(x: number) {\n  const y = 2 * x\n  return y\n}';
    const after = before.replace('2 * x', '3 * x');
    await used.client.execute(before);
    await used.client.execute('const old = scale');
    await debug.breakAt(before, 2);
    await used.client.execute(after);
    await debug.breakAt(after, 3);
    const running = used.client.execute('old(1) + scale(1)');
    await debug.event('stopped');
    assert.equal((await debug.frames())[0].line, 2);
    assert.equal(await debug.step('continue'), 'scale:3');
    assert.equal((await debug.scope('Locals')).y, '3');
    await debug.ask('continue', { threadId: 1 });
    assert.equal(result((await running).outputs), '5');
  });

  it('functions that were defined before anybody debugged are stopped at', async () => {
    await debug.leave();
    const code = 'function earlier() {\n  return 7\n}';
    await used.client.execute(code);
    await debug.start();
    assert.deepEqual(await debug.breakAt(code, 2), [2]);
    const running = used.client.execute('earlier()');
    await debug.event('stopped');
    assert.equal(await debug.place(), 'earlier:2');
    await debug.ask('continue', { threadId: 1 });
    assert.equal(result((await running).outputs), '7');
  });

  it('memory that runs out ends the session, not in a stop', async () => {
    await debug.breakAt('const none = 1', 1);
    const { reply } = await used.client.execute(
      'const hoard: unknown[] = []\nwhile (true) hoard.push(new Array(1e5).fill({}))',
      {
        timeout: 25_000,
      },
    );
    assert.match(String(reply.evalue), /memory/);
    assert.equal(await execute('1 + 1'), '2');
  });

  it('the kernel ends at once while a cell is stopped, and leaves no process', async () => {
    const session = await processOfSession();
    const { running } = await stopAt('let last = 1\nlast = 2', 2);
    running.catch(() => undefined);
    await used.kernel.shutdown();
    await until(() => !isAlive(session));
  });
});
