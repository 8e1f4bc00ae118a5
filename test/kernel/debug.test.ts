import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { murmur2 } from '@jupyterlab/debugger/lib/hash.js';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { DebugClient } from './debug-support.js';
import { printed, result, untilPrinted, useKernel } from './support.js';

const DOUBLE = `class Double extends CompNode {
  constructor(public x: Node) { super() }
  forward() { this.value = this.x.value.mul(2) }
  backward() {

    // twice, by the chain rule
    const share = this.grad.mul(2)
    this.x.addgrad(share)
  }
}`;
const TRAIN = `const x = new Input(np.ones([2, 3], { dtype: 'float32' }))
const y = new Double(x)
y.forward()
y.grad = 1
y.backward()
'done'`;

describe('kernel: the debugger', function () {
  this.timeout(20_000);
  const used = useKernel();
  let debug: DebugClient;

  before(async () => {
    debug = new DebugClient(used.client);
    await debug.start();
    await debug.event('initialized');
  });
  afterEach(async () => {
    // Whatever a failed test left stopped.
    await debug.leave();
    await debug.start();
  });

  /** Runs a cell until it stops, or fails when it ends first. */
  async function runToStop(code: string) {
    const running = used.client.execute(code);
    const stopped = await Promise.race([
      debug.event('stopped'),
      running.then(({ reply, outputs }) =>
        assert.fail(`it ran to its end: ${JSON.stringify([reply, outputs])}`),
      ),
    ]);
    return { running, stopped };
  }

  it('says how a front end names a cell: JupyterLab computes the same path', async () => {
    const info = await debug.ask<Record<string, string | number>>('debugInfo');
    const { sourcePath } = await debug.ask('dumpCell', { code: 'let déjà = "🙂"\n' });
    assert.equal(info.hashMethod, 'Murmur2');
    const hash = murmur2('let déjà = "🙂"\n', Number(info.hashSeed));
    assert.equal(sourcePath, `${info.tmpFilePrefix}${hash}${info.tmpFileSuffix}`);
  });

  it('a breakpoint in `backward` stops the cell that calls it, on the next line with code', async () => {
    await used.client.execute(DOUBLE);
    assert.deepEqual(await debug.breakAt(DOUBLE, 4), [7]);
    const { running, stopped } = await runToStop(TRAIN);
    assert.equal(stopped.reason, 'breakpoint');
    const frames = await debug.frames();
    assert.deepEqual(
      frames.map(({ name, line }) => [name, line]),
      [
        ['backward', 7],
        ['cell', 5],
      ],
    );
    const { content } = await debug.ask('source', { source: frames[0].source, sourceReference: 0 });
    assert.equal(content, DOUBLE);
    assert.deepEqual((await debug.ask('debugInfo')).stoppedThreads, [1]);

    assert.equal(await debug.step('next'), 'backward:8');
    const { share } = await debug.scope('Locals');
    assert.equal(share, 'array([[2., 2., 2.], [2., 2., 2.]], dtype=float32)');
    assert.equal(await debug.step('stepOut'), 'cell:6');
    await debug.ask('continue', { threadId: 1 });
    assert.equal(result((await running).outputs), "'done'");
  });

  it('variables are the frame’s own and the notebook’s, and open', async () => {
    await used.client.execute(`${DOUBLE}\nlet rate = 0.5`);
    await debug.breakAt(`${DOUBLE}\nlet rate = 0.5`, 8);
    const { running } = await runToStop(TRAIN);
    const locals = await debug.scope('Locals');
    assert.deepEqual(Object.keys(locals), ['this', 'share']);
    const notebook = await debug.scope('Globals');
    for (const name of ['Double', 'x', 'y', 'rate']) assert.ok(name in notebook, name);
    for (const name of Object.keys(notebook)) assert.ok(!name.startsWith('$'), name);
    assert.equal(notebook.x, 'Input (2, 3) float32');

    const node = await debug.evaluate('this');
    const inside = await debug.inside(node.variablesReference);
    assert.equal(inside.grad, 'array([[1., 1., 1.], [1., 1., 1.]], dtype=float32)');
    const array = await debug.evaluate('this.x.value');
    assert.equal(array.type, 'NDArray float32 (2, 3)');
    const rows = await debug.inside(array.variablesReference);
    assert.equal(rows.shape, '[ 2, 3 ]');
    assert.equal(rows['[1]'], 'array([1., 1., 1.], dtype=float32)');

    await debug.ask('continue', { threadId: 1 });
    await running;
  });

  it('expressions see the frame and the notebook, and assign to both', async () => {
    const code = `let scale = 3
function area(width: number, height: number) {
  const product = width * height
  return product * scale
}`;
    await used.client.execute(code);
    await debug.breakAt(code, 4);
    const { running } = await runToStop('area(2, 5)');
    assert.equal((await debug.evaluate('product * scale')).result, '30');
    assert.equal((await debug.evaluate('({ width, scale })')).result, '{ width: 2, scale: 3 }');
    assert.equal((await debug.evaluate('np.sum([1, 2]).item()')).result, '3');
    assert.equal((await debug.evaluate('[1, 2].map((scale) => scale + width)')).result, '[ 3, 4 ]');
    assert.equal((await debug.evaluate('scale = 10')).result, '10');
    const [{ id }] = await debug.frames();
    const unknown = await debug.reply('evaluate', { expression: 'nowhere', frameId: id });
    assert.deepEqual([unknown.success, unknown.message], [false, 'ReferenceError: nowhere is not defined']);
    await debug.ask('copyToGlobals', { srcVariableName: 'product', dstVariableName: 'kept', srcFrameId: id });
    const { data } = await debug.ask<{ data: object }>('richInspectVariables', {
      variableName: 'product',
      frameId: id,
    });
    assert.deepEqual(data, { 'text/plain': '10' });
    await debug.ask('continue', { threadId: 1 });
    assert.equal(result((await running).outputs), '100');
    assert.equal(result((await used.client.execute('kept + scale')).outputs), '20');
  });

  it('a condition is tested in the frame, with the notebook’s names', async () => {
    const code = `let limit = 7
function visit(k: number) {
  return k
}
for (let i = 0; i < 1000; i++) visit(i)`;
    await debug.breakAt(code, { line: 3, condition: 'k === limit || k === 998' });
    const { running } = await runToStop(code);
    assert.equal((await debug.scope('Locals')).k, '7');
    assert.equal(await debug.step('continue'), 'visit:3');
    assert.equal((await debug.scope('Locals')).k, '998');
    await debug.ask('continue', { threadId: 1 });
    assert.equal((await running).reply.status, 'ok');
  });

  it('stepping into a pass of the library arrives in the student’s own `backward`', async () => {
    await used.client.execute(DOUBLE);
    const code = `const images = new Input(np.ones([2, 3]))
const scores = new Double(new Double(images))
const loss = new CrossEntropy(scores, new Input(np.array([0, 1], { dtype: 'int32' })))
Forward()
Backward(loss)
const end = 1`;
    assert.deepEqual(await debug.breakAt(code, 5), [5]);
    const { running } = await runToStop(code);
    assert.equal(await debug.step('stepIn'), 'backward:7');
    const places = (await debug.frames()).map(({ name, line }) => `${name}:${line}`);
    assert.deepEqual(places, ['backward:7', 'cell:5']);
    // Out of one node's turn the pass goes on to the next node's.
    assert.equal(await debug.step('stepOut'), 'backward:7');
    await debug.breakAt(DOUBLE);
    await debug.ask('continue', { threadId: 1 });
    const { reply } = await running;
    assert.equal(reply.status, 'ok', reply.evalue);
  });

  it('the head of a loop is one step, and steps end with the cell', async () => {
    const code = `let total = 0
for (let i = 0; i < 2; i++) {
  total += i
}
total`;
    await debug.breakAt(code, 1);
    const { running } = await runToStop(code);
    const places: string[] = [];
    for (let step = 0; step < 6; step++) places.push(await debug.step('next'));
    assert.deepEqual(places, ['cell:2', 'cell:3', 'cell:2', 'cell:3', 'cell:2', 'cell:5']);
    await debug.ask('next', { threadId: 1 });
    assert.equal(result((await running).outputs), '1');
    await debug.event('continued');
    assert.equal((await used.client.execute('1')).reply.status, 'ok');
    assert.ok(!debug.pendingEvents.includes('stopped'));
  });

  it('in a cell’s own loop the locals are the loop’s and the notebook’s', async () => {
    const code = `const i = 'outer'
const losses: number[] = []
for (let i = 0; i < 2; i++) {
  losses.push(i)
}`;
    await debug.breakAt(code, 4);
    const { running } = await runToStop(code);
    await debug.step('continue');
    const { i, losses } = await debug.scope('Locals');
    assert.deepEqual([i, losses], ['1', '[ 0 ]']);
    await debug.ask('continue', { threadId: 1 });
    await running;
  });

  it('steps go on behind an `await`', async () => {
    const code = `import { setTimeout as sleep } from 'node:timers/promises'
const before = 1
await sleep(5)
const after = 2`;
    assert.deepEqual(await debug.breakAt(code, 3), [3]);
    const { running } = await runToStop(code);
    assert.equal(await debug.step('next'), 'cell:4');
    await debug.ask('continue', { threadId: 1 });
    assert.equal((await running).reply.status, 'ok');
  });

  it('a breakpoint moves with the cell: set before, found in every run, gone when taken away', async () => {
    const code = `function again(n: number) {
  return n + 1
}
again(1)`;
    await debug.breakAt(code, 2);
    for (let run = 0; run < 2; run++) {
      const { running } = await runToStop(code);
      assert.equal(await debug.place(), 'again:2');
      await debug.ask('continue', { threadId: 1 });
      await running;
    }
    assert.deepEqual(
      ((await debug.ask('debugInfo')).breakpoints as { breakpoints: object[] }[]).map(
        ({ breakpoints }) => breakpoints,
      ),
      [[{ line: 2 }]],
    );
    await debug.breakAt(code);
    assert.equal(result((await used.client.execute(code)).outputs), '2');
  });

  it('an uncaught error stops at the student’s line, a caught one only when asked', async () => {
    const code = `function careful() {
  try { JSON.parse('{') } catch { return 'caught' }
}
careful()
np.ones([2, 3]).add(np.ones([4, 5]))`;
    await debug.ask('setExceptionBreakpoints', { filters: ['uncaught'] });
    const { running, stopped } = await runToStop(code);
    assert.equal(stopped.reason, 'exception');
    assert.match(String(stopped.text), /\(2, 3\).*\(4, 5\)/);
    assert.equal(await debug.place(), 'cell:5');
    await debug.ask('continue', { threadId: 1 });
    assert.equal((await running).reply.status, 'error');

    await debug.ask('setExceptionBreakpoints', { filters: ['all'] });
    const second = await runToStop(code);
    assert.equal(await debug.place(), 'careful:2');
    assert.equal(await debug.step('continue'), 'cell:5');
    await debug.ask('continue', { threadId: 1 });
    await second.running;

    await debug.ask('setExceptionBreakpoints', { filters: [] });
    assert.equal((await used.client.execute(code)).reply.status, 'error');
  });

  it('`pause` stops a loop that is running, and the next cell when none is', async () => {
    const code = `let turns = 0
console.log('go')
while (turns < 1e12) {
  turns++
}`;
    const started = untilPrinted(used.client, 'go');
    const running = used.client.execute(code);
    await started;
    await debug.ask('pause', { threadId: 1 });
    assert.equal((await debug.event('stopped')).reason, 'pause');
    assert.match(await debug.place(), /^cell:[34]$/);
    await debug.evaluate('turns = 1e12');
    await debug.ask('continue', { threadId: 1 });
    assert.equal((await running).reply.status, 'ok');

    await debug.ask('pause', { threadId: 1 });
    const next = await runToStop('const first = 1\nfirst');
    assert.equal(await debug.place(), 'cell:1');
    await debug.ask('continue', { threadId: 1 });
    assert.equal(result((await next.running).outputs), '1');
  });

  it('`pause` stops a loop that prints all the time: at its own line, with all that it has printed, and again', async () => {
    const code = `let count = 0
console.log('printing')
while (count < 1e9) {
  console.log(count++)
}`;
    const started = untilPrinted(used.client, 'printing');
    const running = used.client.execute(code);
    await started;
    let before = 0;
    for (let round = 0; round < 3; round++) {
      await debug.ask('pause', { threadId: 1 });
      assert.equal((await debug.event('stopped')).reason, 'pause');
      assert.match(await debug.place(), /^cell:[34]$/);
      const count = Number((await debug.evaluate('count')).result);
      assert.ok(count >= before, `${count} after ${before}`);
      before = count;
      if (round < 2) await debug.ask('continue', { threadId: 1 });
    }
    await debug.evaluate('count = 1e9 - 1');
    await debug.ask('continue', { threadId: 1 });
    const { reply, outputs } = await running;
    assert.equal(reply.status, 'ok');
    const numbers = printed(outputs).trim().split('\n').slice(1).map(Number);
    assert.ok(numbers.length >= before && numbers.slice(0, before).every((number, at) => number === at));
  });

  it('a file that a cell imports is stepped through in its own lines', async () => {
    writeFileSync(
      join(used.folder, 'layers.ts'),
      'interface Unused {\n  a: number\n}\nexport function half(x: number): number {\n  const all = x\n  return all / 2\n}\n',
    );
    const code = "import { half } from './layers.ts'\nhalf(8)";
    await debug.breakAt(code, 2);
    const { running } = await runToStop(code);
    assert.equal(await debug.step('stepIn'), 'half:5');
    const [{ source }] = await debug.frames();
    assert.equal(source?.path, join(used.folder, 'layers.ts'));
    assert.match(String((await debug.ask('source', { source })).content), /interface Unused/);
    await debug.ask('continue', { threadId: 1 });
    assert.equal(result((await running).outputs), '4');
  });

  it('the variables are listed while nothing is stopped', async () => {
    await used.client.execute('const listed = np.zeros([128, 784], { dtype: "float32" }); class Mine {}');
    const { variables } = await debug.ask<{ variables: DebugProtocol.Variable[] }>('inspectVariables');
    const listed = variables.find(({ name }) => name === 'listed');
    assert.match(listed?.value ?? '', /^array\(\[\[0\., 0\., /);
    assert.equal(listed?.type, 'NDArray float32 (128, 784)');
    assert.ok(!variables.some(({ name }) => name === 'np' || name === 'CompNode'));
    const { data } = await debug.ask<{ data: Record<string, string> }>('richInspectVariables', {
      variableName: 'listed',
    });
    assert.match(data['text/html'], /<table/);
  });

  it('what cannot be answered is refused with a reason', async () => {
    const unsupported = await debug.reply('restartFrame', {});
    assert.deepEqual([unsupported.success, unsupported.message], [false, 'restartFrame is not supported']);
    assert.deepEqual(await debug.frames(), []);
    assert.match((await debug.reply('next', { threadId: 1 })).message ?? '', /nothing is stopped/);
    assert.match((await debug.reply('dumpCell', {})).message ?? '', /code must be a text/);
    assert.equal((await debug.reply('toString')).success, false);
    assert.equal((await debug.reply('source', { source: { path: '/etc/passwd' } })).success, false);
    const { breakpoints } = await debug.ask<{ breakpoints: DebugProtocol.Breakpoint[] }>('setBreakpoints', {
      source: { path: '/nowhere.ts' },
      breakpoints: [{ line: 1 }],
    });
    assert.equal(breakpoints[0].verified, false);
    const { content } = await used.client.request(
      'control',
      'debug_request',
      { command: 7 },
      { timeout: 5000 },
    );
    assert.equal(content.success, false);
  });

  it('what was printed before the stop is on the page at the stop', async () => {
    const code = `console.log('before')\nconst here = 1`;
    await debug.breakAt(code, 2);
    const seen = untilPrinted(used.client, 'before');
    const { running } = await runToStop(code);
    await seen;
    await debug.ask('continue', { threadId: 1 });
    assert.equal(printed((await running).outputs), 'before\n');
  });
});
