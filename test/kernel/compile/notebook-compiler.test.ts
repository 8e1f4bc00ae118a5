import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NotebookCompiler } from '../../../kernel/compile/index.js';
import { TestNotebook, valueOf } from './notebook.js';

describe('the notebook compiler', function () {
  this.timeout(60_000);

  it('says what a cell defines, uses and assigns', async () => {
    const notebook = new TestNotebook();
    await notebook.run(
      'let lr = .5; const data = [1]; function train(steps: number) { return lr * steps } interface Options { lr: number }',
    );
    const { compiled } = await notebook.run(
      'lr = .1; const loss = train(2); const options: Options = { lr }; type T = typeof data',
    );
    assert.deepEqual(compiled.defines, ['loss', 'options', 'T']);
    assert.deepEqual(compiled.assigns, ['lr']);
    assert.deepEqual(compiled.uses.sort(), ['lr', 'train']);
    assert.equal(compiled.file, 'cell-2.ts');
  });

  it('cells compiled all at once come out as one by one: redefined names, `let`, errors and what depends on them', () => {
    const sources = [
      'let rate = .5; class Node { value = 1 }',
      'const wrong: string = 1; const unseen = 2',
      'rate = unseen; const node = new Node()',
      'class Node { name = "other" } interface Options { lr: number }',
      'rate += 1; const label: string = new Node().name; const options: Options = { lr: rate }; node.value',
      'function broken( {',
      'await broken; label.length',
    ].map((source, index) => ({ source, cell: index + 1 }));
    const apart = new NotebookCompiler({ directory: process.cwd() });
    const expected = sources.map(({ source, cell }) => {
      const compiled = apart.compile(source, { cell });
      if (!compiled.diagnostics.some(({ category }) => category === 'error'))
        apart.commit(cell, compiled.defines);
      return compiled;
    });
    assert.deepEqual(
      expected.map(({ diagnostics }) => diagnostics.length > 0),
      [false, true, true, false, true, true, true],
    );
    assert.deepEqual(new NotebookCompiler({ directory: process.cwd() }).compileAll(sources), expected);
  });

  it('an assignment alone is no use, a compound one is both', async () => {
    const notebook = new TestNotebook();
    await notebook.run('let a = 1, b = 2, c = 3');
    const { compiled } = await notebook.run('a = 1; b += 1; [c] = [4]');
    assert.deepEqual(compiled.uses, ['b']);
    assert.deepEqual(compiled.assigns, ['a', 'b', 'c']);
  });

  it('a cell is asynchronous only where it awaits', () => {
    const compiler = new NotebookCompiler({ directory: process.cwd() });
    let cell = 0;
    const isAsync = (source: string): boolean => compiler.compile(source, { cell: ++cell }).isAsync;
    assert.equal(
      isAsync('async function f() { await 1 } const g = async () => { for await (const x of []) x }'),
      false,
    );
    assert.equal(isAsync('import { join } from "node:path"; join("a")'), false);
    assert.equal(isAsync('1; await 2'), true);
    assert.equal(isAsync('if (true) { for await (const x of [1]) x }'), true);
    assert.equal(isAsync('await using x = null'), true);
    assert.equal(isAsync('class A { static x = async () => await 1 }'), false);
  });

  it('a diagnostic has line, column and a code frame of the cell', () => {
    const compiler = new NotebookCompiler({ directory: process.cwd() });
    const { diagnostics, javascript } = compiler.compile(
      'const face = "🙂"\n\tconst rate: string = 1\n// end',
      { cell: 1 },
    );
    assert.equal(javascript, '');
    assert.equal(diagnostics.length, 1);
    const [{ code, category, line, column, length, frame, message }] = diagnostics;
    assert.deepEqual([code, category, line, column, length], [2322, 'error', 2, 8, 4]);
    assert.equal(message, "Type 'number' is not assignable to type 'string'.");
    assert.equal(
      frame,
      '  1 | const face = "🙂"\n> 2 | \tconst rate: string = 1\n    | \t      ^^^^\n  3 | // end',
    );
  });

  it('two classes of one name are told apart by their executions', async () => {
    const notebook = new TestNotebook();
    await notebook.run('class Layer { #size = 1 } const layer = new Layer()');
    await notebook.run('class Layer { #size = 2 }');
    const { compiled } = await notebook.run('const same: Layer = layer');
    assert.match(
      compiled.diagnostics[0].message,
      /^Type 'Layer of \[1\]' is not assignable to type 'Layer of \[2\]'/,
    );
  });

  it('a text that ends too early is an error at its end, not behind it', () => {
    const compiler = new NotebookCompiler({ directory: process.cwd() });
    const [problem] = compiler.compile('function f() {\n  return 1\n', { cell: 1 }).diagnostics;
    assert.deepEqual([problem.code, problem.line], [1005, 2]);
  });

  it('the files that a cell is checked with do not grow in number with the notebook', () => {
    const compiler = new NotebookCompiler({ directory: process.cwd() });
    const sizes: number[] = [];
    for (let cell = 1; cell <= 300; cell++) {
      const uses = cell > 1 ? 'value1 + ' : '';
      const compiled = compiler.compile(`const value${cell}: number = ${uses}1; let same = ${cell}`, {
        cell,
      });
      assert.deepEqual(compiled.diagnostics, []);
      compiler.commit(cell, compiled.defines);
      compiler.compile('value1 + same', { cell: 1000 + cell });
      sizes.push(compiler.size().program);
    }
    assert.equal(Math.max(...sizes.slice(10)), Math.min(...sizes.slice(10)));
  });

  it('a cell that is run again and again does not fill the memory', () => {
    const compiler = new NotebookCompiler({ directory: process.cwd() });
    for (let cell = 1; cell <= 100; cell++) {
      const compiled = compiler.compile('let lr = .1; const data = [lr]', { cell });
      compiler.commit(cell, compiled.defines);
    }
    assert.equal(compiler.size().remembered, 1);
  });

  it('reads no file that an untrusted cell names, however it names it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'edflab-untrusted-'));
    try {
      const file = join(folder, 'secret');
      writeFileSync(`${file}.ts`, "export const word = 'canary' as const");
      writeFileSync(`${file}.d.ts`, "declare const word: 'canary'");
      const told = (untrusted: boolean, source: string): string => {
        const compiler = new NotebookCompiler({ directory: process.cwd(), untrusted });
        return compiler
          .compile(source, { cell: 1 })
          .diagnostics.map(({ message }) => message)
          .join();
      };
      for (const source of [
        `import { word } from /* */ '${file}'; const x: 5 = word`,
        `const x: 5 = null as any as typeof import(/* */ '${file}').word`,
        `const x: 5 = null as any as typeof import('\\x2f${file.slice(1)}').word`,
        `/** @module m */\n/// <reference path="${file}.d.ts" />\nconst x: 5 = word`,
      ]) {
        assert.match(told(false, source), /canary/, source);
        assert.doesNotMatch(told(true, source), /canary/, source);
      }
      assert.equal(told(true, "import { np } from 'edflab'; const y = np.zeros([2])"), '');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('what a refused or failed cell would have defined is not defined', () => {
    const compiler = new NotebookCompiler({ directory: process.cwd() });
    compiler.commit(7, ['nothing was compiled under this number']);
    const half = compiler.compile('const a = 1; const b = 2; type C = number', { cell: 1 });
    compiler.commit(1, ['a']);
    assert.deepEqual(half.defines, ['a', 'b', 'C']);
    assert.deepEqual(compiler.compile('const c: C = a', { cell: 2 }).diagnostics, []);
    assert.equal(compiler.compile('b', { cell: 3 }).diagnostics[0].code, 2304);
  });

  it('after a reset nothing is defined', () => {
    const compiler = new NotebookCompiler({ directory: process.cwd() });
    compiler.compile('const a = 1', { cell: 1 });
    compiler.commit(1, ['a']);
    compiler.reset();
    assert.equal(compiler.compile('a', { cell: 2 }).diagnostics[0].code, 2304);
  });

  describe('with a prelude', () => {
    let folder: string;
    let notebook: TestNotebook;

    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'edflab-prelude-'));
      const declarations =
        '/** A node. */\nexport declare class CompNode { value: number; forward(): void }\nexport declare class Relu extends CompNode { slope: number }\nexport declare const np: { exp(x: number): number };\nexport type Shape = number[];\nexport declare function make(): Relu;\n';
      writeFileSync(join(folder, 'prelude.d.ts'), declarations);
      class CompNode {}
      const Relu = class extends CompNode {
        slope = 1;
      };
      notebook = new TestNotebook({
        prelude: {
          declarationFile: join(folder, 'prelude.d.ts'),
          names: ['CompNode', 'Relu', 'np', 'Shape', 'make'],
        },
        preludeValues: { CompNode, Relu, np: { exp: Math.exp }, make: () => new Relu() },
      });
    });
    after(() => rmSync(folder, { recursive: true }));

    it('its names need no import and have their types', async () => {
      assert.equal(valueOf(await notebook.run('const s: Shape = [1]; np.exp(0) + make().slope')), 2);
      assert.equal((await notebook.run('np.exp("1")')).compiled.diagnostics[0].code, 2345);
    });

    it('they cannot be assigned', async () => {
      assert.equal((await notebook.run('np = 1 as any')).compiled.diagnostics[0].code, 2588);
    });

    it("a cell's own definition wins, in earlier functions too", async () => {
      await notebook.run('const slopeOf = () => new Relu().slope');
      const first = await notebook.run('class Relu extends CompNode { slope = 3; override forward() {} }');
      assert.deepEqual(first.compiled.diagnostics, []);
      assert.equal(valueOf(await notebook.run('slopeOf()')), 3);
      await notebook.run('class Relu extends CompNode { slope = 4; extra = true }');
      assert.deepEqual(valueOf(await notebook.run('[new Relu().extra, slopeOf()] as unknown[]')), [true, 4]);
    });

    it('the notebook knows which names cells defined', async () => {
      const names = (
        globalThis as unknown as Record<
          symbol,
          { has(name: string): boolean; get(name: string): unknown; cellId?: string }
        >
      )[Symbol.for('edflab.notebook')];
      assert.deepEqual([names.has('Relu'), names.has('np'), names.get('np')], [true, false, undefined]);
      const asked = await notebook.run("(globalThis as any)[Symbol.for('edflab.notebook')].cellId", {
        cellId: 'cell-id',
      });
      assert.equal(valueOf(asked), 'cell-id');
    });

    it('a variable that hides a preloaded name is told, the first time; a class or an import is not', async () => {
      const shadows = async (source: string) => (await notebook.run(source)).compiled.shadows;
      assert.deepEqual(await shadows('class CompNode {}'), []);
      assert.deepEqual(await shadows('const { np } = { np: 1 }'), ['np']);
      assert.deepEqual(await shadows('const np = 2'), []);
    });
  });
});
