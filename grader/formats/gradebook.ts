/** `grades.csv` with nbgrader's columns. */
import { stringify } from 'csv-stringify/sync';
import type { Grade } from '../result.js';

/** nbgrader's columns in its order; those the grader knows nothing of stay empty. */
const columns = [
  'assignment',
  'duedate',
  'timestamp',
  'student_id',
  'last_name',
  'first_name',
  'email',
  'raw_score',
  'late_submission_penalty',
  'score',
  'max_score',
];

/**
 * The whole table, one row a submission, ordered by student. Text is quoted, and what a spreadsheet would take for a formula
 * gets an apostrophe in front: `=HYPERLINK(...)` in a student's name must not run on the instructor's machine.
 */
export function gradebook(grades: Grade[]): string {
  const rows = grades
    .toSorted((a, b) => compare(a.student, b.student) || compare(a.file, b.file))
    .map(({ problemSet, student, lateness, earned, penalty, score, points }) => {
      const { due, submitted } = lateness;
      return [problemSet, due, submitted, student, '', '', '', earned, penalty, score, points];
    });
  const heading = stringify([columns]);
  return heading + stringify(rows, { quoted_string: true, escape_formulas: true });
}

/** By code unit: the same order on every machine, whatever its locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
