import assert from 'node:assert/strict';
import { checkProblem, drive, findProblem, verifyReference } from '../../lib/gradcheck/index.js';
import { np } from '../../lib/index.js';
import { mutants, rewrites } from '../../problem-sets/ps1/mutants/index.js';
import { ps1 } from '../../problem-sets/ps1/problems.js';
import { evaluateCell } from './evaluate-cell.js';

function report(problem: string, source: string, seed: number) {
  const declared = findProblem(ps1, problem);
  assert.equal(declared.kind, 'node');
  const className = declared.kind === 'node' ? declared.className : '';
  const answer = evaluateCell(source, className);
  return drive(checkProblem(declared, new np.random.Generator(seed)), () => answer).data;
}

describe('problem set 1', () => {
  describe('every known wrong answer is caught and named', () => {
    for (const { id, problem, code, source } of mutants) {
      it(`${problem}: ${id} is ${code}`, () => {
        const { diagnosis, passed } = report(problem, source, 1);
        assert.equal(diagnosis?.code, code, diagnosis?.summary);
        assert.equal(diagnosis.confirmed, true, 'the second draw confirms it');
        assert.equal(passed, code === 'low-precision');
      });
    }
  });

  describe('a right answer is never suspected, however it is written', () => {
    for (const { id, problem, source } of rewrites) {
      it(`${problem}: ${id}`, () => {
        for (const seed of [1, 2]) {
          const { diagnosis, passed, findings, earned, points } = report(problem, source, seed);
          assert.deepEqual(findings, []);
          assert.equal(diagnosis, null);
          assert.equal(passed, true);
          assert.equal(earned, points);
        }
      });
    }
  });

  it('has references that Ridders’ method agrees with to ten digits', () => {
    for (const problem of ps1.problems) {
      if (problem.kind !== 'node') continue;
      for (const { source, error, passed } of verifyReference(problem, new np.random.Generator(3))) {
        assert.ok(passed, `${problem.id}, gradient of ${source}: ${error}`);
      }
    }
  });

  it('knows at least 60 wrong answers and 15 unusual right ones', () => {
    assert.ok(mutants.length >= 60, `${mutants.length} mutants`);
    assert.ok(rewrites.length >= 15, `${rewrites.length} rewrites`);
  });
});
