import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../root.js';

const edflab = (parameters: string[], env: Record<string, string> = {}) =>
  spawnSync(process.execPath, [join(root, 'bin/edflab.mjs'), ...parameters], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });

interface StoredNotebook {
  nbformat_minor: number;
  metadata: { kernelspec: { name: string }; language_info: { name: string } };
  cells: {
    id: string;
    execution_count: number | null;
    outputs: { output_type: string; text?: string[]; data?: Record<string, unknown> }[];
  }[];
}

describe('edflab install, uninstall, run', function () {
  this.timeout(120_000);
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'edflab cli '))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, cells: string[], tags: string[] = []): string => {
    const file = join(folder, name);
    const code = cells.map((source) => ({
      cell_type: 'code',
      source,
      metadata: { tags },
      outputs: [],
      execution_count: null,
    }));
    writeFileSync(
      file,
      JSON.stringify({
        nbformat: 4,
        nbformat_minor: 2,
        metadata: {},
        cells: [{ cell_type: 'markdown', source: '# T', metadata: {} }, ...code],
      }),
    );
    return file;
  };
  const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as StoredNotebook;

  it('install --prefix writes a kernelspec that names this Node and this kernel, with logos; uninstall removes it', () => {
    const installed = edflab(['install', '--prefix', folder]);
    assert.equal(installed.status, 0, installed.stderr);
    const target = join(folder, 'share/jupyter/kernels/edflab');
    const spec = JSON.parse(readFileSync(join(target, 'kernel.json'), 'utf8')) as Record<string, unknown>;
    assert.deepEqual(spec.argv, [
      process.execPath,
      join(root, 'dist/bundle/kernel/kernel.js'),
      '{connection_file}',
    ]);
    assert.equal(spec.display_name, 'EDF Lab (TypeScript)');
    assert.equal(spec.language, 'typescript');
    assert.equal(spec.interrupt_mode, 'message');
    const logo = readFileSync(join(target, 'logo-svg.svg'), 'utf8');
    assert.match(logo, /^<svg /);
    assert.equal(
      logo,
      readFileSync(join(root, 'dist/lab/app/brand/logo.svg'), 'utf8'),
      'the page has the same',
    );
    for (const size of [32, 64]) {
      const png = readFileSync(join(target, `logo-${size}x${size}.png`));
      assert.deepEqual([png.toString('latin1', 1, 4), png.readUInt32BE(16)], ['PNG', size]);
    }
    assert.match(edflab(['uninstall', '--prefix', folder]).stdout, /Removed/);
    assert.equal(existsSync(target), false);
    assert.match(edflab(['uninstall', '--prefix', folder]).stdout, /Nothing to remove/);
  });

  it("install --user writes below the user's Jupyter folder", () => {
    const data = join(folder, 'jupyter data');
    assert.equal(edflab(['install', '--user'], { JUPYTER_DATA_DIR: data }).status, 0);
    assert.ok(existsSync(join(data, 'kernels/edflab/kernel.json')));
  });

  it('a folder that may not be written is one clear sentence', () => {
    const blocked = join(folder, 'a-file');
    writeFileSync(blocked, '');
    const { status, stderr } = edflab(['install', '--prefix', blocked]);
    assert.equal(status, 1);
    assert.match(stderr, /^edflab: .+\n$/);
  });

  it('run writes outputs, counts, ids and the kernelspec, in nbformat 4.5, and leaves the input as it was', () => {
    const file = write('good.ipynb', ['const x = 6', `console.log('a\\nb'); x * 7`, '']);
    const before = readFileSync(file, 'utf8');
    const out = join(folder, 'out.ipynb');
    const { status, stderr } = edflab(['run', file, '-o', out]);
    assert.equal(status, 0, stderr);
    assert.equal(readFileSync(file, 'utf8'), before);
    const { cells, nbformat_minor, metadata } = read(out);
    assert.equal(nbformat_minor, 5);
    assert.equal(metadata.kernelspec.name, 'edflab');
    assert.equal(metadata.language_info.name, 'typescript');
    assert.equal(new Set(cells.map(({ id }) => id)).size, 4);
    assert.deepEqual(
      cells.slice(1).map(({ execution_count }) => execution_count),
      [1, 2, null],
    );
    assert.deepEqual(cells[2].outputs, [
      { output_type: 'stream', name: 'stdout', text: ['a\n', 'b\n'] },
      { output_type: 'execute_result', execution_count: 2, data: { 'text/plain': ['42'] }, metadata: {} },
    ]);
  });

  it('run stops at an error cell: exit code 1, a readable message, the outputs up to there', () => {
    const file = write('bad.ipynb', ['1', 'throw new Error("so be it")', '2']);
    const { status, stderr } = edflab(['run', file]);
    assert.equal(status, 1);
    assert.match(stderr, /> 1 \| throw new Error/);
    assert.match(stderr, /edflab: cell 2 of .*bad\.ipynb failed: Error: so be it\n$/);
    assert.deepEqual(
      read(file)
        .cells.slice(1)
        .map(({ outputs }) => outputs.map(({ output_type }) => output_type)),
      [['execute_result'], ['error'], []],
    );
  });

  it('run goes on after an error in a cell tagged raises-exception', () => {
    const file = write('expected.ipynb', ['throw 1', '2'], ['raises-exception']);
    assert.equal(edflab(['run', file]).status, 0);
    assert.equal(read(file).cells[2].outputs.length, 1);
  });

  it('run --timeout ends a cell that runs too long', () => {
    const { status, stderr } = edflab(['run', write('long.ipynb', ['while (true) {}']), '--timeout', '1']);
    assert.equal(status, 1);
    assert.match(stderr, /cell 1 of .* failed: Timeout: the cell took longer than 1 s/);
  });

  it('run refuses what is no notebook, and a notebook in another language, in one sentence', () => {
    const text = join(folder, 'text.ipynb');
    writeFileSync(text, 'hello');
    const python = join(folder, 'python.ipynb');
    writeFileSync(
      python,
      JSON.stringify({
        nbformat: 4,
        nbformat_minor: 5,
        metadata: { kernelspec: { name: 'python3', language: 'python' } },
        cells: [],
      }),
    );
    for (const [file, said] of [
      [join(folder, 'absent.ipynb'), /there is no such file/],
      [text, /its content is not JSON/],
      [python, /in python/],
    ] as const) {
      const { status, stderr } = edflab(['run', file]);
      assert.equal(status, 1);
      assert.match(stderr, said);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
    }
  });
});
