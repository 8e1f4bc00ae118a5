// What a notebook's language must do, asked of a real kernel in a folder whose name has spaces and letters of other languages.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { result, useKernel } from './support.js';

describe('kernel: the language of a notebook', function () {
  this.timeout(60_000);
  const used = useKernel();

  /** Runs cells one after the other and returns the last one's result as text. */
  async function run(...cells: string[]): Promise<unknown> {
    let value: unknown;
    for (const cell of cells) {
      const { reply, outputs } = await used.client.execute(cell);
      assert.equal(reply.status, 'ok', `${cell}: ${reply.evalue}`);
      value = result(outputs);
    }
    return value;
  }
  function write(path: string, text: string): void {
    mkdirSync(dirname(join(used.folder, path)), { recursive: true });
    writeFileSync(join(used.folder, path), text);
  }

  it('a closure sees what a later cell assigns', async () => {
    assert.equal(
      await run('let rate = 0.5; function train() { return rate }', 'rate = 0.1', 'train()'),
      '0.1',
    );
  });

  it('const, class, function, enum and interface may be declared again, with other types', async () => {
    const first =
      'const a = 1; class B { x = 1 } function c() { return 1 } enum D { E } interface F { g: number }';
    const again =
      'const a = "one"; class B { y = "two" } function c(z: string) { return z } enum D { H } interface F { i: string }';
    const use = 'const f: F = { i: "!" }; [a.toUpperCase(), new B().y, c("three"), D[0], f.i].join(" ")';
    assert.equal(await run(first, again, use), "'ONE two three H !'");
  });

  it('a package that is an ES module only', async () => {
    const folder = 'node_modules/only-esm';
    write(
      `${folder}/package.json`,
      '{ "name": "only-esm", "type": "module", "exports": { "import": "./main.js" } }',
    );
    write(`${folder}/main.js`, 'export const kind = "esm"');
    write(`${folder}/main.d.ts`, 'export const kind: string');
    assert.equal(await run('import { kind } from "only-esm"; kind'), "'esm'");
  });

  it('standard decorators and `using`', async () => {
    const decorated = `
      function twice(method: (x: number) => number, _: ClassMethodDecoratorContext) { return (x: number) => 2 * method(x) }
      class Layer { @twice forward(x: number) { return x + 1 } }
      new Layer().forward(3)`;
    assert.equal(await run(decorated), '8');
    const disposed = `
      const log: string[] = [];
      { using file = { [Symbol.dispose]() { log.push('closed') } }; log.push('open') }
      log.join()`;
    assert.equal(await run(disposed), "'open,closed'");
  });

  it('a file beside the notebook whose name has spaces and letters of other languages', async () => {
    write('Übung 1/größe.ts', 'export const größe: number = 3');
    assert.equal(await run('import { größe } from "./Übung 1/größe.ts"; größe'), '3');
    write('data ü.txt', 'read');
    assert.equal(
      await run('import { readFileSync } from "node:fs"; readFileSync("data ü.txt", "utf8")'),
      "'read'",
    );
  });

  it('emoji before a place move neither the line nor the marker under it', async () => {
    const { reply } = await used.client.execute(`const party = '🎉🎉'\n/* 🎓 */ const n: number = party`);
    assert.equal(reply.ename, 'TS2322');
    assert.match(reply.evalue!, /\(line 2, column 16\)/);
    const frame = stripVTControlCharacters(reply.traceback!.join('\n'));
    const [, line, marker] = /^(.*const n: number = party)\n(.*\^+)/m.exec(frame)!;
    assert.equal(line.slice(marker.indexOf('^')).startsWith('n: number'), true, frame);
  });

  it('inspection finds the name at a cursor behind emoji', async () => {
    await run('/** Counts. */\nfunction counted(x: number) { return x }');
    const code = `'🎉🎉🎉'; counted`;
    const { content } = await used.client.request('shell', 'inspect_request', {
      code,
      cursor_pos: [...code].length,
      detail_level: 0,
    });
    assert.equal(content.found, true);
    assert.match(JSON.stringify(content.data), /Counts\./);
  });

  it('a function that calls itself for ever is an error, and the variables survive', async () => {
    await run('let kept = 1; function deeper(n: number): number { return deeper(n + 1) + 1 }');
    const { reply } = await used.client.execute('deeper(0)');
    assert.equal(reply.ename, 'RangeError');
    assert.equal(await run('kept'), '1');
  });

  it('an array that fits into no memory is an error, and the variables survive', async () => {
    const { reply } = await used.client.execute('new Float64Array(2 ** 40)');
    assert.equal(reply.ename, 'RangeError');
    assert.equal(await run('kept'), '1');
  });
});
