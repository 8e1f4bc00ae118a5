import assert from 'node:assert/strict';
import { NotebookCompiler } from '../../../kernel/compile/index.js';

/** Mistakes of the first weeks, and what the hint beside the compiler's message must speak of. */
const mistakes: [source: string, code: number, hint: RegExp][] = [
  ['losses', 2304, /no `losses`.*cell that defines it.*`let` or `const`/],
  ['print("x")', 2304, /console\.log/],
  ['len([1])', 2304, /\.length/],
  ['True', 2304, /`true`/],
  ['const lossess = 1; losses', 2552, /Did you mean `lossess`/],
  ['let s: string = 4', 2322, /wanted here is a `string`.*`number`/],
  ['Math.max("1")', 2345, /wants a `number`.*given a `string`/],
  ['[1].maap()', 2551, /Did you mean `map`/],
  ['"a".fooo', 2339, /nothing called `fooo`/],
  ['Math.sin()', 2554, /more or fewer arguments/],
  ['const c = 1; c = 2', 2588, /`let`/],
  ['let x = 1; let x = 2', 2451, /declared twice.*`x = \.\.\.`/],
  ['let b = ', 1109, /value is missing/],
  ['f(1', 1005, /missing here: `\)`/],
  ['let t = "abc', 1002, /quotation mark/],
  ['const m = new Map<string, number>(); m.get("a") + 1', 2532, /`m\.get\("a"\)` may have no value/],
  ['const q = 1; q()', 2349, /not a function/],
  ['[1] * [2]', 2362, /a\.mul\(b\)/],
  ['[1] + {}', 2365, /does not go between/],
  ['const p: { x: number; y: number } = { x: 1 }', 2741, /`y` must be there/],
  ['abstract class A { abstract backward(): void } class B extends A {}', 2515, /has to define `backward`/],
  ['import { a } from "nope"', 2307, /no module 'nope'/],
  ['import { joinn } from "path"', 2305, /path has nothing called `joinn`/],
  ['function f() { await 1 }', 1308, /`async` before this function/],
  ['function g(): number {}', 2355, /never says `return`/],
  ['let u: number; u + 1', 2454, /no value yet/],
  ['w; let w = 1', 2448, /above the line that defines it/],
  ['class D extends Array<number> { constructor() { this.push(1) } }', 2377, /super/],
  ['def f(x):', 1434, /function name\(x\)/],
];

describe('errors in plain words', function () {
  this.timeout(60_000);
  let compiler: NotebookCompiler;
  before(() => {
    compiler = new NotebookCompiler({ directory: process.cwd() });
  });

  for (const [index, [source, code, hint]] of mistakes.entries()) {
    it(`TS${code}: ${source}`, () => {
      const [first] = compiler.compile(source, { cell: index + 1 }).diagnostics;
      assert.equal(first.code, code, first.message);
      assert.match(first.hint ?? '', hint);
    });
  }

  it('errors that have no such words show the compiler’s own', () => {
    const [first] = compiler.compile('label: 1; break label', { cell: 900 }).diagnostics;
    assert.equal(first.hint, undefined);
    assert.notEqual(first.message, '');
  });
});
