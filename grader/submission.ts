/** Grading one submission: a function of problem set, submission and key, and of nothing else. */
import type { CompiledCell } from '../kernel/compile/types.js';
import type { Problem } from '../lib/gradcheck/index.js';
import { takeAnswers, type Answer } from './answers.js';
import { errorsOf, type Compilation, type Compiler, type Library } from './compiler.js';
import { parseNotebook, NotebookError } from './notebook/notebook.js';
import type { LoadedProblemSet } from './problem-set.js';
import { gradeQuestion, obstructed, type QuestionContext } from './question.js';
import { roundPoints, type QuestionResult, type SubmissionResult } from './result.js';
import { sha256, type CourseKey } from './secret.js';
import type { ChildRoot } from './sandbox/child-root.js';
import { cellsToCompile, slice } from './slices.js';

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

export interface GradingContext extends Omit<QuestionContext, 'root'> {
  /** The children's folders. */
  roots: Record<Library, ChildRoot>;
  problemSet: LoadedProblemSet;
  key: CourseKey;
  compiler: Compiler;
  /** The instructor's cells, compiled: what they define. */
  instructor: Map<string, CompiledCell>;
  /** Called as each question is done. */
  onQuestion?(result: QuestionResult): void;
  /** Grade this question alone. */
  only?: string;
}

/** Compiles the instructor's cells once, to know what each defines and needs. */
export async function compileInstructor(problemSet: LoadedProblemSet, compiler: Compiler): Promise<Map<string, CompiledCell>> {
  const compiled = await compiler.compile(problemSet.cells.map(({ id, source }, index) => ({ id, source, number: index + 1 })), 'full');
  return new Map([...compiled].flatMap(([id, result]) => (result.kind === 'compiled' ? [[id, result.cell] as const] : [])));
}

/** What a result depends on; equal fingerprints, equal results. */
export function fingerprint(problemSet: LoadedProblemSet, submission: Submission, key: CourseKey): string {
  const parts = [String(graderVersion), problemSet.hash, submission.student, submission.file, submission.unreadable ?? ''];
  return key.derive('result', ...parts, sha256(submission.bytes)).toString('hex').slice(0, 32);
}

