import assert from 'node:assert/strict';
import { result, until, untilPrinted, useKernel } from './support.js';

describe('kernel: interrupts', function () {
  this.timeout(60_000);
  const used = useKernel();

  /** Runs code, interrupts it once it has printed `go`, and returns the error it ends with. */
  async function interrupted(code: string): Promise<string | undefined> {
    const started = untilPrinted(used.client, 'go');
    const running = used.client.execute(code);
    await started;
    await used.kernel.interrupt();
    const { reply } = await running;
    assert.equal(reply.status, 'error');
    return reply.ename;
  }

  it('`while (true) {}` stops and the variables survive', async () => {
    await used.client.execute('let kept = 41; kept++');
    assert.equal(await interrupted(`console.log('go'); while (true) {}`), 'Interrupted');
    assert.equal(result((await used.client.execute('kept')).outputs), '42');
  });

  it('a loop that catches everything stops', async () => {
    assert.equal(
      await interrupted(`console.log('go'); while (true) { try { JSON.parse('{') } catch {} }`),
      'Interrupted',
    );
  });

  it('a regular expression that backtracks for ever stops', async () => {
    const code = `console.log('go'); /^(a+)+$/.test('a'.repeat(60) + 'b')`;
    assert.equal(await interrupted(code), 'Interrupted');
  });

  it('a cell that awaits a promise that never resolves stops', async () => {
    assert.equal(await interrupted(`console.log('go'); await new Promise(() => {})`), 'Interrupted');
  });

  it('`while (true) await sleep(10)` stops, and the loop is dead', async () => {
    const code = `
      import { setTimeout as sleep } from 'node:timers/promises';
      let turns = 0;
      while (true) { turns++; if (turns === 3) console.log('go'); await sleep(10); }`;
    assert.equal(await interrupted(code), 'Interrupted');
    const count = async () => result((await used.client.execute('await sleep(60); turns')).outputs);
    assert.equal(await count(), await count());
  });

  it('a synchronous loop after an await stops', async () => {
    assert.equal(await interrupted(`await null; console.log('go'); while (true) {}`), 'Interrupted');
  });

  it('a function of an earlier cell works again after a later cell was interrupted in it', async () => {
    await used.client.execute(
      'function turn(n: number) { let s = 0; for (let i = 0; i < n; i++) s += i; return s }',
    );
    assert.equal(await interrupted(`console.log('go'); while (true) turn(1000)`), 'Interrupted');
    assert.equal(result((await used.client.execute('turn(4)')).outputs), '6');
  });

  it('the cell after an interrupted one is never hit by the same interrupt', async () => {
    for (let round = 0; round < 20; round++) {
      await interrupted(`console.log('go'); while (true) {}`);
      assert.equal((await used.client.execute(`${round}`)).reply.status, 'ok');
    }
  });

  it('an interrupt in the middle of printing leaves the variables and the output as they were', async () => {
    await used.client.execute('let still = 1');
    for (let round = 0; round < 20; round++) {
      // No loop of the cell's own turns here: the signal strikes wherever the code is just then.
      const code = `Array.from({ length: 1e9 }, () => console.log('go'))`;
      assert.equal(await interrupted(code), 'Interrupted');
      const { outputs } = await used.client.execute('console.log(still)');
      assert.deepEqual(outputs, [{ output_type: 'stream', name: 'stdout', text: '1\n' }]);
    }
  });

  it('an interrupt when nothing runs does no harm', async () => {
    await used.kernel.interrupt();
    assert.equal(result((await used.client.execute('kept')).outputs), '42');
  });

  it('cells queued behind an interrupted one are aborted', async () => {
    const started = untilPrinted(used.client, 'go');
    const first = used.client.execute(`console.log('go'); while (true) {}`);
    const second = used.client.execute('kept = 0');
    await started;
    await used.kernel.interrupt();
    assert.equal((await first).reply.status, 'error');
    assert.equal((await second).reply.status, 'aborted');
    assert.equal(result((await used.client.execute('kept')).outputs), '42');
  });

  it('a call that nothing can stop ends the session, and the student is told', async () => {
    const code = `await null; console.log('go'); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)`;
    assert.equal(await interrupted(code), 'SessionDied');
    assert.equal(result((await used.client.execute('1 + 1')).outputs), '2');
  });

  (process.platform === 'win32' ? it.skip : it)('the signal SIGINT interrupts like the message', async () => {
    const started = untilPrinted(used.client, 'go');
    const running = used.client.execute(`console.log('go'); while (true) {}`);
    await started;
    process.kill(used.kernel.pid!, 'SIGINT');
    assert.equal((await running).reply.ename, 'Interrupted');
    await until(() => used.kernel.running);
    assert.equal(result((await used.client.execute('2')).outputs), '2');
  });
});
