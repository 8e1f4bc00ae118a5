// The example of every other kind of problem: its wrong answers are caught and named, its right ones left in peace. The
// solutions to choices are read from the instructor's notebook, as the grader does it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  advice,
  checkProblem,
  checkSolution,
  type ChoiceProblem,
  choiceTrial,
  drive,
  findProblem,
  type Given,
} from '../../lib/gradcheck/index.js';
import { runTrial } from '../../lib/gradcheck/trial/run-trial.js';
import { np } from '../../lib/index.js';
import { mutants, rewrites } from '../../problem-sets/kinds/mutants/index.js';
import { problemSet } from '../../problem-sets/kinds/problems.js';
import { claimedGradeId } from '../../grader/notebook/nbgrader.js';
import { parseNotebook } from '../../grader/notebook/notebook.js';
import { root } from '../root.js';
import { plot } from '../../grader/sandbox/inert.js';
import { lookupIn } from './evaluate-cell.js';

const { notebook } = parseNotebook(
  readFileSync(join(root, 'problem-sets/kinds/instructor/kinds.ipynb'), 'utf8'),
);
/** What the answers stand on: given cells that define something. */
const given = notebook.cells
  .filter((cell) => cell.cell_type === 'code' && claimedGradeId(cell) === undefined)
  .map(({ source }) => source.replace(/^import .*$/m, ''))
  .join('\n');
const solutionCell = (id: string): string =>
  notebook.cells.find((cell) => claimedGradeId(cell) === id)!.source;

const lookup = (source: string) => lookupIn(`${given}\n${source}`, { plot });

function solutionTo(problem: ChoiceProblem): Given {
  const { given: read } = runTrial(lookup(solutionCell(problem.id)), choiceTrial(problem));
  return checkSolution(problem, read![0]);
}

function report(id: string, source: string, seed = 1) {
  const problem = findProblem(problemSet, id);
  const options = problem.kind === 'choice' ? { solution: solutionTo(problem) } : {};
  const { data } = drive(checkProblem(problem, new np.random.Generator(seed), options), lookup(source));
  const sum = (key: 'earned' | 'points') => data.subscores.reduce((total, one) => total + one[key], 0);
  assert.ok(Math.abs(sum('points') - data.points) < 1e-9, 'points of sub-scores add up');
  assert.ok(Math.abs(sum('earned') - data.earned) < 1e-9, 'what sub-scores earn adds up');
  for (const { reason } of data.subscores) assert.notEqual(reason, '');
  return data;
}

describe('the other kinds of problems', () => {
  describe('every known wrong answer is caught and named', () => {
    for (const { id, problem, code, source } of mutants) {
      it(`${problem}: ${id} is ${code}`, () => {
        const { diagnosis, passed, earned, points } = report(problem, source);
        assert.equal(diagnosis?.code, code, diagnosis?.summary);
        assert.equal(passed, false);
        assert.ok(earned < points);
      });
    }
  });

  describe('a right answer is never suspected, however it is written', () => {
    const solutions = problemSet.problems.map(({ id }) => ({ id: 'solution', problem: id, source: solutionCell(id) })); // prettier-ignore
    for (const { id, problem, source } of [...solutions, ...rewrites]) {
      it(`${problem}: ${id}`, () => {
        for (const seed of [1, 2, 3]) {
          const { diagnosis, passed, earned, points } = report(problem, source, seed);
          const wrong = diagnosis && !advice.includes(diagnosis.code) ? diagnosis : null;
          assert.deepEqual([wrong, passed, earned], [null, true, points]);
        }
      });
    }
  });
});
