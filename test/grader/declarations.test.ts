// What an instructor is told who made a mistake in a problem set of one's own.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { declarationErrors } from '../../grader/declaration-errors.js';
import { loadCheckedProblemSet } from '../../grader/problem-set.js';
import { scaffold } from '../../grader/scaffold.js';
import { root } from '../root.js';

describe('a mistake in a problem set’s declarations', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'edflab-declarations-'));
  const right = join(folder, 'right/week-3');

  before(() => scaffold(right));
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** The new problem set with one text in one of its files replaced. */
  function withMistake(from: string | RegExp, to: string, file = 'problems.ts'): string {
    const wrong = join(folder, 'wrong/week-3');
    rmSync(wrong, { recursive: true, force: true });
    cpSync(right, wrong, { recursive: true });
    const text = readFileSync(join(wrong, file), 'utf8');
    assert.notEqual(text.replace(from, to), text, `${file} holds ${from}`);
    writeFileSync(join(wrong, file), text.replace(from, to));
    return wrong;
  }

  it('is none where there is none', () => assert.deepEqual(declarationErrors(right), []));

  for (const [what, from, to, said] of [
    [
      'a kind that there is not',
      "kind: 'function'",
      "kind: 'functoin'",
      /Type '"functoin"' is not assignable to [^]*Did you mean '"function"'\?\n {2}kind: 'functoin',/,
    ],
    ['a missing shape', "shape: ['B', 'n'], ", '', /'shape' is missing: every SourceSpecification has it\./],
    [
      'a misspelt field',
      'className:',
      'classname:',
      /'classname' does not exist in type 'NodeProblem'\. Did you mean to write 'className'\?/,
    ],
    [
      'points that are text',
      'points: 10',
      "points: '10'",
      /Type 'string' is not assignable to type 'number'/,
    ],
    [
      'a method that arrays do not have',
      'x.square(),',
      'x.squared(),',
      /Property 'squared' does not exist on type 'NDArray'/,
    ],
    ['a missing bracket', 'problems: [', 'problems: ', /expected/],
  ] as const) {
    // prettier-ignore
    it(`is told with its place: ${what}`, () => {
      const wrong = withMistake(from, to);
      const [error] = declarationErrors(wrong);
      const [, file, number, line] = /^(.*):(\d+):\d+\n[^]*\n {2}(.*)$/.exec(error)!;
      assert.equal(readFileSync(resolve(file), 'utf8').split('\n')[Number(number) - 1].trim(), line);
      assert.match(error, said);
    });
  }

  for (const [what, file, from, to, said] of [
    [
      'negative points',
      'problems.ts',
      'points: 10',
      'points: -10',
      /problem square: points: got -10, expected a number >= 0/,
    ],
    [
      'an id that two problems have',
      'problems.ts',
      "id: 'mean-square'",
      "id: 'square'",
      /problem square: another problem has this id/,
    ],
    [
      'an id that the notebook does not have',
      'problems.ts',
      "id: 'mean-square'",
      "id: 'mean'",
      /no solution cell with the grade_id 'mean'; it has square, mean-square, why\./,
    ],
    [
      'a withheld name that there is not',
      'problems.ts',
      "'OpNode', 'ops'",
      "'OpNodes'",
      /withheld: the library has no 'OpNodes'/,
    ],
    [
      'a wrong answer to a problem that there is not',
      'mutants/index.ts',
      "problem: 'square'",
      "problem: 'cube'",
      /known answer 'no-chain-rule': there is no problem 'cube'; there are square, mean-square, why\./,
    ],
    [
      'the name of a diagnosis that there is not',
      'mutants/index.ts',
      "'upstream-ignored'",
      "'ignored'",
      /mutants\/index\.ts:\d+:\d+\n {2}Type '"ignored"' is not assignable to type 'DiagnosisCode'/,
    ],
  ] as const) {
    // prettier-ignore
    it(`is told before anything is proved or released: ${what}`, async () => {
      await assert.rejects(loadCheckedProblemSet(withMistake(from, to, file)), said);
    });
  }

  it('is told where a gradient is missing or has another shape than its source', async () => {
    const missing = withMistake('({ x: upstream.mul(x).mul(2) })', '({ y: upstream.mul(x).mul(2) })');
    await assert.rejects(
      loadCheckedProblemSet(missing),
      /backward returns no gradient of x, expected one of shape \(\d+, \d+\)/,
    );
    const summed = withMistake('upstream.mul(x).mul(2)', 'upstream.mul(x).mul(2).sum(0)');
    await assert.rejects(
      loadCheckedProblemSet(summed),
      /the gradient of x has shape \(\d+,\), expected \(\d+, \d+\)/,
    );
  });

  it('is found by the proof where it is one of calculus, and the gradient is named', () => {
    withMistake('upstream.mul(x).mul(2)', 'upstream.mul(x).mul(-2)');
    const { status, stdout } = validate();
    assert.equal(status, 1);
    assert.match(
      stdout,
      /square, reference: 2e\+0\n {4}the gradient of x is off by 2e\+0 of its size from differences of the reference's own forward/,
    );
    assert.match(stdout, /square, solution: sign \(0\/10\)/);
  });

  it('is named where a wrong answer is called otherwise than declared', () => {
    withMistake("'upstream-ignored'", "'sign'", 'mutants/index.ts');
    assert.match(validate().stdout, /wrong answer no-chain-rule: expected sign, got upstream-ignored/);
  });

  it('is quoted where it is the reference that fails', () => {
    withMistake('x.square().mean()', "(JSON.parse('no') as number)");
    assert.match(
      validate().stdout,
      /mean-square, solution: grader-error[^\n]*\n {4}SyntaxError: Unexpected token/,
    );
  });

  function validate(): { status: number | null; stdout: string } {
    const args = [join(root, 'bin/edflab.mjs'), 'validate', './week-3'];
    return spawnSync(process.execPath, args, { cwd: join(folder, 'wrong'), encoding: 'utf8' });
  }
});
