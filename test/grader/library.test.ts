import assert from 'node:assert/strict';
import * as fullLibrary from '../../grader/sandbox/full-library.js';
import * as library from '../../grader/sandbox/library.js';
import { loadProblemSet } from '../../grader/problem-set.js';
import { CourseKey } from '../../grader/secret.js';
import { GradingSession } from '../../grader/session.js';
import * as wasm from '../../lib/wasm/index.js';
import { relu, reluAlone, submission } from './support.js';

describe('the library of a graded answer', () => {
  for (const [name, { relaxedSimd, setRelaxedSimd, setThreads, threads }] of Object.entries({
    library,
    fullLibrary,
  })) {
    it(`takes a wish for relaxed SIMD or threads and computes as always (${name})`, () => {
      setRelaxedSimd(true);
      setThreads(2);
      assert.deepEqual([relaxedSimd(), threads()], [false, 1]);
      assert.deepEqual([wasm.relaxedSimd(), wasm.threads()], [false, 1]);
    });
  }
});

describe('a name that an answer does not find', function () {
  this.timeout(60_000);
  let session: GradingSession;
  before(async () => {
    session = await GradingSession.start({ problemSet: await loadProblemSet('ps1'), key: CourseKey.open });
  });
  after(() => session.close());

  for (const [what, backward, said, unsaid] of [
    [
      'is told as what it is, where it would be an answer',
      'ops.relu(this.grad)',
      /The ops that notebooks start with is not there/,
      /cell of your own/,
    ],
    [
      'so is one that goes with it',
      'new optim.SGD([])',
      /The optim that notebooks start with is not there/,
      /cell of your own/,
    ],
    [
      'is told as the compiler guesses it, where it can',
      'x.addgrad(this.grad)',
      /reached through `this`: `this\.x`/,
      /cell of your own/,
    ],
    [
      'may be defined elsewhere, where nothing else is known',
      'helper(this)',
      /If 'helper' is defined in a cell of your own, move it into this one/,
      /would be an answer/,
    ],
  ] as const) {
    // prettier-ignore
    it(what, async () => {
      const [question] = (await session.grade(submission(reluAlone(relu({ backward }))), { only: 'relu' })).questions; // prettier-ignore
      assert.equal(question.obstacle, 'compile-error');
      assert.match(question.detail, said);
      assert.doesNotMatch(question.detail, unsaid);
    });
  }
});
