/** A problem set as the grader needs it: its problems with their references, and the instructor's notebook. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Problem, ProblemSet } from '../lib/gradcheck/index.js';
import type { Cell, Notebook } from './notebook/notebook.js';
import { parseNotebook } from './notebook/notebook.js';
import { nbgraderMetadata, taggedCells } from './notebook/nbgrader.js';

export interface LoadedProblemSet {
  id: string;
  title: string;
  problems: Problem[];
  /** Preloaded names that answers do not find while they are graded, because they hold answers. */
  withheld: string[];
  /** The problem set's folder, `problem-sets/ps1`: what students open, and in `instructor/` the notebook with the solutions. */
  folder: string;
  /** Where students find the released notebook. */
  released: string;
  notebook: Notebook;
  /** The instructor's code cells in order. */
  cells: InstructorCell[];
  /** Changes when notebook or problems change. */
  hash: string;
}

export interface InstructorCell {
  id: string;
  source: string;
  /** The cell is a problem's answer; its `id` is the problem's. */
  isAnswer: boolean;
}

const sources = fileURLToPath(new URL('../../problem-sets', import.meta.url));
const builds = fileURLToPath(new URL('../problem-sets', import.meta.url));

const instructorFile = (id: string): string => join(sources, id, 'instructor', `${id}.ipynb`);

/** The problem sets there are. */
export function problemSetNames(): string[] {
  return readdirSync(sources).filter((name) => existsSync(instructorFile(name)));
}

/** The code cells in order, the answers by their problem's id. */
function instructorCells(notebook: Notebook, problems: Problem[]): InstructorCell[] {
  const ids = new Set(problems.map(({ id }) => id));
  return notebook.cells.flatMap((cell: Cell, index) => {
    const metadata = nbgraderMetadata(cell);
    const isAnswer =
      metadata?.solution === true && metadata.grade_id !== undefined && ids.has(metadata.grade_id);
    if (cell.cell_type !== 'code' && !isAnswer) return [];
    return [{ id: isAnswer ? metadata.grade_id! : `cell ${index + 1}`, source: cell.source, isAnswer }];
  });
}

/** What the notebook says must agree with what `problems.ts` says. */
function checkAgreement(notebook: Notebook, set: ProblemSet): void {
  const tagged = taggedCells(notebook);
  for (const { id, points } of set.problems) {
    const answer = tagged.get(id);
    if (!answer?.metadata.solution)
      throw new Error(`The notebook has no solution cell with the grade_id '${id}'.`);
    const graded = tagged.get(`check-${id}`)?.metadata.points ?? answer.metadata.points;
    if (graded !== points) {
      throw new Error(
        `Problem '${id}' has ${points} points in problems.ts and ${graded ?? 'none'} in the notebook.`,
      );
    }
  }
}

/**
 * Loads a problem set by name (`ps1`) or by its folder.
 * @throws Error with one clear sentence when there is none, or when it is not in order
 */
export async function loadProblemSet(nameOrFolder: string): Promise<LoadedProblemSet> {
  const id = basename(resolve(nameOrFolder));
  const folder = join(sources, id);
  const file = instructorFile(id);
  if (!/^[\w-]+$/.test(id) || !existsSync(file)) {
    throw new Error(`There is no problem set '${nameOrFolder}'. There are: ${problemSetNames().join(', ')}.`);
  }
  const text = readFileSync(file, 'utf8');
  const declarations = join(builds, id, 'problems.js');
  const exports = (await import(pathToFileURL(declarations).href)) as Record<string, ProblemSet | undefined>;
  const problemSet = exports[id];
  if (!problemSet) throw new Error(`${declarations} does not export '${id}'.`);
  const { notebook } = parseNotebook(text);
  checkAgreement(notebook, problemSet);
  const hash = createHash('sha256')
    .update(text)
    .update('\0')
    .update(readFileSync(declarations))
    .digest('hex');
  const { title, problems, withheld } = problemSet;
  const released = join(folder, `${id}.ipynb`);
  return {
    id,
    title,
    problems,
    withheld,
    folder,
    released,
    notebook,
    cells: instructorCells(notebook, problems),
    hash,
  };
}
