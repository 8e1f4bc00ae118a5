/** What a person adds to grades: points for written answers or in place of the check's, and what is taken off for lateness. */
import { penaltyShare, type Deadline } from './late.js';
import {
  formatPoints,
  roundPoints,
  type Grade,
  type QuestionResult,
  type SubmissionResult,
} from './result.js';
import { readTable } from './table.js';

export interface Adjustments {
  /** Points a person gave, by student, then by question. */
  manual: Map<string, Map<string, number>>;
  /** The part of the score that is taken off, 0 to 1, by student; it goes before the deadline's policy. */
  late: Map<string, number>;
  deadline?: Deadline;
}

export const noAdjustments: Adjustments = { manual: new Map(), late: new Map() };

function numberIn(text: string, most: number, where: string, what: string): number {
  const value = text === '' ? NaN : Number(text);
  if (!(value >= 0 && value <= most))
    throw new Error(`${where}: ${what} must be between 0 and ${most}, got '${text}'.`);
  return value;
}

/** Reads `student,question,points`. @param points the most that each question gives */
export function readManualPoints(
  text: string,
  file: string,
  points: Map<string, number>,
): Adjustments['manual'] {
  const manual: Adjustments['manual'] = new Map();
  for (const { fields, where } of readTable(text, file, ['student', 'question', 'points'])) {
    const [student, question, given] = fields;
    const most = points.get(question);
    if (most === undefined)
      throw new Error(
        `${where}: there is no question '${question}'. There are: ${[...points.keys()].join(', ')}.`,
      );
    const ofStudent = manual.get(student) ?? new Map<string, number>();
    manual.set(student, ofStudent.set(question, numberIn(given, most, where, 'points')));
  }
  return manual;
}

/** Reads `student,penalty`, the penalty a fraction of the score. */
export function readLatePenalties(text: string, file: string): Adjustments['late'] {
  const rows = readTable(text, file, ['student', 'penalty']);
  return new Map(rows.map(({ fields, where }) => [fields[0], numberIn(fields[1], 1, where, 'penalty')]));
}

/** A person's points stand in place of the grader's; the penalty is a part of their sum. @param fileTime of the submission */
export function adjust(result: SubmissionResult, adjustments: Adjustments, fileTime?: Date): Grade {
  const { student } = result;
  const { manual, late, deadline } = adjustments;
  const given = manual.get(student);
  const questions = result.questions.map((question) => withPoints(question, given?.get(question.id)));
  const earned = roundPoints(questions.reduce((sum, { earned }) => sum + earned, 0));
  const submitted = deadline && (deadline.submitted.get(student) ?? fileTime);
  const share = late.get(student) ?? (deadline && submitted ? penaltyShare(submitted, deadline) : 0);
  const penalty = roundPoints(earned * share);
  return {
    ...result,
    questions,
    earned,
    penalty,
    score: roundPoints(earned - penalty),
    lateness: { share, due: deadline?.due.toISOString() ?? '', submitted: submitted?.toISOString() ?? '' },
  };
}

function withPoints(question: QuestionResult, given: number | undefined): QuestionResult {
  if (given === undefined) return question;
  const { points, status, earned, summary, report, notes } = question;
  const before = status === 'pending' ? '' : `, in place of the check's ${formatPoints(earned)}`;
  return {
    ...question,
    earned: given,
    status: given >= points ? 'passed' : given > 0 ? 'partial' : 'failed',
    summary: status === 'pending' ? 'A person has read it.' : summary,
    report: report && { ...report, earned: given },
    notes: [...notes, `A person gave ${formatPoints(given)} of ${formatPoints(points)} points${before}.`],
  };
}
