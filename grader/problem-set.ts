/** A problem set as the grader needs it: its problems with their references, and the instructor's notebook. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import * as library from '../lib/index.js';
import type { Mutant, Problem, ProblemSet, Rewrite } from '../lib/gradcheck/index.js';
import type { Cell, Notebook } from './notebook/notebook.js';
import { parseNotebook } from './notebook/notebook.js';
import { nbgraderMetadata, taggedCells } from './notebook/nbgrader.js';
import { findProblemSet } from './problem-set-files.js';

export interface LoadedProblemSet {
  id: string;
  title: string;
  problems: Problem[];
  /** Preloaded names that answers do not find while they are graded, because they hold answers. */
  withheld: string[];
  /** The problem set's folder, `problem-sets/ps1`: what students open, and in `instructor/` the notebook with the solutions. */
  folder: string;
  /** The file that `notebook` was read from. */
  instructor: string;
  /** One of the package's own: notebooks import it as `edflab/ps1`. */
  isOwn: boolean;
  /** Where students find the released notebook. */
  released: string;
  notebook: Notebook;
  /** The instructor's code cells in order. */
  cells: InstructorCell[];
  /** Changes when notebook or problems change. */
  hash: string;
  /** Wrong and unusual answers, from `mutants/index.ts` beside its problems. */
  knownAnswers(): Promise<KnownAnswers>;
}

/** Answers that a check must catch, and answers that it must leave in peace. */
export interface KnownAnswers {
  mutants: readonly Mutant[];
  rewrites: readonly Rewrite[];
}

export interface InstructorCell {
  id: string;
  source: string;
  /** The cell is a problem's answer; its `id` is the problem's. */
  isAnswer: boolean;
}

/**
 * As `loadProblemSet`, after the compiler has read what the folder declares: for those who write problem sets.
 * @throws Error that lists what is wrong there, with its lines
 */
export async function loadCheckedProblemSet(nameOrFolder: string): Promise<LoadedProblemSet> {
  const { folder, isBuilt } = findProblemSet(nameOrFolder);
  // The compiler comes with it, for which other commands need not wait.
  const { declarationErrors } = await import('./declaration-errors.js');
  const errors = isBuilt ? [] : declarationErrors(folder);
  if (errors.length > 0)
    throw new Error(`The declarations of ${nameOrFolder} have errors.\n\n${errors.join('\n\n')}`);
  const problemSet = await loadProblemSet(nameOrFolder);
  await checkNames(problemSet);
  return problemSet;
}

/** Names that the compiler takes for any text: of what is withheld, and of the problems that known answers are to. */
async function checkNames({ id: set, problems, withheld, knownAnswers }: LoadedProblemSet): Promise<void> {
  for (const name of [...withheld, ...problems.flatMap((problem) => problem.withheld ?? [])])
    if (!(name in library)) throw new Error(`${set}, withheld: the library has no '${name}'.`);
  const ids = problems.map(({ id }) => id);
  const { mutants, rewrites } = await knownAnswers();
  for (const { id, problem } of [...mutants, ...rewrites])
    if (!ids.includes(problem))
      throw new Error(
        `${set}, known answer '${id}': there is no problem '${problem}'; there are ${ids.join(', ')}.`,
      );
}

/** The code cells in order, the answers by their problem's id. */
function instructorCells(notebook: Notebook, problems: Problem[]): InstructorCell[] {
  const ids = new Set(problems.map(({ id }) => id));
  return (
    notebook.cells
      .flatMap((cell: Cell, index) => {
        const metadata = nbgraderMetadata(cell);
        const isAnswer =
          metadata?.solution === true && metadata.grade_id !== undefined && ids.has(metadata.grade_id);
        if (cell.cell_type !== 'code' && !isAnswer) return [];
        return [{ id: isAnswer ? metadata.grade_id! : `cell ${index + 1}`, source: cell.source, isAnswer }];
      })
      // A student's notebook may hold an answer twice: the last one counts.
      .filter(({ id }, i, cells) => cells.findLastIndex((other) => other.id === id) === i)
  );
}

/** What the notebook says must agree with what `problems.ts` says. */
function checkAgreement(notebook: Notebook, set: ProblemSet): void {
  const tagged = taggedCells(notebook);
  for (const { id, points } of set.problems) {
    const answer = tagged.get(id);
    if (!answer?.metadata.solution)
      throw new Error(
        `The notebook has no solution cell with the grade_id '${id}'; it has ${[...tagged].flatMap(([id, { metadata }]) => (metadata.solution ? [id] : [])).join(', ')}.`,
      );
    const graded = tagged.get(`check-${id}`)?.metadata.points ?? answer.metadata.points;
    if (graded !== points) {
      throw new Error(
        `Problem '${id}' has ${points} points in problems.ts and ${graded ?? 'none'} in the notebook.`,
      );
    }
  }
}

/**
 * Loads a problem set by name (`ps1`) or by its folder (`./my-set`).
 * @param own a student's notebook: the problem set is looked for beside it as well, and where the instructor's notebook is
 *   not there, as students do not have it, the cells that are given are taken from this one
 * @throws Error with one clear sentence when there is none, or when it is not in order
 */
export async function loadProblemSet(nameOrFolder: string, own?: string): Promise<LoadedProblemSet> {
  const files = findProblemSet(nameOrFolder, own && dirname(resolve(own)));
  const { id, folder, instructor, declarations } = files;
  const exports = await files.load('problems').catch((error: Error) => {
    throw new Error(`${relative('', join(folder, 'problems.ts'))}: ${error.message}`, { cause: error });
  });
  const problemSet = (exports?.problemSet ?? exports?.[id]) as ProblemSet | undefined;
  if (!problemSet) throw new Error(`${join(folder, 'problems.ts')} does not export 'problemSet'.`);
  if (problemSet.id !== id)
    throw new Error(`${join(folder, 'problems.ts')} declares the problem set '${problemSet.id}', not '${id}' as its folder or the notebook says.`); // prettier-ignore
  const source = instructor ?? own;
  if (source === undefined)
    throw new Error(`The problem set ${nameOrFolder} has no instructor's notebook ${join(relative('', folder), 'instructor', `${id}.ipynb`)}. Students have none; a checkout of the course has it.`); // prettier-ignore
  const text = readFileSync(source, 'utf8');
  const { notebook } = parseNotebook(text);
  if (instructor) checkAgreement(notebook, problemSet);
  const hash = createHash('sha256').update(text).update('\0').update(declarations).digest('hex');
  const { title, problems, withheld } = problemSet;
  return {
    id,
    title,
    problems,
    withheld,
    folder,
    instructor: source,
    isOwn: files.isOwn,
    released: join(folder, `${id}.ipynb`),
    notebook,
    cells: instructorCells(notebook, problems),
    hash,
    knownAnswers: async () => {
      const { mutants = [], rewrites = [] } = ((await files.load('mutants/index')) ??
        {}) as Partial<KnownAnswers>;
      return { mutants, rewrites };
    },
  };
}
