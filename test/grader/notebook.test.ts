import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  formatNotebook,
  notebookLimits,
  NotebookError,
  parseNotebook,
  readSubmissionFile,
} from '../../grader/notebook/notebook.js';

const cell = (source: unknown, more: object = {}) => ({
  cell_type: 'code',
  metadata: {},
  source,
  outputs: [],
  execution_count: null,
  ...more,
});
const text = (cells: unknown, more: object = {}) =>
  JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells, ...more });

describe('reading a notebook', () => {
  it('takes a source as one string or as a list of lines', () => {
    const { notebook } = parseNotebook(text([cell('a\nb'), cell(['a\n', 'b'])]));
    assert.deepEqual(
      notebook.cells.map(({ source }) => source),
      ['a\nb', 'a\nb'],
    );
  });

  it('leaves out cells that make no sense, says which, and keeps the others', () => {
    const { notebook, complaints } = parseNotebook(
      text([null, 7, [], cell(3), cell({}), { cell_type: 'magic', source: '' }, cell('ok')]),
    );
    assert.deepEqual(
      notebook.cells.map(({ source }) => source),
      ['ok'],
    );
    assert.equal(complaints.length, 6);
    assert.match(complaints[3], /^Cell 4 has no source text/);
  });

  it('replaces metadata that is no object by none', () => {
    const { notebook } = parseNotebook(text([cell('x', { metadata: 'nbgrader' })], { metadata: [] }));
    assert.deepEqual([notebook.metadata, notebook.cells[0].metadata], [{}, {}]);
  });

  for (const [what, broken, message] of [
    ['an empty file', '', /empty/],
    ['text', 'class Relu {}', /not JSON/],
    ['JSON cut off in the middle', text([cell('x')]).slice(0, 40), /not JSON/],
    ['a JSON list', '[]', /not an object/],
    ['null', 'null', /not an object/],
    ['a notebook without cells', '{"nbformat": 4}', /no list of cells/],
    ['cells that are an object', text({ length: 3 }), /no list of cells/],
    ['format 3', text([], { nbformat: 3 }), /format 3/],
    [
      'too many lists',
      text([], { extra: new Array(notebookLimits.parts).fill([]) }),
      /parts: clear its outputs/,
    ],
    ['too many cells', text(new Array(notebookLimits.cells + 1).fill(0)), /at most 5000/],
  ] as const) {
    it(`says in one sentence what is wrong with ${what}`, () => {
      assert.throws(
        () => parseNotebook(broken),
        (error: Error) => error instanceof NotebookError && message.test(error.message),
      );
    });
  }

  it('survives JSON that is nested a hundred thousand levels deep', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    assert.deepEqual(
      parseNotebook(`{"nbformat":4,"metadata":{},"cells":[],"extra":${deep}}`).notebook.cells,
      [],
    );
  });

  it('counts as parts nothing that stands in a text', () => {
    const brackets = '{[:"\\'.repeat(notebookLimits.parts / 2);
    assert.equal(parseNotebook(text([cell('x', { outputs: [brackets] })])).notebook.cells.length, 1);
  });

  it('writes what it read, as Jupyter does', () => {
    const written = formatNotebook(
      parseNotebook(text([cell('a\nb'), { cell_type: 'markdown', metadata: {}, source: '' }])).notebook,
    );
    assert.ok(written.endsWith('}\n'));
    assert.deepEqual(
      JSON.parse(written).cells.map(({ source }: { source: string[] }) => source),
      [['a\n', 'b'], []],
    );
    assert.equal(formatNotebook(parseNotebook(written).notebook), written);
  });
});

describe('reading a submission', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'edflab-test-'))));
  after(() => rmSync(folder, { recursive: true }));
  const refused = (name: string, message: RegExp) =>
    assert.throws(
      () => readSubmissionFile(join(folder, name)),
      (error: Error) => error instanceof NotebookError && message.test(error.message),
    );

  it('never unpacks an archive, however large what is in it', () => {
    for (const magic of ['PK\u0003\u0004', 'PK\u0005\u0006', '\u001f\u008b\u0008'])
      assert.throws(
        () => parseNotebook(Buffer.from(`${magic}...`, 'latin1').toString('utf8')),
        /is an archive, not a notebook: unpack it/,
      );
  });

  it('refuses a symbolic link, which could lead to the solution', () => {
    writeFileSync(join(folder, 'solution.ipynb'), text([]));
    symlinkSync(join(folder, 'solution.ipynb'), join(folder, 'link.ipynb'));
    refused('link.ipynb', /symbolic link/);
  });

  it('refuses a folder, a missing file and one that is too large', () => {
    mkdirSync(join(folder, 'folder.ipynb'));
    writeFileSync(join(folder, 'huge.ipynb'), '');
    truncateSync(join(folder, 'huge.ipynb'), 10 * 2 ** 30);
    refused('folder.ipynb', /not a file/);
    refused('missing.ipynb', /does not exist/);
    refused('huge.ipynb', /too large: 10240 MB/);
  });
});
