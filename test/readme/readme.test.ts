import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../root.js';

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp('```' + language + '\\n([^]*?)```', 'g'))].map((match) => match[1]);

/** Commands that other tests run: this very run is `npm test`, and test/start starts the page. */
const elsewhere = ['npm start', 'npm test'];

describe('README', function () {
  this.timeout(240_000);
  let folder: string;
  const edflab = (args: string[]) =>
    spawnSync(process.execPath, [join(root, 'bin/edflab.mjs'), ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, HOME: folder },
    });

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'edflab-readme-'));
    for (const name of ['notebooks', 'problem-sets'])
      cpSync(join(root, name), join(folder, name), { recursive: true });
    mkdirSync(join(folder, 'submissions'));
    for (const name of ['ada', 'grace'])
      cpSync(join(root, 'problem-sets/ps1/ps1.ipynb'), join(folder, `submissions/${name}.ipynb`));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('names the command so that npx finds it in a checkout', () => {
    const run = spawnSync('npx', ['edflab', '--version'], {
      cwd: root,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    assert.equal(run.status, 0, run.stderr);
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    assert.equal(run.stdout.trim(), version);
  });

  const lines = blocks('sh').flatMap((block) => block.trim().split('\n'));
  for (const line of lines.filter((line) => !elsewhere.includes(line))) {
    it(`works word for word: ${line}`, () => {
      const [npx, command, ...args] = line.split(' ');
      assert.deepEqual([npx, command], ['npx', 'edflab']);
      const expanded = args.flatMap((arg) =>
        arg === 'submissions/*.ipynb' ? ['submissions/ada.ipynb', 'submissions/grace.ipynb'] : [arg],
      );
      const { status, stdout, stderr } = edflab(expanded);
      assert.equal(status, 0, stdout + stderr);
      const written = args[args.findIndex((arg) => arg === '-o' || arg === '--out') + 1];
      if (args.includes('-o') || args.includes('--out'))
        assert.ok(existsSync(join(folder, written)), `${written} is written`);
    });
  }

  it('quotes what the check says about its wrong Relu, and its other cells run', () => {
    const sources = [
      ...blocks('ts'),
      "import { check } from 'edflab/ps1'",
      "console.log(String(check('relu')))",
    ];
    const cells = sources.map((source, index) => ({
      cell_type: 'code',
      id: `cell-${index}`,
      metadata: {},
      source,
      outputs: [],
      execution_count: null,
    }));
    const notebook = {
      cells,
      metadata: { kernelspec: { name: 'edflab', display_name: 'EDF Lab (TypeScript)' } },
      nbformat: 4,
      nbformat_minor: 5,
    };
    writeFileSync(join(folder, 'readme.ipynb'), JSON.stringify(notebook));
    const { status, stdout, stderr } = edflab(['run', 'readme.ipynb', '-o', 'readme-executed.ipynb']);
    assert.equal(status, 0, stdout + stderr);
    const executed = JSON.parse(readFileSync(join(folder, 'readme-executed.ipynb'), 'utf8')) as {
      cells: { outputs: { text?: string | string[] }[] }[];
    };
    const said = executed.cells
      .at(-1)!
      .outputs.map((output) => [output.text ?? ''].flat().join(''))
      .join('');
    for (const quote of blocks('text'))
      assert.ok(said.includes(quote), `README quotes\n${quote}\nthe check says\n${said}`);
  });
});
