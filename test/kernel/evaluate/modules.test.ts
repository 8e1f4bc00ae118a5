import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { TestNotebook, valueOf } from '../compile/notebook.js';

describe('imports of cells', function () {
  this.timeout(30_000);
  let folder: string;
  let notebook: TestNotebook;

  before(() => {
    // A path with a space and a letter that URLs encode.
    folder = join(mkdtempSync(join(tmpdir(), 'edflab modules ')), 'é');
    write(
      'layers.ts',
      "import { scale } from './numbers.js';\nexport interface Shape { rows: number }\nexport const rows = (s: Shape): number => s.rows * scale;\nexport enum Kind { Dense }\nexport function fail(): never {\n  throw new Error('in a module');\n}\n",
    );
    write('numbers.ts', 'export const scale: number = 2;\n');
    write(
      'plain.mjs',
      'export let count = 0; export const up = () => ++count; export default "the default";\n',
    );
    write('data.json', '{ "epochs": 3 }');
    write(
      'node_modules/esm-only/package.json',
      '{ "name": "esm-only", "type": "module", "exports": { "import": "./main.js" } }',
    );
    write(
      'node_modules/esm-only/main.js',
      'export const kind = "esm"; export default function f() { return 1 }\n',
    );
    write('node_modules/old/package.json', '{ "name": "old", "main": "main.js" }');
    write(
      'node_modules/old/main.js',
      'const api = {}; for (const n of ["one"]) api[n] = 1; module.exports = api;\n',
    );
    notebook = new TestNotebook({ directory: folder });
  });
  after(() => rmSync(dirname(folder), { recursive: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const run = async (source: string): Promise<unknown> => valueOf(await notebook.run(source));

  it('a TypeScript file beside the notebook, with its types', async () => {
    assert.equal(
      await run(
        "import { rows, Kind, type Shape } from './layers.ts'; const s: Shape = { rows: 3 }; rows(s) + Kind.Dense",
      ),
      6,
    );
    const { compiled } = await notebook.run('rows({ columns: 1 })');
    assert.deepEqual(
      compiled.diagnostics.map(({ code }) => code),
      [2353],
    );
  });

  it('the same without extension, and as .js as editors write it', async () => {
    assert.equal(await run("import { rows as r } from './layers'; r({ rows: 1 })"), 2);
    assert.equal(await run("import { rows as q } from './layers.js'; q({ rows: 1 })"), 2);
  });

  it('is loaded again after an edit, also of a file that it imports itself', async () => {
    write('numbers.ts', 'export const scale: number = 10;\n');
    assert.equal(await run("import { rows } from './layers.ts'; rows({ rows: 3 })"), 30);
    write(
      'layers.ts',
      "export const rows = (text: string): number => text.length;\nexport function fail(): never {\n  throw new Error('in a module');\n}\n",
    );
    assert.equal(await run("import { rows } from './layers.ts'; rows('four')"), 4);
    assert.equal(await run("(await import('./layers.ts')).rows('abc')"), 3);
  });

  it('is the same module when nothing changed', async () => {
    assert.equal(await run("import { up } from './plain.mjs'; up()"), 1);
    assert.equal(await run("import { up } from './plain.mjs'; up()"), 2);
  });

  it('default, namespace and renamed imports', async () => {
    assert.deepEqual(
      await run(
        "import text, * as all from './plain.mjs'; import { count as c } from './plain.mjs'; [text, typeof all.up, typeof c]",
      ),
      ['the default', 'function', 'number'],
    );
  });

  it('JSON', async () => {
    assert.equal(await run("import settings from './data.json' with { type: 'json' }; settings.epochs"), 3);
  });

  it('packages: ESM only, CommonJS, and names that Node cannot see in a CommonJS package', async () => {
    assert.deepEqual(await run("import f, { kind } from 'esm-only'; [f(), kind]"), [1, 'esm']);
    assert.deepEqual(await run("import old, { one } from 'old'; [old.one, one]"), [1, 1]);
  });

  it("Node's own modules, static and dynamic, with their types", async () => {
    assert.equal(await run("import { basename } from 'node:path'; basename('/a/b')"), 'b');
    assert.equal(await run("const { sep } = await import('path'); typeof sep"), 'string');
    const { compiled } = await notebook.run('basename(1)');
    assert.deepEqual(
      compiled.diagnostics.map(({ code }) => code),
      [2345],
    );
  });

  it('packages that the kernel brings, from any folder', async () => {
    assert.equal(await run("import ndarray from 'ndarray'; ndarray([1, 2, 3]).get(1)"), 2);
  });

  it('an imported name is usable in later cells, and an unused type import loads nothing', async () => {
    await run("import { kind } from 'esm-only'");
    assert.equal(await run('kind'), 'esm');
    assert.equal(
      await run("import type { Shape } from './nowhere-at-run-time'; 1").catch((error: Error) =>
        error.message.includes('Cannot find module'),
      ),
      true,
    );
  });

  it('a missing module is refused by the compiler, a missing export too', async () => {
    const missing = await notebook.run("import { a } from 'no-such-package'");
    assert.deepEqual(
      missing.compiled.diagnostics.map(({ code }) => code),
      [2307],
    );
    const name = await notebook.run("import { nothing } from './layers.ts'");
    assert.deepEqual(
      name.compiled.diagnostics.map(({ code }) => code),
      [2305],
    );
    await assert.rejects(run("import { nothing } from 'esm-only'"), /no export named 'nothing'/);
  });

  it('`import.meta` speaks of the folder of the notebook', async () => {
    assert.equal(await run('import.meta.dirname'), folder);
    assert.match((await run('import.meta.url')) as string, /^file:.*notebook/);
  });

  it('a cell that is a module, as in tslab: it runs when it is imported, and again when it has changed', async () => {
    const first = await notebook.run(
      "/** @module circle */\nimport { scale } from './numbers';\nexport const area = (r: number) => scale * r;\nconsole.assert(true)",
    );
    assert.deepEqual([first.compiled.diagnostics, first.compiled.defines], [[], []]);
    assert.equal(await run("import { area } from './circle'; area(2)"), 20);
    assert.deepEqual(
      (await notebook.run('area("2")')).compiled.diagnostics.map(({ code }) => code),
      [2345],
    );
    await notebook.run('/** @module circle */\nexport const area = (text: string) => text.length');
    assert.equal(await run("import { area } from './circle'; area('abc')"), 3);
    const wrong = await notebook.run('/** @module square */\nexport const n: number = "1"');
    assert.deepEqual(
      wrong.compiled.diagnostics.map(({ code, line }) => [code, line]),
      [[2322, 2]],
    );
  });

  it('a comment that only mentions modules leaves a cell a cell', async () => {
    assert.equal(await run('/** Not a @module at all. */\nconst here = 1; here'), 1);
  });
});
