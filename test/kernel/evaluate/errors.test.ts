import assert from 'node:assert/strict';
import { readableMessage } from '../../../kernel/compile/box-names.js';
import { SourceMaps } from '../../../kernel/session/evaluate-errors.js';
import { TestNotebook, valueOf } from '../compile/notebook.js';

describe('errors of cells', function () {
  this.timeout(20_000);
  const { prepareStackTrace, stackTraceLimit } = Error;
  let notebook: TestNotebook;

  before(() => {
    notebook = new TestNotebook({ mapStackTraces: true });
  });
  after(() => {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  });

  async function stackOf(source: string): Promise<string> {
    const { result, compiled } = await notebook.run(source);
    assert.deepEqual(compiled.diagnostics, []);
    assert.ok(result !== undefined && !result.ok, 'the cell did not throw');
    return String((result.error as Error).stack);
  }
  const placesOf = (stack: string): string[] =>
    [...stack.matchAll(/cell-\d+\.ts:\d+:\d+/g)].map(([place]) => place);

  it('point at the line and column of the cell, whatever the compiler made of it', async () => {
    const stack = await stackOf(
      "// a comment\nconst rate: number = .1, names = ['a']\n\nfunction fail(at: string): never {\n  throw new Error(`at ${at}`)\n}\nfor (const name of names) {\n  fail(name)\n}",
    );
    assert.deepEqual(placesOf(stack), ['cell-1.ts:5:9', 'cell-1.ts:8:3']);
    assert.match(stack, /^Error: at a\n {4}at fail \(cell-1\.ts:5:9\)\n {4}at cell-1\.ts:8:3/);
  });

  it('name both cells when one calls a function of another', async () => {
    await notebook.run('class Relu {\n  forward(x: any) {\n    return x.value.data\n  }\n}');
    const stack = await stackOf('const relu = new Relu()\n\nrelu.forward({})');
    assert.match(stack, /Relu\.forward \(cell-2\.ts:3:20\)[\s\S]+cell-3\.ts:3:6/);
  });

  it('keep the places after an await', async () => {
    const stack = await stackOf(
      'async function later() {\n  await 1\n  throw new RangeError("late")\n}\nawait later()',
    );
    assert.match(stack, /later \(cell-4\.ts:3:9\)\n {4}at async cell-4\.ts:5:1/);
  });

  it('show no frames of the kernel or of Node', async () => {
    const stack = await stackOf('JSON.parse("{")');
    assert.doesNotMatch(stack, /node:internal|kernel\/session/);
  });

  it('are mapped when the student prints them', async () => {
    const printed = valueOf(
      await notebook.run(
        'let printed = ""\ntry {\n  throw new Error("caught")\n} catch (e) {\n  printed = e.stack\n}\nprinted',
      ),
    ) as string;
    assert.match(printed, /cell-\d+\.ts:3:9/);
  });

  it('survive an error whose own message throws', async () => {
    const stack = await stackOf(
      'throw Object.defineProperty(new Error(), "message", { get() { throw new Error("no") } })',
    );
    assert.match(stack, /cell-\d+\.ts:1:\d+/);
  });

  it('call things by the names in the cell', () => {
    const cases = [
      ['(0 , $model$.v) is not a function', 'model is not a function'],
      ['$model$.v.forward is not a function', 'model.forward is not a function'],
      ['$q$.v is not iterable', 'q is not iterable'],
      ['$w_1$.v is not iterable', 'w_1 is not iterable'],
      ['$w$_1.v is not iterable', 'w is not iterable'],
      ['$.resume(...).item is not a function', '(await ...).item is not a function'],
      [
        "Cannot destructure property 'a' of '$o$.v' as it is undefined.",
        "Cannot destructure property 'a' of 'o' as it is undefined.",
      ],
      ['a$b.v is not iterable', 'a$b.v is not iterable'],
      ['costs $5.00', 'costs $5.00'],
      ['$x.v is my own text', '$x.v is my own text'],
    ];
    for (const [emitted, readable] of cases) assert.equal(readableMessage(emitted), readable);
  });

  it('speak of the names in the cell wherever the cell itself reads the message', async () => {
    await notebook.run('const net: any = { layers: 3 }');
    const ways = [
      'let said = ""; try { net() } catch (e) { said = e.message } said',
      'let said = ""; try { net.fit() } catch ({ message }) { said = message } said',
      'let said = ""; try { await (async () => net())() } catch (e) { said = String(e) } said',
      'await Promise.resolve().then(() => net()).catch((e) => e.message)',
      'await Promise.resolve().then(() => net()).then(undefined, (e) => e.message)',
      'const [failed] = await Promise.allSettled([(async () => net())()]); (failed as PromiseRejectedResult).reason.message',
      'await Promise.any([(async () => net())()]).catch((e) => e.errors[0].message)',
      'await new Promise((resolve) => { (async () => net())().finally(() => 0).then(null, ({ message }) => resolve(message)) })',
      'let said = ""; try { (await Promise.resolve(net)).fit() } catch (e) { said = e.message } said',
    ];
    const said: unknown[] = [];
    for (const way of ways) said.push(valueOf(await notebook.run(way)));
    assert.deepEqual(said, [
      'net is not a function',
      'net.fit is not a function',
      'TypeError: net is not a function',
      ...new Array<string>(5).fill('net is not a function'),
      '(await ...).fit is not a function',
    ]);
  });

  it('that are caught are the ones that were thrown', async () => {
    const caught = await notebook.run(
      'const thrown: any[] = [new TypeError("mine"), "text", null]; const back: any[] = []; for (const each of thrown) try { throw each } catch (e) { back.push(e) } back.every((e, i) => e === thrown[i]) && thrown[0].message',
    );
    assert.equal(valueOf(caught), 'mine');
  });

  it('find the text of the cell they are in', () => {
    const maps = new SourceMaps();
    maps.add(
      'cell-1.ts',
      JSON.stringify({
        version: 3,
        sources: ['cell-1.ts'],
        sourcesContent: ['a\nb'],
        names: [],
        mappings: 'AACA',
      }),
    );
    assert.deepEqual(maps.find('cell-1.ts', 1, 1), { file: 'cell-1.ts', line: 2, column: 1 });
    assert.equal(maps.text('cell-1.ts'), 'a\nb');
    assert.equal(maps.find('cell-9.ts', 1, 1), undefined);
  });
});
