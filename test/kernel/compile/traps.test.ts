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
    ])
      assert.deepEqual(warnings(source), [], source);
  });
});
