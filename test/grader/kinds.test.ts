// The other kinds of problems through the grader's own path: compiled, run in a child, judged from outside.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatNotebook, type Notebook } from '../../grader/notebook/notebook.js';
import { claimedGradeId } from '../../grader/notebook/nbgrader.js';
import { loadProblemSet, type LoadedProblemSet } from '../../grader/problem-set.js';
import { releaseNotebook } from '../../grader/release.js';
import type { QuestionResult } from '../../grader/result.js';
import { CourseKey } from '../../grader/secret.js';
import { GradingSession } from '../../grader/session.js';
import { root } from '../root.js';

describe('the other kinds of problems, graded', function () {
  this.timeout(300_000);
  let problemSet: LoadedProblemSet;
  let session: GradingSession;

  before(async () => {
    problemSet = await loadProblemSet('kinds');
    session = await GradingSession.start({ problemSet, key: CourseKey.open, timeout: 10 });
  });
  after(() => session.close());

  const grade = async (notebook: Notebook, by = session): Promise<QuestionResult[]> => {
    const bytes = Buffer.from(formatNotebook(notebook));
    return (await by.grade({ file: 'ada.ipynb', student: 'ada', bytes })).questions;
  };
  const withAnswers = (answers: Record<string, string>): Notebook => ({
    ...problemSet.notebook,
    cells: problemSet.notebook.cells.map((cell) => {
      const source = answers[claimedGradeId(cell) ?? ''];
      return source === undefined ? cell : { ...cell, source };
    }),
  });

  it('give the solution all points, and the released notebook none', async () => {
    for (const { id, earned, points, summary } of await grade(problemSet.notebook))
      assert.equal(earned, points, `${id}: ${summary}`);
    for (const { id, earned } of await grade(releaseNotebook(problemSet.notebook)))
      assert.equal(earned, 0, id);
  });

  it('do not judge a choice in the student’s own check', async () => {
    const own = await GradingSession.start({ problemSet, key: CourseKey.open, jobs: 1, open: true });
    try {
      for (const chosen of ['reversed', 'any']) {
        const answers = withAnswers({ order: `const backwardOrder = '${chosen}';` });
        const order = (await grade(answers, own)).find(({ id }) => id === 'order')!;
        assert.deepEqual(
          [order.status, order.earned, order.summary],
          ['pending', 0, 'Answered: it is judged after you have handed it in.'],
        );
      }
    } finally {
      await own.close();
    }
  });

  it('have no solution of a choice in what students are given', () => {
    const folder = join(root, 'problem-sets/kinds');
    const released = readFileSync(join(folder, 'kinds.ipynb'), 'utf8');
    assert.equal(released, formatNotebook(releaseNotebook(problemSet.notebook)), 'edflab release kinds');
    assert.doesNotMatch(released, /= 'reversed'|= \['sum'|784 \* 10 \+ 10/);
    assert.doesNotMatch(readFileSync(join(folder, 'problems.ts'), 'utf8'), /7850|'reversed';|solution:/);
  });

  it('give an answer that goes looking for the solution nothing', async () => {
    const looking = `
      const seen: string[] = [];
      const walk = (value: any, depth: number) => {
        if (depth > 4 || value === null || !['object', 'function'].includes(typeof value)) return;
        for (const key of Reflect.ownKeys(value)) {
          try {
            const member = value[key];
            if (member === 'reversed') seen.push('reversed');
            walk(member, depth + 1);
          } catch {}
        }
      };
      walk(globalThis, 0);
      const backwardOrder = seen[0] ?? '';`;
    const order = (await grade(withAnswers({ order: looking }))).find(({ id }) => id === 'order')!;
    assert.equal(order.earned, 0, order.summary);
  });

  it('do not offer what an answer is to be written for, by name, by import or by eval', async () => {
    const walk = (body: string) => `${body}
      function forwardAll() { for (const node of built) node.forward(); }`;
    const attempts = {
      'by name': walk('function backwardAll(loss: Leaf) { Backward(loss as never); }'),
      'by import': walk(`import { Backward as own } from 'edflab';
        function backwardAll(loss: Leaf) { own(loss as never); }`),
      'by eval': walk(`function backwardAll(loss: Leaf) { (0, eval)('Backward')(loss); }`),
    };
    for (const [how, sweep] of Object.entries(attempts)) {
      const result = (await grade(withAnswers({ sweep }))).find(({ id }) => id === 'sweep')!;
      assert.equal(result.earned, 0, `${how}: ${result.summary}`);
      if (how === 'by name')
        assert.match(result.summary + result.detail, /uses Backward.*it would be an answer/s);
    }
  });

  it('give an engine nothing that looks for the ops, patches numbers, or answers with things that are none', async () => {
    const attempts = [
      `class Variable { value = 0; grad = 0; constructor() { return new Proxy(this, { get: (_, key) => (key === 'grad' || key === 'value' ? NaN : () => new Variable()) }); } }`,
      `Math.abs = () => 0; Number.isFinite = () => true; Array.prototype.every = () => true;
       class Variable { grad = 0; constructor(public value: number) {} add() { return this; } mul() { return this; } tanh() { return this; } log() { return this; } backward() {} }`,
      `class Variable { grad = 0; constructor(public value: number) {} add(): never { process.exit(0); } }`,
      `class Variable { grad = 0; constructor(public value: number) { for (;;) {} } }`,
    ];
    for (const engine of attempts) {
      const result = (await grade(withAnswers({ engine }))).find(({ id }) => id === 'engine')!;
      assert.equal(result.earned, 0, result.summary);
    }
  });
});
