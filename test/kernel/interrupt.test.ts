import assert from 'node:assert/strict';
import { nextMessage, result, until, untilPrinted, useKernel } from './support.js';

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The same moments in every run of the tests (mulberry32). */
function randomNumbers(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), seed | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('kernel: interrupts', function () {
  this.timeout(180_000);
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

  /** Over the client's own control socket, so that it takes no time to connect. */
  async function sendInterrupt(): Promise<void> {
    await used.client.request('control', 'interrupt_request', {});
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

  (process.platform === 'win32' ? it.skip : it)(
    'a program that the cell waits for stops with it',
    async () => {
      const code = `import { execSync } from 'node:child_process'; console.log('go'); execSync('sleep 1000')`;
      assert.equal(await interrupted(code), 'Interrupted');
    },
  );

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

  it('a cell that is interrupted before its first line stops, and the variables survive', async () => {
    const wait = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500)';
    const started = untilPrinted(used.client, 'go');
    await used.client.execute(`var waiting = 'kept'; setTimeout(() => { console.log('go'); ${wait} }, 20)`);
    await started;
    const running = used.client.execute('while (true) {}');
    await pause(100);
    await used.kernel.interrupt();
    assert.equal((await running).reply.ename, 'Interrupted');
    assert.equal(result((await used.client.execute('waiting')).outputs), "'kept'");
  });

  it('whenever it comes, one interrupt or two, a cell that would run for ever stops', async () => {
    const endless = [
      'while (true) {}',
      `/^(a+)+$/.test('a'.repeat(60) + 'b')`,
      'await new Promise(() => {})',
      'while (true) await null',
      'await null; while (true) {}',
      'while (true) await new Promise((resolve) => setTimeout(resolve, 1))',
    ];
    const random = randomNumbers(1);
    for (let round = 0; round < 120; round++) {
      const code = endless[round % endless.length];
      const begun = nextMessage(used.client, ({ header }) => header.msg_type === 'execute_input');
      const running = used.client.execute(code);
      await begun;
      await pause(20 * random());
      const sent = [sendInterrupt()];
      if (random() < 0.5) {
        await pause(20 * random());
        sent.push(sendInterrupt());
      }
      const [{ reply }] = await Promise.all([running, ...sent]);
      assert.equal(reply.ename, 'Interrupted', code);
    }
    assert.equal(result((await used.client.execute('waiting')).outputs), "'kept'");
  });

  it('an interrupt just when a cell ends, or two, never strikes the next one', async () => {
    const brief = [
      (ms: number) => `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${ms})`,
      (ms: number) => `for (const end = performance.now() + ${ms}; performance.now() < end; ) ;`,
      (ms: number) => `await new Promise((resolve) => setTimeout(resolve, ${ms}))`,
      (ms: number) => `await null; for (const end = performance.now() + ${ms}; performance.now() < end; ) ;`,
    ];
    const next = ['let sum = 0; for (let i = 0; i < 1e5; i++) sum += i; sum', 'await null; 4999950000'];
    const random = randomNumbers(2);
    for (let round = 0; round < 200; round++) {
      const begun = nextMessage(used.client, ({ header }) => header.msg_type === 'execute_input');
      const running = used.client.execute(brief[round % brief.length](Math.floor(16 * random())));
      await begun;
      await pause(30 * random());
      const sent = [sendInterrupt()];
      if (random() < 0.5) {
        await pause(10 * random());
        sent.push(sendInterrupt());
      }
      const [{ reply }] = await Promise.all([running, ...sent]);
      assert.ok(reply.status === 'ok' || reply.ename === 'Interrupted', reply.evalue);
      const { outputs, reply: undisturbed } = await used.client.execute(next[round % next.length]);
      assert.equal(undisturbed.status, 'ok', `round ${round}: ${undisturbed.ename}`);
      assert.equal(result(outputs), '4999950000');
    }
    assert.equal(result((await used.client.execute('waiting')).outputs), "'kept'");
  });

  for (const question of ['prompt("Name?")', 'await input("Name?")']) {
    it(`${question} that nobody answers stops, and the next one can be answered`, async () => {
      const asked = new Promise<void>((resolve) => {
        const onInput = async (): Promise<string> => {
          resolve();
          return new Promise(() => undefined);
        };
        void used.client.execute(question, { onInput }).then(({ reply }) => (ended = reply.ename));
      });
      let ended: string | undefined;
      await asked;
      await sendInterrupt();
      await until(() => ended !== undefined);
      assert.equal(ended, 'Interrupted');
      const { outputs } = await used.client.execute(question, { onInput: () => 'Ada' });
      assert.equal(result(outputs), "'Ada'");
    });
  }

  it('products of matrices without end stop between two of them, and their variables survive', async () => {
    await used.client.execute('const big = np.ones([300, 300]); let products = 0');
    const code = `while (true) { np.matmul(big, big); if (++products === 2) console.log('go') }`;
    assert.equal(await interrupted(code), 'Interrupted');
    assert.equal(result((await used.client.execute('products > 1')).outputs), 'true');
  });

  it('a generator and a callback that never end stop', async () => {
    const generator = `function* count() { for (let i = 0; ; i++) yield i }\nconsole.log('go'); for (const i of count()) ;`;
    assert.equal(await interrupted(generator), 'Interrupted');
    const callback = `console.log('go'); Array.from({ length: 1e9 }, (_, i) => Math.sin(i))`;
    assert.equal(await interrupted(callback), 'Interrupted');
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
