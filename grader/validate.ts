/**
 * Proves a problem set before students see it: the solution earns everything, the released notebook nothing, every reference
 * agrees with differences of its own forward, every known wrong answer is caught and called by its name, and no right one is
 * suspected.
 */
import { np } from '../lib/array/index.js';
import { advice, verifyReference, type Problem, type Rewrite } from '../lib/gradcheck/index.js';
import { formatNotebook, type Notebook } from './notebook/notebook.js';
import { claimedGradeId } from './notebook/nbgrader.js';
import type { LoadedProblemSet } from './problem-set.js';
import { releaseNotebook } from './release.js';
import type { QuestionResult } from './result.js';
import type { GradingSession } from './session.js';

/** One thing that was to hold. */
export interface Proof {
  problem: string;
  kind: 'solution' | 'release' | 'reference' | 'mutant' | 'rewrite';
  /** A mutant's or rewrite's own name. */
  name: string;
  holds: boolean;
  /** What was seen. */
  seen: string;
}

/** The instructor's notebook with another answer to one problem. */
function withAnswer(notebook: Notebook, problem: string, source: string): Notebook {
  return {
    ...notebook,
    cells: notebook.cells.map((cell) => (claimedGradeId(cell) === problem ? { ...cell, source } : cell)),
  };
}

const codeOf = ({ report, obstacle }: QuestionResult): string =>
  report?.diagnosis?.code ?? obstacle ?? 'nothing found';

function describe(question: QuestionResult, wanted = ''): string {
  const { obstacle, summary, detail, earned, points } = question;
  // What kept the battery from a verdict is in the detail: an error of the reference, an unknown name.
  const reason = obstacle && detail ? `\n    ${detail.replaceAll('\n', '\n    ')}` : '';
  return `${wanted}${codeOf(question)} (${earned}/${points}): ${summary}${reason}`;
}

/** @param onProof called as each is done; `total` is how many there will be */
export async function validate(
  problemSet: LoadedProblemSet,
  session: GradingSession,
  onProof: (proof: Proof, total: number) => void,
): Promise<Proof[]> {
  const { mutants, rewrites } = await problemSet.knownAnswers();
  const automatic = problemSet.problems.filter(({ kind }) => kind !== 'written');
  const proofs: Proof[] = [];
  const work: (() => Promise<Proof[]>)[] = [];

  const submit = async (notebook: Notebook, only?: string): Promise<QuestionResult[]> => {
    const submission = {
      file: 'validate.ipynb',
      student: 'validate',
      bytes: Buffer.from(formatNotebook(notebook)),
    };
    return (await session.grade(submission, { only })).questions;
  };
  const whole =
    (kind: 'solution' | 'release', notebook: Notebook, right: (question: QuestionResult) => boolean) =>
    async () =>
      (await submit(notebook))
        .filter(({ id }) => automatic.some((problem) => problem.id === id))
        .map((question) => ({
          problem: question.id,
          kind,
          name: kind,
          holds: right(question),
          seen: describe(question),
        }));
  const single =
    (
      kind: 'mutant' | 'rewrite',
      { id, problem, source }: Rewrite,
      right: (question: QuestionResult) => boolean,
      wanted?: string,
    ) =>
    async () => {
      const [question] = await submit(withAnswer(problemSet.notebook, problem, source), problem);
      return [{ problem, kind, name: id, holds: right(question), seen: describe(question, wanted) }];
    };

  work.push(
    whole(
      'solution',
      problemSet.notebook,
      ({ earned, points, report }) => earned === points && !report?.diagnosis,
    ),
  );
  work.push(whole('release', releaseNotebook(problemSet.notebook), ({ earned }) => earned === 0));
  for (const mutant of mutants)
    work.push(
      single(
        'mutant',
        mutant,
        ({ report }) => report?.diagnosis?.code === mutant.code,
        `expected ${mutant.code}, got `,
      ),
    );
  for (const rewrite of rewrites)
    work.push(
      single('rewrite', rewrite, ({ earned, points, report }) => {
        const code = report?.diagnosis?.code;
        return earned === points && (code === undefined || advice.includes(code));
      }),
    );

  const references = automatic.flatMap(referenceProof);
  const total = references.length + 2 * automatic.length + mutants.length + rewrites.length;
  const settle = (done: Proof[]): void => {
    for (const proof of done) {
      proofs.push(proof);
      onProof(proof, total);
    }
  };
  settle(references);
  const worker = async (): Promise<void> => {
    for (let next = work.shift(); next; next = work.shift()) settle(await next());
  };
  await Promise.all(Array.from({ length: session.jobs }, worker));
  return proofs;
}

/** The reference of a node or a gradient against Ridders' extrapolated differences. */
function referenceProof(problem: Problem): Proof[] {
  if (problem.kind !== 'node' && problem.kind !== 'gradient') return [];
  const verifications = verifyReference(problem, new np.random.Generator(1));
  const worst = verifications.reduce((worst, each) => (each.error <= worst.error ? worst : each));
  const failed = verifications.filter(({ passed }) => !passed);
  return [
    {
      problem: problem.id,
      kind: 'reference',
      name: 'reference',
      holds: failed.length === 0,
      seen: [
        worst.error.toExponential(0),
        ...failed.map(
          ({ source, error }) =>
            `\n    the gradient of ${source} is off by ${error.toExponential(0)} of its size from differences of the reference's own forward`,
        ),
      ].join(''),
    },
  ];
}
