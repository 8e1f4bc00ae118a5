// What must hold of every problem set: its references agree with differences, its mutants are caught and named, its rewrites
// are left in peace.
import assert from 'node:assert/strict';
import {
  checkProblem,
  drive,
  findProblem,
  type Mutant,
  type ProblemSet,
  type Rewrite,
  verifyReference,
} from '../../lib/gradcheck/index.js';
import { np } from '../../lib/index.js';
import { evaluateCell } from './evaluate-cell.js';

interface KnownAnswers {
  mutants: readonly Mutant[];
  rewrites: readonly Rewrite[];
}

/** Remarks: the answer is right, and something is said about it all the same. */
const remarks = ['low-precision', 'forward-low-precision'];

function report(set: ProblemSet, id: string, source: string, seed: number) {
  const problem = findProblem(set, id);
  assert.equal(problem.kind, 'node');
  const answer = evaluateCell(source, problem.kind === 'node' ? problem.className : '');
  return drive(checkProblem(problem, new np.random.Generator(seed)), () => answer).data;
}

/** Tests of a problem set. `least`: how many answers there must be, at least. */
export function testKnownAnswers(
  set: ProblemSet,
  { mutants, rewrites }: KnownAnswers,
  least: { mutants: number; rewrites: number },
): void {
  describe('every known wrong answer is caught and named', () => {
    for (const { id, problem, code, source } of mutants) {
      it(`${problem}: ${id} is ${code}`, () => {
        const { diagnosis, passed } = report(set, problem, source, 1);
        assert.equal(diagnosis?.code, code, diagnosis?.summary);
        assert.equal(diagnosis.confirmed, true, 'the second draw confirms it');
        assert.equal(passed, remarks.includes(code));
      });
    }
  });

  describe('a right answer is never suspected, however it is written', () => {
    for (const { id, problem, source } of rewrites) {
      it(`${problem}: ${id}`, () => {
        for (const seed of [1, 2]) {
          const { diagnosis, passed, findings, earned, points } = report(set, problem, source, seed);
          assert.deepEqual(findings, []);
          assert.equal(diagnosis, null);
          assert.equal(passed, true);
          assert.equal(earned, points);
        }
      });
    }
  });

  it('has references that Ridders’ method agrees with to ten digits', () => {
    for (const problem of set.problems) {
      if (problem.kind !== 'node') continue;
      for (const { source, error, passed } of verifyReference(problem, new np.random.Generator(3))) {
        assert.ok(passed, `${problem.id}, gradient of ${source}: ${error}`);
      }
    }
  });

  it(`knows at least ${least.mutants} wrong answers and ${least.rewrites} unusual right ones`, () => {
    assert.ok(mutants.length >= least.mutants, `${mutants.length} mutants`);
    assert.ok(rewrites.length >= least.rewrites, `${rewrites.length} rewrites`);
  });
}
