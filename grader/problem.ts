/** Grades the answer to one problem: refused where it cannot be run, else handed to a child of its own. */
import type { CompiledCell } from '../kernel/compile/types.js';
import * as fullLibrary from '../lib/index.js';
import { askedNames, type Problem } from '../lib/gradcheck/index.js';
import type { Answer } from './answers.js';
import { errorsOf, type Compilation, type Compiler, type Library } from './compiler.js';
import { plainLine } from './formats/text.js';
import type { LoadedProblemSet } from './problem-set.js';
import { gradeQuestion, obstructed, type QuestionContext } from './question.js';
import type { QuestionResult, Refusal } from './result.js';
import type { ChildRoot } from './sandbox/child-root.js';
import type { CourseKey } from './secret.js';
import { cellsToCompile, slice } from './slices.js';
import { solutionOf } from './solutions.js';

export interface GradingContext extends Omit<QuestionContext, 'root' | 'withheld'> {
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
  /** Results from before: those of other questions than `only` stand as they are. */
  before?: QuestionResult[];
}

/** Names of the library that the answer to a problem is not to find. */
function withheldFrom(problem: Problem, { withheld }: LoadedProblemSet): string[] {
  return problem.withheld ?? withheld;
}

/** What the cells of a problem are given: everything, or what does not hold answers; less what is withheld by name. */
export function libraryOf(problem: Problem, problemSet: LoadedProblemSet): Library {
  return withheldFrom(problem, problemSet).length > 0 ? 'closed' : 'full';
}

/** Compiled cells by id, in the order of the instructor's notebook. */
export interface CompiledCells {
  order: string[];
  results: Map<string, Compilation>;
  /** Those without an error. */
  sound: Map<string, CompiledCell>;
}

export async function compileCells(
  sources: Map<string, string>,
  library: Library,
  context: GradingContext,
): Promise<CompiledCells> {
  const { problemSet, compiler, instructor } = context;
  const problems = new Map(problemSet.problems.map((problem) => [problem.id, problem]));
  const asked = (id: string): string[] => askedNames(problems.get(id)!);
  const cells = cellsToCompile(problemSet.cells, sources, instructor, asked).filter(
    ({ source, isAnswer }) => !isAnswer || !forbidden(source),
  );
  const numbers = new Map(problemSet.cells.map(({ id }, index) => [id, index + 1]));
  const results = await compiler.compile(
    cells.map(({ id, source }) => ({ id, source, number: numbers.get(id)! })),
    library,
  );
  const sound = new Map<string, CompiledCell>();
  for (const [id, result] of results) {
    if (result.kind === 'compiled' && errorsOf(result.cell).length === 0) sound.set(id, result.cell);
  }
  return { order: cells.map(({ id }) => id), results, sound };
}

/**
 * Texts that name files of the grader's machine. The compiler reads none of them; here they are told apart from mistakes. Other
 * imports are refused afterwards, when it is known what really is one. Spaces are counted: without a bound a long row of them
 * takes time by its square.
 */
function forbidden(source: string): boolean {
  return (
    /\b(?:from|import|require)\b\s{0,9}\(?\s{0,9}['"`](?:\.|\/|file:|[A-Za-z]:|#)/.test(source) ||
    /^[^\S\n]{0,99}\/\/\/[^\S\n]{0,9}</m.test(source)
  );
}

export async function gradeProblem(
  problem: Problem,
  answer: Answer | undefined,
  compiled: CompiledCells,
  submissionHash: string,
  context: GradingContext,
): Promise<QuestionResult> {
  const { problemSet, key, roots } = context;
  if (!answer) return obstructed(problem, missingCell);
  if (problem.kind === 'written') {
    return { ...obstructed(problem, writtenAnswer, answer.notes), status: 'pending', obstacle: null };
  }
  const refusal = refuse(problem, answer, compiled, problemSet);
  if (refusal) return obstructed(problem, refusal, answer.notes);
  const { order, sound } = compiled;
  const cells = slice(problem.id, order, sound, askedNames(problem)).map((id) => sound.get(id)!);
  const random = key.random(problemSet.id, problem.id, submissionHash);
  const withheld = withheldFrom(problem, problemSet);
  const own = { ...context, root: roots[libraryOf(problem, problemSet)], withheld };
  // Whoever may know what is drawn may not know the solution.
  const solution = problem.kind === 'choice' && context.secret ? () => solutionOf(problem, own) : undefined;
  return gradeQuestion(problem, cells, random, answer.notes, own, solution);
}

const missingCell: Refusal = {
  obstacle: 'missing-cell',
  summary: 'Your notebook has no cell for this question.',
  detail: 'It may have been deleted. Copy the cell anew from the released notebook.',
};

const writtenAnswer: Refusal = {
  obstacle: 'missing-cell',
  summary: 'Left for a person to read.',
  detail: '',
};

const forbiddenImport: Refusal = {
  obstacle: 'forbidden-import',
  summary: 'Your answer imports a file or a package.',
  detail: 'Answers may import from edflab only: everything else is not there when they are graded.',
};

function refuse(
  problem: Problem,
  { source }: Answer,
  { order, sound, results }: CompiledCells,
  problemSet: LoadedProblemSet,
): Refusal | undefined {
  const compilation = results.get(problem.id);
  if (forbidden(source)) return forbiddenImport;
  if (compilation?.kind !== 'compiled') {
    const { obstacle, message } = compilation ?? { obstacle: 'grader-error' as const, message: '' };
    return { obstacle, summary: `Your answer could not be compiled. ${plainLine(message)}`, detail: '' };
  }
  const { cell } = compilation;
  const [error] = errorsOf(cell);
  if (error) {
    const missing = /^Cannot find name '([^']+)'/.exec(error.message)?.[1];
    // Where the compiler knows what was meant, it was not a name of another cell.
    const isGuessed = missing !== undefined && /Did you mean/.test(error.message) && !isAbsent(missing, problem, problemSet); // prettier-ignore
    const advice = missing && !isGuessed ? missingName(missing, problem, problemSet) : (error.hint ?? '');
    return {
      obstacle: 'compile-error',
      summary: `Your answer has an error in line ${error.line}: ${plainLine(error.message)}`,
      detail: [advice, error.frame].filter(Boolean).join('\n\n'),
    };
  }
  const before = order.slice(0, order.indexOf(problem.id)).flatMap((id) => sound.get(id)?.defines ?? []);
  const withheld = withheldFrom(problem, problemSet).find((name) => cell.uses.includes(name) && !before.includes(name)); // prettier-ignore
  if (withheld) {
    const summary = `Your answer uses ${withheld}, which is not there when it is graded.`;
    return { obstacle: 'compile-error', summary, detail: missingName(withheld, problem, problemSet) };
  }
  const imports = cell.imports.map(({ specifier }) => specifier);
  return imports.every((name) => /^edflab(?:\/[\w-]+)?$/.test(name)) ? undefined : forbiddenImport;
}

/** A name of the library that this problem is graded without. */
function isAbsent(name: string, problem: Problem, problemSet: LoadedProblemSet): boolean {
  const isClosed = libraryOf(problem, problemSet) === 'closed';
  return withheldFrom(problem, problemSet).includes(name) || (isClosed && name in fullLibrary);
}

function missingName(name: string, problem: Problem, problemSet: LoadedProblemSet): string {
  if (isAbsent(name, problem, problemSet)) {
    return `The ${name} that notebooks start with is not there when this question is graded: it would be an answer.`;
  }
  return `If '${name}' is defined in a cell of your own, move it into this one: answers are all that is graded.`;
}