export async function gradeSubmission(submission: Submission, context: GradingContext): Promise<SubmissionResult> {
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

/** What the cells of a problem are given: everything, or what does not hold answers. */
function libraryOf(problem: Problem, { withheld }: LoadedProblemSet): Library {
  return (problem.withheld ?? withheld).length > 0 ? 'closed' : 'full';
}

async function gradeQuestions(
  submission: Submission,
  submissionHash: string,
  complaints: string[],
  context: GradingContext,
): Promise<QuestionResult[]> {
  const { problems } = context.problemSet;
  const wanted = problems.filter(({ id }) => context.only === undefined || id === context.only);
  const answers = readAnswers(submission, complaints, context.problemSet);
  const results = new Map<Problem, QuestionResult>();
  const gradeAll = async (library: Library, usable: (problem: Problem) => boolean): Promise<void> => {
    const asked = wanted.filter((problem) => libraryOf(problem, context.problemSet) === library);
    if (asked.length === 0) return;
    const sources = new Map(problems.filter(usable).flatMap(({ id }) => (answers.has(id) ? [[id, answers.get(id)!.source]] : [])));
    const cells = await compileCells(sources, library, context);
    for (const problem of asked) {
      const result = await gradeOne(problem, answers.get(problem.id), cells, submissionHash, context);
      results.set(problem, result);
      context.onQuestion?.(result);
    }
  };
  await gradeAll('closed', () => true);
  // Where a node of theirs is wrong, students train with the ready-made one: a mistake costs its points once.
  await gradeAll('full', (problem) => results.get(problem)?.status !== 'failed' && results.get(problem)?.status !== 'partial');
  return wanted.map((problem) => results.get(problem)!);
}

/** Compiled cells by id, in the order of the instructor's notebook. */
interface CompiledCells {
  order: string[];
  results: Map<string, Compilation>;
  /** Those without an error. */
  sound: Map<string, CompiledCell>;
}

async function compileCells(sources: Map<string, string>, library: Library, context: GradingContext): Promise<CompiledCells> {
  const { problemSet, compiler, instructor } = context;
  const cells = cellsToCompile(problemSet.cells, sources, instructor).filter(({ source, isAnswer }) => !isAnswer || !forbidden(source));
  const numbers = new Map(problemSet.cells.map(({ id }, index) => [id, index + 1]));
  const results = await compiler.compile(cells.map(({ id, source }) => ({ id, source, number: numbers.get(id)! })), library);
  const sound = new Map<string, CompiledCell>();
  for (const [id, result] of results) if (result.kind === 'compiled' && errorsOf(result.cell).length === 0) sound.set(id, result.cell);
  return { order: cells.map(({ id }) => id), results, sound };
}

function readAnswers(submission: Submission, complaints: string[], { problems, notebook }: LoadedProblemSet): Map<string, Answer> {
  if (submission.unreadable) {
    complaints.push(submission.unreadable);
    return new Map();
  }
  try {
    const parsed = parseNotebook(submission.bytes.toString('utf8'));
    complaints.push(...parsed.complaints.slice(0, 20));
    const cellIds = new Map(problems.map(({ id }) => [id, cellIdOf(notebook.cells, id)]));
    return takeAnswers(parsed.notebook, problems.map(({ id }) => id), cellIds);
  } catch (error) {
    complaints.push(error instanceof NotebookError ? error.message : 'The file could not be read as a notebook.');
    return new Map();
  }
}

function cellIdOf(cells: { id?: string; metadata: Record<string, unknown> }[], gradeId: string): string | undefined {
  return cells.find(({ metadata }) => (metadata.nbgrader as { grade_id?: string } | undefined)?.grade_id === gradeId)?.id;
}

/**
 * Texts that would make the compiler read files of the grader's machine. They are refused before it sees them; other imports
 * are refused afterwards, when it is known what really is one.
 */
function forbidden(source: string): boolean {
  return /\b(?:from|import|require)\b\s*\(?\s*['"`](?:\.|\/|file:|[A-Za-z]:|#)/.test(source) || /^\s*\/\/\/\s*</m.test(source);
}

async function gradeOne(
  problem: Problem,
  answer: Answer | undefined,
  { order, results, sound }: CompiledCells,
  submissionHash: string,
  context: GradingContext,
): Promise<QuestionResult> {
  const { problemSet, key } = context;
  if (!answer) return obstructed(problem, 'missing-cell', 'Your notebook has no cell for this question.', 'It may have been deleted. Copy the cell anew from the released notebook.');
  const { notes, source } = answer;
  if (problem.kind === 'written') {
    return { ...obstructed(problem, 'missing-cell', 'Left for a person to read.', '', notes), status: 'pending', obstacle: null };
  }
  const importRefusal = 'Answers may import from edflab only: everything else is not there when they are graded.';
  if (forbidden(source)) return obstructed(problem, 'forbidden-import', 'Your answer imports a file or a package.', importRefusal, notes);
  const compilation = results.get(problem.id);
  if (compilation?.kind !== 'compiled') {
    const { obstacle, message } = compilation ?? { obstacle: 'grader-error' as const, message: 'It was not compiled.' };
    return obstructed(problem, obstacle, `Your answer could not be compiled. ${message}`, '', notes);
  }
  const { cell } = compilation;
  const errors = errorsOf(cell);
  if (errors.length > 0) {
    const { line, message, frame, hint } = errors[0];
    const missing = /^Cannot find name '([^']+)'/.exec(message)?.[1];
    const advice = missing ? missingName(missing, problem, problemSet) : (hint ?? '');
    return obstructed(problem, 'compile-error', `Your answer has an error in line ${line}: ${message}`, [advice, frame].filter(Boolean).join('\n\n'), notes);
  }
  if (cell.imports.some(({ specifier }) => !/^edflab(?:\/ps\w+)?$/.test(specifier))) {
    return obstructed(problem, 'forbidden-import', 'Your answer imports a package.', importRefusal, notes);
  }
  const cells = slice(problem.id, order, sound).map((id) => sound.get(id)!);
  const random = key.random(problemSet.id, problem.id, submissionHash);
  return gradeQuestion(problem, cells, random, notes, { ...context, root: context.roots[libraryOf(problem, problemSet)] });
}

function missingName(name: string, problem: Problem, problemSet: LoadedProblemSet): string {
  if ((problem.withheld ?? problemSet.withheld).includes(name)) {
    return `The ${name} that notebooks start with is not there when this question is graded: it would be an answer.`;
  }
  return `If '${name}' is defined in a cell of your own, move it into this one: answers are all that is graded.`;
}
