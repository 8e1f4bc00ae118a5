/** Grading one submission: a function of problem set, submission and key, and of nothing else. */
import type { CompiledCell } from '../kernel/compile/types.js';
import type { Problem } from '../lib/gradcheck/index.js';
import { takeAnswers, type Answer } from './answers.js';
import type { Compiler, Library } from './compiler.js';
import { parseNotebook, NotebookError } from './notebook/notebook.js';
import { compileCells, gradeProblem, libraryOf, type CompiledCells, type GradingContext } from './problem.js';
import type { LoadedProblemSet } from './problem-set.js';
import { roundPoints, type QuestionResult, type SubmissionResult } from './result.js';
import { sha256, type CourseKey } from './secret.js';
import { slice } from './slices.js';

/** Raise it when results for the same input may differ from those of before: finished ones are then made again. */
const graderVersion = 1;

export interface Submission {
  /** The file's name, for messages. */
  file: string;
  student: string;
  bytes: Buffer;
  /** Set when the file could not be read: why. */
  unreadable?: string;
}

/** Compiles the instructor's cells once, to know what each defines and needs. */
export async function compileInstructor(
  problemSet: LoadedProblemSet,
  compiler: Compiler,
): Promise<Map<string, CompiledCell>> {
  const compiled = await compiler.compile(
    problemSet.cells.map(({ id, source }, index) => ({ id, source, number: index + 1 })),
    'full',
  );
  return new Map(
    [...compiled].flatMap(([id, result]) => (result.kind === 'compiled' ? [[id, result.cell] as const] : [])),
  );
}

/** What a result depends on; equal fingerprints, equal results. */
export function fingerprint(problemSet: LoadedProblemSet, submission: Submission, key: CourseKey): string {
  const parts = [
    String(graderVersion),
    problemSet.hash,
    submission.student,
    submission.file,
    submission.unreadable ?? '',
  ];
  return key
    .derive('result', ...parts, sha256(submission.bytes))
    .toString('hex')
    .slice(0, 32);
}

export async function gradeSubmission(
  submission: Submission,
  context: GradingContext,
): Promise<SubmissionResult> {
  const { problemSet, key, sandbox } = context;
  const submissionHash = sha256(submission.bytes);
  const complaints: string[] = [];
  const questions = await gradeQuestions(submission, submissionHash, complaints, context);
  return {
    problemSet: problemSet.id,
    title: problemSet.title,
    student: submission.student,
    file: submission.file,
    submissionHash,
    fingerprint: fingerprint(problemSet, submission, key),
    earned: roundPoints(questions.reduce((sum, { earned }) => sum + earned, 0)),
    points: roundPoints(questions.reduce((sum, { points }) => sum + points, 0)),
    questions,
    complaints,
    isolation: sandbox.isolation,
  };
}

async function gradeQuestions(
  submission: Submission,
  submissionHash: string,
  complaints: string[],
  context: GradingContext,
): Promise<QuestionResult[]> {
  const { only, before = [] } = context;
  const { problems } = context.problemSet;
  const answers = readAnswers(submission, complaints, context.problemSet);
  const results = new Map<Problem, QuestionResult>();
  for (const problem of problems) {
    const standing = problem.id === only ? undefined : before.find(({ id }) => id === problem.id);
    if (standing) results.set(problem, standing);
  }
  const isWanted = (problem: Problem) =>
    !results.has(problem) && (only === undefined || problem.id === only || before.length > 0);
  const wanted = problems.filter(isWanted);
  const grade = async (problem: Problem, cells: CompiledCells): Promise<void> => {
    const result = await gradeProblem(problem, answers.get(problem.id), cells, submissionHash, context);
    results.set(problem, result);
    context.onQuestion?.(result);
  };
  const compile = (usable: Problem[], library: Library): Promise<CompiledCells> => {
    const there = usable.filter(({ id }) => answers.has(id));
    return compileCells(new Map(there.map(({ id }) => [id, answers.get(id)!.source])), library, context);
  };
  const needsFull = (problem: Problem) => libraryOf(problem, context.problemSet) === 'full';
  const closed = await compile(problems, 'closed');
  for (const problem of wanted) if (!needsFull(problem)) await grade(problem, closed);
  // Where a node of theirs is wrong, students train with the ready-made one: a mistake costs its points once.
  const isWrong = (problem: Problem) => ['failed', 'partial'].includes(results.get(problem)?.status ?? '');
  const wrong = new Set(problems.filter(isWrong).map(({ id }) => id));
  let full: CompiledCells | undefined;
  for (const problem of wanted.filter(needsFull)) {
    const same = standsAlone(problem.id, closed, wrong);
    await grade(problem, same ? closed : (full ??= await compile(problems.filter(({ id }) => !wrong.has(id)), 'full'))); // prettier-ignore
  }
  return problems.flatMap((problem) => results.get(problem) ?? []);
}

/** Whether an answer compiled without the names that are withheld and without answers that are wrong: with them it is the same. */
function standsAlone(id: string, { order, sound }: CompiledCells, wrong: Set<string>): boolean {
  return sound.has(id) && !slice(id, order, sound).some((cell) => wrong.has(cell));
}

function readAnswers(
  submission: Submission,
  complaints: string[],
  { problems, notebook }: LoadedProblemSet,
): Map<string, Answer> {
  if (submission.unreadable) {
    complaints.push(submission.unreadable);
    return new Map();
  }
  try {
    const parsed = parseNotebook(submission.bytes.toString('utf8'));
    complaints.push(...parsed.complaints.slice(0, 20));
    const cellIds = new Map(problems.map(({ id }) => [id, cellIdOf(notebook.cells, id)]));
    return takeAnswers(
      parsed.notebook,
      problems.map(({ id }) => id),
      cellIds,
    );
  } catch (error) {
    complaints.push(
      error instanceof NotebookError ? error.message : 'The file could not be read as a notebook.',
    );
    return new Map();
  }
}

function cellIdOf(
  cells: { id?: string; metadata: Record<string, unknown> }[],
  gradeId: string,
): string | undefined {
  return cells.find(
    ({ metadata }) => (metadata.nbgrader as { grade_id?: string } | undefined)?.grade_id === gradeId,
  )?.id;
}
