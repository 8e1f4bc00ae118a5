import assert from 'node:assert/strict';
import { NotebookCompiler } from '../../../kernel/compile/index.js';

describe('what is allowed and hardly ever meant', function () {
  this.timeout(60_000);
  let compiler: NotebookCompiler;
  let cell = 0;
  before(() => {
    compiler = new NotebookCompiler({ directory: process.cwd() });
  });
  function warnings(source: string): string[] {
    const { diagnostics, javascript } = compiler.compile(source, { cell: ++cell });
    assert.notEqual(javascript, '', 'the cell runs all the same');
    assert.ok(diagnostics.every(({ category }) => category === 'warning'));
    return diagnostics.map(({ line, message }) => `${line}: ${message}`);
  }

  for (const [source, said] of [
    ['const xs = [1, 2]\nxs[-1]', /^2: .*`x\.at\(-1\)`/],
    ['const label = 3\nlabel in [3, 5]', /^2: .*`list\.includes\(value\)`/],
    ['for (const x in ["a"]) console.log(x)', /^1: .*`for \.\.\. of`/],
    ['const load = async () => 1\nload()', /^2: .*`await`/],
    ['5 // 2', /^1: .*Math\.floor/],
    ['const n = 7\nconst half = n // 2', /^2: .*Math\.floor/],
    ['const lo = 1, hi = 4; let mid = 0\nmid = (lo + hi) // 2', /^2: .*Math\.floor/],
    ['const xs = [1, 2, 3]; function middle() {\n  return xs.length // 2\n}', /^2: .*Math\.floor/],
    ['let total = 10; const count = 3\nconst each = total//count', /^2: .*Math\.floor/],
    ['const a = [1], b = [1]\na === b', /^2: .*`np\.arrayEqual\(a, b\)`/],
    ['const c = [1], d = [1]\nif (c != d) console.log(1)', /^2: .*`!=`/],
    ['const e = new Float64Array(2), f = new Float64Array(2)\ne == f', /^2: .*`==`/],
  ] as const) {
    it(`is said in one line: ${source.split('\n').at(-1)}`, () => {
      const [first, ...more] = warnings(source);
      assert.match(first, said);
      assert.deepEqual(more, []);
    });
  }

  it('nothing is said of what is meant', () => {
    for (const source of [
      'const xs = [1, 2]; xs[xs.length - 1]; xs.at(-1); const o: Record<number, string> = {}; o[-1]',
      '"a" in { a: 1 }; for (const key in { a: 1 }) console.log(key)',
      'const load = async () => 1; await load(); load().then(console.log); const later = load(); void load()',
      'function f() { async function g() {} g() }',
      'const x = 5 // the number of epochs\nconst y = 5 // epochs\nconst z = 5 // 10\n5 // 5',
      '1 + 1 // 2',
      'Math.floor(7 / 2) // 3\nconst q = Math.max(1, 2) // 2',
      'const n = 7\nn; // 7\nconst m = n // 2 layers\nconst k = n // 0\nconst l = n // 1',
      'const text = "5" // 2\nconst s = text // 2\nlet t = text.length // length',
      'const count = 3; const rows = count // rows',
      'const u = "http://2"\nconst v = 3\n// 2',
      'const p = [1]; p.length === 1; p[0] === 1; const r: number[] | undefined = p; r === undefined; "a" === "b".at(0)',
    ])
      assert.deepEqual(warnings(source), [], source);
  });
});
