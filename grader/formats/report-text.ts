/** A question's result as lines of text, for a terminal and for Gradescope. */
import { reportText } from '../../lib/gradcheck/index.js';
import { formatPoints, type QuestionResult } from '../result.js';
import { plainText } from './text.js';

const marks = { passed: '✓', partial: '✗', failed: '✗', pending: '…' } as const;

export function reportLines(question: QuestionResult): string[] {
  const { title, earned, points: total, status, summary, detail, report, notes } = question;
  const lines = report
    ? plainText(reportText(report), 20_000).split('\n')
    : [
        `${marks[status]} ${title}: ${formatPoints(earned)} of ${formatPoints(total)} points`,
        `  ${summary}`,
        ...detail.split('\n').map((line) => `  ${line}`),
      ];
  return [...lines, ...notes.map((note) => `  Note: ${note}`)].map((line) => line.trimEnd());
}

/** One line about a submission: what it got, and the first thing that is wrong with it. */
export function summaryLine(result: {
  student: string;
  earned: number;
  points: number;
  complaints: string[];
  questions: { title?: string; status: string; summary?: string }[];
}): string {
  const score = `${formatPoints(result.earned)}/${formatPoints(result.points)}`;
  const wrong = result.questions.filter(({ status }) => status === 'failed' || status === 'partial');
  const first = wrong[0];
  const more = wrong.length > 1 ? ` (and ${wrong.length - 1} more)` : '';
  const what =
    result.complaints[0] ?? (first ? `${first.title}: ${first.summary}${more}` : 'everything holds');
  return `${result.student.padEnd(24)} ${score.padStart(8)}  ${what}`;
}
