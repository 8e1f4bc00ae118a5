/** `grades.csv` with nbgrader's columns. */
import { noAdjustments, scoreOf, type Adjustments } from '../adjustments.js';
import type { ResultSummary } from '../result.js';

export const gradebookColumns = [
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
] as const;

/**
 * A field, quoted. A text that a spreadsheet would take for a formula gets an apostrophe in front: `=HYPERLINK(...)` in a
 * student's name must not run on the instructor's machine.
 */
export function csvField(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const harmless = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return `"${harmless.replaceAll('"', '""')}"`;
}

/** The whole table, one row a submission, ordered by student. Dates and names are left empty: the grader does not know them. */
export function gradebook(results: ResultSummary[], adjustments: Adjustments = noAdjustments): string {
  const rows = results
    .toSorted((a, b) => compare(a.student, b.student) || compare(a.file, b.file))
    .map((result) => {
      const { rawScore, penalty, score } = scoreOf(result, adjustments);
      return [result.problemSet, '', '', result.student, '', '', '', rawScore, penalty, score, result.points];
    });
  return [gradebookColumns.join(','), ...rows.map((row) => row.map(csvField).join(','))].join('\n') + '\n';
}

/** By code unit: the same order on every machine, whatever its locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
