/**
 * `feedback.html`: what a student gets back. One file that needs nothing else, for a phone as for a printer, in which every
 * text that came from a student is text, and nothing was drawn from a secret.
 */
import { escapeHtml } from '../../lib/display/index.js';
import { reportColours, reportHtml } from '../../lib/gradcheck/index.js';
import { formatPoints, type Grade, type QuestionResult } from '../result.js';
import { lateLine } from './report-text.js';

/** The same colours, lighter, where the page is dark. */
const inTheDark = { right: '#3fb950', wrong: '#f85149', pending: '#d29922' };
const dark = Object.entries(reportColours)
  .map(
    ([name, colour]) =>
      `[style*="color:${colour}"] { color: ${inTheDark[name as keyof typeof inTheDark]} !important; }`,
  )
  .join('\n  ');

const style = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; margin: 1rem 0 .2rem; }
.score { font-size: 2.2rem; font-weight: 700; margin: 0; }
table.overview { border-collapse: collapse; width: 100%; margin: 1rem 0; }
table.overview td { border-bottom: 1px solid #8884; padding: .35rem .4rem; }
table.overview td:last-child { text-align: right; white-space: nowrap; }
section { margin: 1.2rem 0; overflow-x: auto; }
pre { background: #8882; padding: .6rem; border-radius: .3rem; overflow-x: auto; font-size: .85rem; }
.note, footer { opacity: .75; font-size: .9rem; }
.obstacle { border-left: 4px solid #cf222e; padding: .4em 0 .4em .9em; }
.pending { border-left-color: #9a6700; }
a { color: inherit; }
@media (prefers-color-scheme: dark) {
  ${dark}
}
`;

const marks = { passed: '✓', partial: '◐', failed: '✗', pending: '…' } as const;

function paragraphs(text: string): string {
  return text
    .split('\n\n')
    .filter((part) => part.trim() !== '')
    .map((part) => (part.includes('\n') ? `<pre>${escapeHtml(part)}</pre>` : `<p>${escapeHtml(part)}</p>`))
    .join('');
}

function section(question: QuestionResult, index: number): string {
  const { title, earned, points: total, summary, detail, status, report, notes } = question;
  const body = report
    ? reportHtml(report)
    : `<div class="obstacle${status === 'pending' ? ' pending' : ''}"><b>${marks[status]} ${escapeHtml(title)}</b> ` +
      `<span class="note">${formatPoints(earned)} of ${formatPoints(total)} points</span>${paragraphs(summary)}${paragraphs(detail)}</div>`;
  return `<section id="q${index + 1}">${body}${notes.map((note) => `<p class="note">${escapeHtml(note)}</p>`).join('')}</section>`;
}

function overview(questions: QuestionResult[]): string {
  const rows = questions.map(
    ({ title, status, earned, points: total }, index) =>
      `<tr><td>${marks[status]}</td><td><a href="#q${index + 1}">${escapeHtml(title)}</a></td><td>${formatPoints(earned)} / ${formatPoints(total)}</td></tr>`,
  );
  return `<table class="overview">${rows.join('')}</table>`;
}

export function feedbackHtml(grade: Grade): string {
  const { title, student, file, score, points: total, questions, complaints, submissionHash } = grade;
  const pending = questions.some(({ status }) => status === 'pending');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escapeHtml(`${title}: ${student}`)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p class="score">${formatPoints(score)} of ${formatPoints(total)} points</p>
<p class="note">${escapeHtml(student)} · ${escapeHtml(file)}${pending ? ' · part of it waits for a person' : ''}</p>
${complaints.map((complaint) => `<p class="obstacle">${escapeHtml(complaint)}</p>`).join('\n')}
${lateLine(grade)
  .map((line) => `<p class="obstacle pending">${escapeHtml(line)}</p>`)
  .join('\n')}
${overview(questions)}
${questions.map(section).join('\n')}
<footer>Checked with inputs drawn for this submission alone (${submissionHash.slice(0, 12)}). Examples shown here are public ones.
<code>edflab check</code> runs the same check on your own machine.</footer>
</body>
</html>
`;
}
