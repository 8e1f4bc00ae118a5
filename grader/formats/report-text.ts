/** A question's result as lines of text, for a terminal and for Gradescope. */
import { reportText } from '../../lib/gradcheck/index.js';
import { formatPoints, type Grade, type QuestionResult } from '../result.js';
import { plainText } from './text.js';

export const marks = { passed: '✓', partial: '◐', failed: '✗', pending: '…' } as const;
const words = { passed: 'right', partial: 'in part', failed: 'not yet', pending: 'not yet' } as const;

/** `✗ Relu.backward: not yet` */
export function headline({ title, status }: QuestionResult): string {
  return `${marks[status]} ${title}${/[?!.]$/.test(title) ? '' : ':'} ${words[status]}`;
}

export function reportLines(question: QuestionResult): string[] {
  const { earned, points: total, summary, detail, report, notes } = question;
  const lines = report
    ? plainText(reportText(report), 20_000).split('\n')
    : [
        `${headline(question)} (${formatPoints(earned)} of ${formatPoints(total)} points)`,
        `  ${summary}`,
        ...(detail ? detail.split('\n').map((line) => `  ${line}`) : []),
      ];
  return [...lines, ...notes.map((note) => `  Note: ${note}`)].map((line) => line.trimEnd());
}

/** What lateness costs, in a sentence; nothing for what is in time and costs nothing. */
export function lateLine({ penalty, lateness }: Grade): string[] {
  if (lateness.share === 0) return [];
  const { share, due, submitted } = lateness;
  const times = due === '' ? '' : ` (due ${shortTime(due)}, handed in ${shortTime(submitted)})`;
  return [
    `Late${times}: ${formatPoints(100 * share)} % of the points, ${formatPoints(penalty)}, are taken off.`,
  ];
}

/** `2026-11-20 22:59 UTC` */
function shortTime(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

/** One line about a submission: what it got, and the first thing that is wrong with it. */
export function summaryLine(grade: Grade): string {
  const { student, score, points, penalty, complaints, questions } = grade;
  const wrong = questions.filter(({ status }) => status === 'failed' || status === 'partial');
  const pending = questions.filter(({ status }) => status === 'pending');
  const first = wrong[0];
  const more = wrong.length > 1 ? ` (and ${wrong.length - 1} more)` : '';
  const what = complaints[0] ?? (first ? `${first.title}: ${first.summary}${more}` : 'everything holds');
  const waiting = pending.length > 0 ? `; ${pending.length} to be read by a person` : '';
  const late = penalty > 0 ? `; ${formatPoints(penalty)} off for lateness` : '';
  const total = `${formatPoints(score)}/${formatPoints(points)}`;
  return `${student.padEnd(24)} ${total.padStart(8)}  ${what}${waiting}${late}`;
}
