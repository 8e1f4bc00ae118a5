// Problem set 1, proved through the grader's own path: compiled, sandboxed, judged from outside.
import assert from 'node:assert/strict';
import { loadProblemSet } from '../../grader/problem-set.js';
import { CourseKey } from '../../grader/secret.js';
import { GradingSession } from '../../grader/session.js';
import { validate, type Proof } from '../../grader/validate.js';

describe('problem set 1', function () {
  this.timeout(900_000);
  let proofs: Proof[];

  before(async () => {
    const problemSet = await loadProblemSet('ps1');
    const session = await GradingSession.start({ problemSet, key: CourseKey.open, timeout: 60 });
    try {
      proofs = await validate(problemSet, session, () => {});
    } finally {
      await session.close();
    }
  });

  for (const [claim, kind, least] of [
    ['is solved by its solution, every problem with all points', 'solution', 7],
    ['gives no point for the released notebook', 'release', 7],
    ['has references that agree with extrapolated differences of their own forwards', 'reference', 6],
    ['catches every known wrong answer and calls it by its name', 'mutant', 100],
    ['finds nothing wrong with right answers that look different', 'rewrite', 30],
  ] as const) {
    it(claim, () => {
      const asked = proofs.filter((proof) => proof.kind === kind);
      assert.ok(asked.length >= least, `${asked.length} of at least ${least}`);
      const failed = asked
        .filter(({ holds }) => !holds)
        .map(({ problem, name, seen }) => `${problem} ${name}: ${seen}`);
      assert.deepEqual(failed, []);
    });
  }
});
