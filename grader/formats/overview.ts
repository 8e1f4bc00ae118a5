/** `overview.html`: a whole batch at a glance, for whoever grades it: how the points are spread, what was hard, and what went wrong. */
import { escapeHtml } from '../../lib/display/index.js';
import { formatPoints, type Grade, type QuestionResult } from '../result.js';
import { pageHtml } from './page.js';
import { marks } from './report-text.js';

/** A grade, and the folder beside the page in which its feedback lies. */
export interface GradedSubmission {
  folder: string;
  grade: Grade;
}

/** Tenths of all points: the width of a bar of the histogram. */
const bars = 10;
/** How many mistakes of a question are named. */
const mostMistakes = 4;

const words = { passed: 'right', partial: 'partly right', failed: 'wrong', pending: 'to be read' } as const;
type Status = keyof typeof words;
const statuses = Object.keys(words) as Status[];

const style = `
:root { color-scheme: light dark; --right: light-dark(#1a7f37, #3fb950); --partly: light-dark(#d4a72c, #d29922); --wrong: light-dark(#cf222e, #f85149); --bar: light-dark(#0969da, #58a6ff); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; margin: 1rem 0 .2rem; }
h2 { font-size: 1.1rem; margin: 1.6rem 0 .4rem; }
.note { opacity: .75; font-size: .9rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th { overflow-wrap: normal; }
td, th { border-bottom: 1px solid #8884; padding: .35rem .5rem; text-align: left; vertical-align: top; font-weight: inherit; }
thead :is(td, th) { font-size: .9rem; opacity: .75; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.mark { text-align: center; }
ul { margin: 0; padding-left: 1.1rem; }
svg { width: 100%; max-width: 46rem; height: auto; }
svg rect { fill: var(--bar); }
svg text { font: 12px system-ui, sans-serif; fill: currentColor; text-anchor: middle; }
.shares { display: flex; min-width: 7rem; height: .8rem; margin: .35rem 0; border-radius: .2rem; overflow: hidden; }
.shares span { print-color-adjust: exact; }
.passed { background: var(--right); } .partial { background: var(--partly); } .failed { background: var(--wrong); } .pending { background: #8888; }
a { color: inherit; }
@media (max-width: 40rem) {
  .questions thead { display: none; }
  .questions :is(tr, td, th) { display: block; text-align: left; border: 0; padding: .1rem 0; }
  .questions tr { border-bottom: 1px solid #8884; padding: .5rem 0; }
  .questions th { font-weight: 600; }
}
`;

function median(sorted: number[]): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** How many submissions reached which tenth of the points. */
function histogram(grades: Grade[]): string {
  const counts = Array.from({ length: bars }, () => 0);
  for (const { score, points } of grades)
    counts[
      Math.max(0, Math.min(bars - 1, Math.floor((bars * score) / Math.max(points, Number.MIN_VALUE))))
    ]++;
  const most = Math.max(...counts);
  const width = 68;
  const height = 120;
  const drawn = counts.map((count, bar) => {
    const tall = (height * count) / most;
    const left = bar * width;
    const middle = left + width / 2;
    const top = 20 + height - tall;
    return `<rect x="${left + 4}" y="${top}" width="${width - 8}" height="${tall}"/><text x="${middle}" y="${top - 5}">${count || ''}</text><text x="${middle}" y="${height + 36}">${10 * bar}–${10 * (bar + 1)} %</text>`;
  });
  const told = counts.map((count, bar) => `${count} from ${10 * bar} to ${10 * (bar + 1)} %`).join(', ');
  return `<svg viewBox="0 0 ${bars * width} ${height + 44}" role="img" aria-label="Submissions by their share of all points: ${told}">${drawn.join('')}</svg>`;
}

/** What was said most often of wrong answers to a question. */
function mistakes(answers: QuestionResult[]): string {
  const counts = new Map<string, number>();
  for (const { status, summary } of answers)
    if (status === 'failed' || status === 'partial') counts.set(summary, (counts.get(summary) ?? 0) + 1);
  const common = [...counts].sort(([, a], [, b]) => b - a);
  const items = common
    .slice(0, mostMistakes)
    .map(([summary, count]) => `<li>${count} × ${escapeHtml(summary)}</li>`);
  const rest = common.slice(mostMistakes).reduce((sum, [, count]) => sum + count, 0);
  if (rest > 0) items.push(`<li>${rest} × something else</li>`);
  return items.length > 0 ? `<ul>${items.join('')}</ul>` : '';
}

function questionRow(answers: QuestionResult[]): string {
  const [{ title, points }] = answers;
  const mean = answers.reduce((sum, { earned }) => sum + earned, 0) / answers.length;
  const counts = statuses
    .map((status) => ({ status, count: answers.filter((answer) => answer.status === status).length }))
    .filter(({ count }) => count > 0);
  const told = counts.map(({ status, count }) => `${count} ${words[status]}`).join(', ');
  const shares = counts.map(
    ({ status, count }) => `<span class="${status}" style="flex-grow: ${count}"></span>`,
  );
  return `<tr><th scope="row">${escapeHtml(title)}</th><td class="number">${mean.toFixed(1)} of ${formatPoints(points)}</td><td><div class="shares">${shares.join('')}</div>${told}</td><td>${mistakes(answers)}</td></tr>`;
}

function submissionRow({ folder, grade }: GradedSubmission): string {
  const { student, file, score, points, questions } = grade;
  const link = `${encodeURIComponent(folder)}/feedback.html`;
  const answers = questions.map(
    ({ status }) => `<td class="mark" title="${words[status]}">${marks[status]}</td>`,
  );
  return `<tr><th scope="row"><a href="${link}"><bdi>${escapeHtml(student)}</bdi></a></th>${answers.join('')}<td class="number">${formatPoints(score)} of ${formatPoints(points)}</td><td class="note"><bdi>${escapeHtml(file)}</bdi></td></tr>`;
}

/** @param graded at least one, all of one problem set */
export function overviewHtml(graded: GradedSubmission[]): string {
  const grades = graded.map(({ grade }) => grade);
  const [{ title, points, questions }] = grades;
  const scores = grades.map(({ score }) => score).sort((a, b) => a - b);
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const byQuestion = questions.map((_, index) => grades.map((grade) => grade.questions[index]));
  const count = grades.length === 1 ? 'One submission' : `${grades.length} submissions`;
  const headings = questions.map(
    ({ title }, index) => `<th scope="col" class="mark" title="${escapeHtml(title)}">${index + 1}</th>`,
  );
  const body = `<h1>${escapeHtml(title)}</h1>
<p>${count}, mean ${mean.toFixed(1)}, median ${formatPoints(median(scores))} of ${formatPoints(points)} points.</p>
${histogram(grades)}
<h2>Questions</h2>
<table class="questions"><thead><tr><th scope="col">question</th><th scope="col" class="number">mean</th><th scope="col">answers</th><th scope="col">what was wrong</th></tr></thead><tbody>${byQuestion.map(questionRow).join('\n')}</tbody></table>
<h2>Submissions</h2>
<div class="wide"><table><thead><tr><th scope="col">student</th>${headings.join('')}<th scope="col" class="number">points</th><th scope="col">file</th></tr></thead><tbody>${graded.map(submissionRow).join('\n')}</tbody></table></div>`;
  return pageHtml({ title: `${title}: overview`, style, body });
}
