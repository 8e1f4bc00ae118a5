import assert from 'node:assert/strict';
import { codePointsFromUtf16, NotebookCompiler, utf16FromCodePoints } from '../../../kernel/compile/index.js';

/** The cursor of a text in which `|` marks it. */
function at(marked: string): [source: string, cursor: number] {
  const cursor = marked.indexOf('|');
  return [marked.slice(0, cursor) + marked.slice(cursor + 1), cursor];
}

describe('editing a cell', function () {
  this.timeout(60_000);
  let compiler: NotebookCompiler;

  before(() => {
    compiler = new NotebookCompiler({ directory: process.cwd() });
    const first =
      '/** How fast. */\nlet rate = .5;\n/**\n * Trains.\n * @param steps how many\n * @returns the loss\n */\nfunction train(steps: number): number { return rate * steps }\nclass Relu {\n  /** Applies it. */\n  forward() {}\n}\nconst layers = [new Relu()];';
    compiler.compile(first, { cell: 1 });
    compiler.commit(1, ['rate', 'train', 'Relu', 'layers']);
  });

  const completed = (marked: string): string[] =>
    compiler.complete(...at(marked)).items.map(({ text }) => text);

  describe('completion', () => {
    it('offers members', () => {
      assert.deepEqual(completed('"abc".toU|'), ['toUpperCase']);
      assert.deepEqual(completed('new Relu().|'), ['forward']);
      assert.deepEqual(completed('layers[0].for|'), ['forward']);
    });

    it('offers names of earlier cells and of the same cell that has not run', () => {
      assert.deepEqual(completed('tra|'), ['train']);
      assert.ok(completed('const gradient = 1\ngra|').includes('gradient'));
      assert.ok(completed('function f(alpha: number) { return al| }').includes('alpha'));
    });

    it("puts the notebook's own names first and keywords last", () => {
      const names = completed('r|');
      assert.equal(names[0], 'rate');
      assert.ok(names.indexOf('rate') < names.indexOf('return'));
    });

    it('works inside code that is not finished', () => {
      assert.deepEqual(completed('class A { backward() { this.back|'), ['backward']);
      assert.deepEqual(completed('if (true) { layers[0].f|'), ['forward']);
      assert.deepEqual(completed('const x = {\n  a: tra|'), ['train']);
    });

    it('offers what a text may be, and the members that a pattern may take', () => {
      const source = 'type K = "valid" | "same"; const k: K = ""';
      const { items } = compiler.complete(source, source.length - 1);
      assert.deepEqual(
        items.map(({ text }) => text),
        ['same', 'valid'],
      );
      assert.deepEqual(completed('const { fo| } = new Relu()'), ['forward']);
    });

    it('is silent in comments, texts and numbers', () => {
      for (const marked of ['// tra|', '"tra|"', '1.|']) assert.deepEqual(completed(marked), []);
    });

    it('says what it replaces, in UTF-16 units, and of what kind things are', () => {
      const [source, cursor] = at('"🙂"; tra|');
      const { start, end, items } = compiler.complete(source, cursor);
      assert.deepEqual([start, end], [6, 9]);
      assert.deepEqual(items, [{ text: 'train', type: 'function', start: 6, end: 9 }]);
      assert.equal(compiler.complete('Relu', 4).items[0].type, 'class');
      assert.equal(compiler.complete('[].map', 6).items[0].type, 'method');
    });

    it('defines nothing', () => {
      completed('const typed = 1; ty|');
      assert.equal(compiler.compile('typed', { cell: 2 }).diagnostics[0].code, 2304);
    });
  });

  describe('inspection', () => {
    const inspected = (marked: string, detail: 0 | 1 = 0): string =>
      compiler.inspect(...at(marked), detail)?.markdown ?? '';

    it('shows signature and documentation', () => {
      const text = inspected('tra|in(3)');
      assert.match(text, /```typescript\ntrain\(steps: number\): number\n```/);
      assert.match(text, /Trains\./);
      assert.match(text, /`steps` how many/);
      assert.match(text, /returns the loss/);
      assert.doesNotMatch(text, /return rate/);
    });

    it('adds the source on request, of variables of earlier cells too', () => {
      assert.match(inspected('train|', 1), /\{ return rate \* steps \}/);
      assert.match(inspected('rate|', 1), /let rate = \.5/);
      assert.match(inspected('Relu|', 1), /class Relu \{/);
    });

    it('answers right behind a name and inside the brackets of a call', () => {
      assert.match(inspected('train|'), /function train/);
      assert.match(inspected('train(|'), /train\(steps: number\): number[\s\S]*Trains/);
      assert.match(inspected('layers[0].forward(|)'), /Applies it/);
    });

    it('has nothing to say about nothing', () => {
      assert.equal(compiler.inspect('   ', 1), undefined);
      assert.equal(compiler.inspect('', 0), undefined);
    });
  });

  describe('is it complete?', () => {
    const table: [source: string, status: string, indent?: string][] = [
      ['1 + 1', 'complete'],
      ['', 'complete'],
      ['if (true) {\n}', 'complete'],
      ['f(', 'incomplete', '  '],
      ['function f() {\n  if (a) {', 'incomplete', '    '],
      ['class A {\n  f() {\n  }', 'incomplete', '  '],
      ['const x =', 'incomplete', ''],
      ['a.', 'incomplete', ''],
      ['`text', 'incomplete', ''],
      ['/* comment', 'incomplete', ''],
      ['[1, 2,', 'incomplete', ''],
      ['xs.map((x) =>', 'incomplete', '  '],
      ['a b', 'invalid'],
      [')', 'invalid'],
      ['"text', 'invalid'],
    ];
    for (const [source, status, indent] of table) {
      it(`${JSON.stringify(source)} is ${status}`, () => {
        const answer = compiler.isComplete(source);
        assert.equal(answer.status, status);
        if (answer.status === 'incomplete') assert.equal(answer.indent, indent);
      });
    }
  });

  it('positions convert between code points and UTF-16 units', () => {
    const text = 'a🙂b';
    assert.deepEqual(
      [0, 1, 2, 3].map((n) => utf16FromCodePoints(text, n)),
      [0, 1, 3, 4],
    );
    assert.deepEqual(
      [0, 1, 3, 4].map((n) => codePointsFromUtf16(text, n)),
      [0, 1, 2, 3],
    );
    assert.equal(utf16FromCodePoints(text, 99), 4);
  });
});
