/** Takes the answers out of a submission, by `grade_id`. Everything else a student handed in is not looked at. */
import type { Notebook } from './notebook/notebook.js';
import { claimedGradeId } from './notebook/nbgrader.js';

export interface Answer {
  source: string;
  notes: string[];
}

/**
 * The answer to every problem that has one. Of two cells with one `grade_id` (a copied cell keeps it) the last counts: it is
 * also the one whose definitions stand when the notebook is run from top to bottom.
 * @param cellIds the released cell's own id for every problem: an editor may have lost the tags but kept these
 */
export function takeAnswers(
  submission: Notebook,
  problemIds: string[],
  cellIds: Map<string, string | undefined>,
): Map<string, Answer> {
  const answers = new Map<string, Answer>();
  for (const problem of problemIds) {
    const tagged = submission.cells.filter((cell) => claimedGradeId(cell) === problem);
    const cellId = cellIds.get(problem);
    const found =
      tagged.length > 0 ? tagged : submission.cells.filter(({ id }) => id !== undefined && id === cellId);
    const last = found.at(-1);
    if (!last) continue;
    const differ = found.some(({ source }) => source.trim() !== last.source.trim());
    const notes = differ
      ? [`Your notebook has ${found.length} cells for this question; the last one was graded.`]
      : [];
    answers.set(problem, { source: last.source, notes });
  }
  return answers;
}
