/** What of a submission is compared: its answers and the other cells its writer added, and which mistakes were found in it. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { takeAnswers } from '../answers.js';
import type { SubmissionFile } from '../collect.js';
import { readSubmission } from '../collect.js';
import { readGraded } from '../formats/graded.js';
import { parseNotebook, NotebookError, type Notebook } from '../notebook/notebook.js';
import type { LoadedProblemSet } from '../problem-set.js';
import { releaseNotebook } from '../release.js';
import type { QuestionResult } from '../result.js';
import { sha256 } from '../secret.js';

/** A question, or all that stands in cells which are no answers. */
export interface Part {
  id: string;
  title: string;
  isProse: boolean;
}

/** Cells of the student's own that answer no question. */
export const otherCells: Part = { id: '', title: 'Other cells', isProse: false };

export interface ComparedSubmission {
  student: string;
  file: string;
  /** Text by the part's id. */
  sources: Map<string, string>;
  /** What is wrong with an answer, by the question's id; equal where two answers are wrong in the same way. */
  mistakes: Map<string, Mistake>;
  /** Why it could not be read, or empty. */
  unreadable: string;
}

export interface Mistake {
  /** What was found, to the last digit of a public example. */
  signature: string;
  summary: string;
}

/** What everybody was given: the released cell of every question, and all cells of the instructor's. */
export interface Given {
  parts: Part[];
  /** The released answer cell by question. */
  released: Map<string, string>;
  /** Every cell of the released and of the instructor's notebook, the solutions as well. */
  cells: string[];
}

function answersIn(
  notebook: Notebook,
  { problems, notebook: instructor }: LoadedProblemSet,
): Map<string, string> {
  const ids = problems.map(({ id }) => id);
  const cellIds = new Map(ids.map((id) => [id, takeCellId(instructor, id)]));
  return new Map(Array.from(takeAnswers(notebook, ids, cellIds), ([id, { source }]) => [id, source]));
}

function takeCellId(notebook: Notebook, gradeId: string): string | undefined {
  return notebook.cells.find(
    ({ metadata }) => (metadata.nbgrader as { grade_id?: string } | undefined)?.grade_id === gradeId,
  )?.id;
}

export function givenBy(problemSet: LoadedProblemSet): Given {
  const release = releaseNotebook(problemSet.notebook);
  const questions = problemSet.problems.map(({ id, title, kind }) => ({
    id,
    title,
    isProse: kind === 'written',
  }));
  return {
    parts: [...questions, otherCells],
    released: answersIn(release, problemSet),
    cells: [...new Set([...release.cells, ...problemSet.notebook.cells].map(({ source }) => source))],
  };
}

/** @param mistakes of graded submissions by the hash of their bytes */
export function readForComparison(
  file: SubmissionFile,
  problemSet: LoadedProblemSet,
  given: Given,
  mistakes: Map<string, Map<string, Mistake>>,
): ComparedSubmission {
  const { bytes, student, file: name, unreadable = '' } = readSubmission(file);
  const compared = {
    student,
    file: name,
    sources: new Map<string, string>(),
    mistakes: new Map(),
    unreadable,
  };
  if (unreadable) return compared;
  try {
    const { notebook } = parseNotebook(bytes.toString('utf8'));
    const sources = answersIn(notebook, problemSet);
    const known = new Set([...sources.values(), ...given.cells]);
    const others = notebook.cells.filter(
      ({ cell_type, source }) => cell_type === 'code' && !known.has(source),
    );
    if (others.length > 0) sources.set(otherCells.id, others.map(({ source }) => source).join('\n\n'));
    return { ...compared, sources, mistakes: mistakes.get(sha256(bytes)) ?? new Map() };
  } catch (error) {
    if (!(error instanceof NotebookError)) throw error;
    return { ...compared, unreadable: error.message };
  }
}

/** The mistakes in the results of `edflab grade --out FOLDER`, by the hash of the submission and by question. */
export function readMistakes(folder: string): Map<string, Map<string, Mistake>> {
  const graded = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      try {
        return readGraded(readFileSync(join(folder, name, 'graded.json'), 'utf8')) ?? [];
      } catch {
        return [];
      }
    });
  if (graded.length === 0)
    throw new Error(
      `There are no results in ${folder}: name the folder that edflab grade wrote, the one with grades.csv.`,
    );
  return new Map(
    graded.map(({ submissionHash, questions }) => [
      submissionHash,
      new Map(questions.flatMap((question) => mistakeIn(question).map((mistake) => [question.id, mistake]))),
    ]),
  );
}

/** Only what was really judged: an endless loop or a missing cell looks the same whoever wrote it. */
function mistakeIn({ report, obstacle, status }: QuestionResult): Mistake[] {
  if (!report?.diagnosis || obstacle !== null || (status !== 'failed' && status !== 'partial')) return [];
  const { diagnosis, counterexample, findings } = report;
  if (diagnosis.code === 'not-implemented' || diagnosis.code === 'missing') return [];
  const got = counterexample && 'data' in counterexample.got ? counterexample.got : undefined;
  // The example is drawn from a public seed, so equal code gives equal numbers; the other probes are drawn for each submission.
  const numbers = got
    ? Array.from(got.data, (value) => value.toPrecision(10))
    : findings.map(({ probe }) => probe);
  const { code, where, summary } = diagnosis;
  // Lengths of dimensions are drawn, too.
  const drawnOut = summary.replace(/\(\d[\d, ]*\)/g, '()');
  return [{ signature: JSON.stringify([code, where, drawnOut, got?.shape, numbers]), summary: drawnOut }];
}
