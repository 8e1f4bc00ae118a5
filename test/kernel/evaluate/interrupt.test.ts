import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Result } from '../../../kernel/session/evaluate.js';
import { TestNotebook, valueOf } from '../compile/notebook.js';

/** What the session's guard thread does: it sets the flag, and may send the signal, while the main thread computes. */
const guard = `
  const { parentPort, workerData } = require('node:worker_threads');
  parentPort.on('message', ({ flag, signal, delay }) => setTimeout(() => {
    const words = new Int32Array(flag);
    if (!signal) { Atomics.add(words, 1, 1); Atomics.store(words, 0, 1); }
    if (signal) process.kill(process.pid, 'SIGINT');
  }, delay));`;

describe('interrupting a cell', function () {
  this.timeout(20_000);
  let worker: Worker;
  let flag: SharedArrayBuffer;
  let notebook: TestNotebook;
  const ignoreSignal = (): void => undefined;

  before(() => {
    worker = new Worker(guard, { eval: true });
    process.on('SIGINT', ignoreSignal);
  });
  after(async () => {
    process.off('SIGINT', ignoreSignal);
    await worker.terminate();
  });
  beforeEach(() => {
    flag = new SharedArrayBuffer(8);
    notebook = new TestNotebook({ interruptFlag: flag });
  });

  async function interrupted(source: string, { signal = false, delay = 50 } = {}): Promise<void> {
    const { result } = await notebook.run(source, {
      beforeRun: () => worker.postMessage({ flag, signal, delay }),
    });
    assertInterrupted(result);
  }
  function assertInterrupted(result: Result | undefined): void {
    assert.ok(result !== undefined && !result.ok && result.interrupted, 'the cell went on');
  }

  it('a loop stops at the flag, and the variables keep their values', async () => {
    await notebook.run('let rounds = 0');
    await interrupted('while (true) rounds++');
    assert.ok((valueOf(await notebook.run('rounds')) as number) > 0);
  });

  for (const loop of [
    'for (;;);',
    'do {} while (true)',
    'for (const x of (function* () { while (true) yield 1 })());',
    'while (true) { try { while (true); } catch {} }',
  ]) {
    it(`${loop} stops at the flag`, () => interrupted(loop));
  }

  it('a loop in a function of an earlier cell stops', async () => {
    await notebook.run('class Trainer { run() { for (let i = 0; ; i++); } }');
    await interrupted('new Trainer().run()');
  });

  it('the signal stops what has no loop of its own: a regular expression, and what catches everything', async function () {
    if (process.platform === 'win32') this.skip();
    await interrupted("/(a+)+$/.test('a'.repeat(40) + 'b')", { signal: true });
    await interrupted('for (;;) { try { JSON.stringify(Array(1000)) } catch {} }', { signal: true });
    assert.equal(valueOf(await notebook.run('1 + 1')), 2);
  });

  it('an await that never ends gives up', async () => {
    const running = notebook.run('await new Promise(() => {}); 1');
    await sleep(20);
    notebook.evaluator.interrupt();
    assertInterrupted((await running).result);
  });

  it('a cell does not go on when its interrupted await comes back', async () => {
    const running = notebook.run(
      'let after = "untouched"; await new Promise((resolve) => setTimeout(resolve, 60)); after = "went on"',
    );
    await sleep(10);
    notebook.evaluator.interrupt();
    assertInterrupted((await running).result);
    await sleep(100);
    assert.equal(valueOf(await notebook.run('after')), 'untouched');
  });

  it('an endless loop of awaits stops, and nothing of it is left running', async () => {
    await notebook.run(
      'let ticks = 0; const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))',
    );
    const running = notebook.run(
      'async function spin() { while (true) { await sleep(2); ticks++ } } await spin()',
    );
    await sleep(30);
    notebook.evaluator.interrupt();
    assertInterrupted((await running).result);
    await sleep(10);
    const stopped = valueOf(await notebook.run('ticks'));
    await sleep(30);
    assert.equal(valueOf(await notebook.run('ticks')), stopped);
  });

  it('a function that a cell left unawaited dies when nothing else runs', async () => {
    await notebook.run(
      'let beats = 0; const wait = () => new Promise((resolve) => setTimeout(resolve, 2)); async function beat() { for (;;) { await wait(); beats++ } } void beat().catch(() => {})',
    );
    await sleep(20);
    notebook.evaluator.interrupt();
    await sleep(10);
    const stopped = valueOf(await notebook.run('beats'));
    await sleep(30);
    assert.equal(valueOf(await notebook.run('beats')), stopped);
  });

  it('a function of cell 1 that cell 3 calls lives on after cell 2 was interrupted in it', async () => {
    await notebook.run('function count(to: number) { let n = 0; while (n < to) n++; return n }');
    await interrupted('count(Infinity)');
    assert.equal(valueOf(await notebook.run('count(1000)')), 1000);
  });

  it('a background loop of an earlier cell survives the interrupt of a later one', async () => {
    await notebook.run(
      'let alive = 0; const pause = () => new Promise((resolve) => setTimeout(resolve, 2)); let on = true; void (async () => { while (on) { await pause(); alive++ } })()',
    );
    const running = notebook.run('await new Promise(() => {})');
    await sleep(10);
    notebook.evaluator.interrupt();
    assertInterrupted((await running).result);
    const before = valueOf(await notebook.run('alive')) as number;
    await sleep(30);
    assert.ok((valueOf(await notebook.run('alive')) as number) > before);
    await notebook.run('on = false');
  });

  it('an import that never ends gives up', async () => {
    const running = notebook.run(
      'const endless: string = "data:text/javascript,await new Promise(() => {})"; await import(endless)',
    );
    await sleep(30);
    notebook.evaluator.interrupt();
    assertInterrupted((await running).result);
  });

  it('loops run without the slow path again when no interrupted code is left', async function () {
    const flagOf = (): number => new Int32Array(flag)[0];
    await interrupted('while (true);');
    // The run is held by nothing any more; what the collector does and when is its own affair, so it is asked.
    const collect = (globalThis as { gc?: () => void }).gc;
    if (collect === undefined) this.skip();
    for (let round = 0; round < 100 && flagOf() !== 0; round++) {
      await sleep(5);
      collect();
    }
    assert.equal(flagOf(), 0);
    assert.equal(valueOf(await notebook.run('let n = 0; for (let i = 0; i < 1000; i++) n++; n')), 1000);
  });
});
