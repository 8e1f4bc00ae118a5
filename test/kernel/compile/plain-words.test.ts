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
  ['const f = (x: "rank: two axes are wanted") => x; f("one")', 2345, /^rank: two axes are wanted\.$/],
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
  ['class A {} A()', 2348, /`new A\(\.\.\.\)` makes one/],
  ['class E { value = 1; show() { return value } }', 2663, /`this\.value`/],
  ['const d = new Date(); d[0]', 7053, /Square brackets.*x\.get\(0\)/],
  ['class H { get size() { return 1 } } new H().size()', 6234, /without `\(\)`/],
  ['"3" * 2', 2362, /is a text: `Number/],
  ['let k: number = "3" + 4', 2322, /wanted here is a `number`.*`\+`.*is a text/],
  ['const later = async () => [1]; later().length', 2339, /write `await`/],
  ['const soon = async () => 1; Math.sin(soon())', 2345, /write `await`/],
  ['[1].append(2)', 2339, /x\.push/],
  ['Math.greater(2, 1)', 2339, /`a\.gt\(b\)`/],
  ['tally = 3', 2304, /`let tally = \.\.\.`/],
  ['Math.max(1, axis = 0)', 2304, /Arguments have no names/],
  ['for (i = 0; i < 3; i++) {}', 2304, /`for \(let i = /],
  ['Math.max((2, 3))', 2695, /square brackets: `\[2, 3\]`/],
  ['class F { at() {} } class G extends F { at(self: number) { return self } }', 2416, /`self` is `this`/],
];

/** Lines of Python, and what the hint must speak of. The compiler stumbles over each in a way of its own. */
const python: [source: string, hint: RegExp][] = [
  ['def f(x):\n  return x', /`function name\(x\)/],
  ['class Foo(Base):', /`class Name extends Base \{/],
  ['for i in range(10):\n  f(i)', /`for \(let i = 0; i < 10; i\+\+\)/],
  ['for i in range(2, n):', /`for \(let i = 2; i < n; i\+\+\)/],
  ['for x in values:', /`for \(const x of values\)/],
  ['for a, b in pairs:', /`for \(const \[a, b\] of pairs\)/],
  ['if x is None and not y:', /`if \(x === null && !y\) \{/],
  ['while True:', /`while \(true\)/],
  ['else:', /`else \{/],
  ['try:\n  f()', /`try \{/],
  ['from numpy import array', /`np` needs none/],
  ['import numpy as np', /`np` needs none/],
  ['print "loss", x', /console\.log/],
  ['raise ValueError("bad")', /throw new Error/],
  ['assert x == 1', /if \(!condition\)/],
  ['# a comment', /`\/\/`/],
  ['"""docs"""', /backquotes/],
  ['f"loss {x}"', /`loss \$\{x\}`/],
  ['[x * 2 for x in xs]', /x\.map/],
  ['f = lambda x: x + 1', /\(x\) => y/],
  ['f(**options)', /f\(\.\.\.values\)/],
  ['x[1:3]', /x\.slice\(1, 3\)/],
  ['x[:, 0]', /x\.slice\(null, 0\)/],
  ['const y = W @ x', /np\.matmul/],
  ['x is None', /x === null/],
  ['console.log(7 // 2)', /Math\.floor/],
  ['const n = 9\nfor (let i = 0; i < n // 2; i++) {\n  console.log(i)\n}', /Math\.floor/],
  ['console.log([7, 8 // 2])\nlet y = 2', /Math\.floor/],
  ['const z = 1 if x else 2', /condition \? a : b/],
  ['true and false', /`a && b`/],
  ['del x', /Nothing needs to be deleted/],
  ['global counter', /Not needed/],
  ['with open("x") as f:', /readFileSync/],
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

  for (const [index, [source, hint]] of python.entries()) {
    it(`Python: ${source.replaceAll('\n', ' / ')}`, () => {
      const [first] = compiler.compile(source, { cell: 500 + index }).diagnostics;
      assert.match(first.hint ?? '', hint);
    });
  }

  it('errors that have no such words show the compiler’s own', () => {
    const [first] = compiler.compile('label: 1; break label', { cell: 900 }).diagnostics;
    assert.equal(first.hint, undefined);
    assert.notEqual(first.message, '');
  });
});
