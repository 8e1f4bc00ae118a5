// The command line as a person meets it: help, mistakes in what was typed, output for programs.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../root.js';

const edflab = (...args: string[]) =>
  spawnSync(process.execPath, [join(root, 'bin/edflab.mjs'), ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });

describe('the command line', function () {
  this.timeout(120_000);

  const helped = ['lab', 'install', 'run', 'check', 'grade', 'similarity', 'release', 'validate', 'new-problem-set', 'autograde', 'package gradescope']; // prettier-ignore
  for (const command of helped) {
    it(`explains ${command}: what it does, every option, an example`, () => {
      const { status, stdout, stderr } = edflab(...command.split(' '), '--help');
      assert.equal(status, 0, stderr);
      assert.match(stdout, new RegExp(`^Usage: edflab ${command} `));
      const [, examples = ''] = stdout.split('\nExamples:\n');
      assert.match(examples, new RegExp(`^  \\$ edflab ${command}`));
      for (const [option] of examples.matchAll(/--[a-z-]+/g)) assert.ok(stdout.split('\nExamples:\n')[0].includes(option), option); // prettier-ignore
    });
  }

  for (const [args, said] of [
    [['chekc'], /^edflab: unknown command 'chekc'\n\(Did you mean check\?\)/],
    [['grade'], /^edflab: missing required argument 'problem-set'/],
    [['grade', 'ps1', 'nowhere'], /^edflab: There is no file or folder 'nowhere'\.$/m],
    [['grade', 'ps1', 'problem-sets', '--jobs', '0'], /^edflab: option '--jobs <n>' argument '0' is invalid/],
    [['grade', 'ps0', 'problem-sets'], /^edflab: There is no problem set 'ps0'\. There are: /],
    [['check', 'nowhere.ipynb'], /^edflab: The submission does not exist/],
    [['package', 'gradescope'], /^edflab: missing required argument 'problem-set'/],
    [['run', '--slowly'], /^edflab: unknown option '--slowly'/],
  ] as const) {
    it(`says in one line on standard error what is wrong with: edflab ${args.join(' ')}`, () => {
      const { status, stdout, stderr } = edflab(...args);
      assert.equal(status, 1);
      assert.equal(stdout, '');
      assert.match(stderr, said);
      assert.doesNotMatch(stderr, /\n {4}at /, 'no stack');
    });
  }

  it('checks a notebook for programs too: the result as JSON, and nothing else, on standard output', () => {
    const { status, stdout } = edflab('check', 'problem-sets/template/template.ipynb', '--json');
    assert.equal(status, 0);
    const { points, earned, questions } = JSON.parse(stdout) as {
      points: number;
      earned: number;
      questions: { id: string; status: string }[];
    };
    assert.deepEqual({ points, earned }, { points: 16, earned: 0 });
    const [square, , why] = questions;
    assert.deepEqual([square.id, square.status, why.status], ['square', 'failed', 'pending']);
  });

  it('shows questions in the order of the notebook, also where another one is done first', () => {
    const { stdout } = edflab('check', 'problem-sets/kinds/kinds.ipynb');
    const titles = [...stdout.matchAll(/^[✓✗…] (.+?):? (?:not yet|right|\d)/gm)].map((match) => match[1]);
    assert.deepEqual(titles, ['Mean and spread', 'In which order?', 'Which are linear?', 'How many parameters?', 'Variables that know their gradients', 'Forward and backward through a graph', 'Momentum', 'Two learning rates']); // prettier-ignore
  });

  it('proves a problem set for programs too', () => {
    const folder = mkdtempSync(join(tmpdir(), 'edflab-commands-'));
    try {
      assert.equal(edflab('new-problem-set', join(folder, 'week-3')).status, 0);
      const { status, stdout, stderr } = edflab('validate', join(folder, 'week-3'), '--json');
      assert.equal(status, 0, stderr);
      const proofs = JSON.parse(stdout) as { holds: boolean; kind: string }[];
      assert.equal(proofs.length, 9);
      assert.ok(proofs.every(({ holds }) => holds));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
