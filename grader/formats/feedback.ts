/**
 * `feedback.html`: what a student gets back. One file that needs nothing else, for a phone as for a printer, in which every
 * text that came from a student is text, and nothing was drawn from a secret.
 */
import { escapeHtml } from '../../lib/display/index.js';
import { frameHtml, reportHtml } from '../../lib/gradcheck/index.js';
import { formatPoints, type Grade, type QuestionResult } from '../result.js';
import { pageHtml } from './page.js';
import { headline, lateLine, marks } from './report-text.js';

const style = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; margin: 1rem 0 .2rem; }
.score { font-size: 2.2rem; font-weight: 700; margin: 0; }
table.overview { border-collapse: collapse; width: 100%; margin: 1rem 0; }
table.overview :is(td, th) { border-bottom: 1px solid #8884; padding: .35rem .4rem; text-align: left; font-weight: inherit; }
table.overview :is(td, th):last-child { text-align: right; white-space: nowrap; }
table.overview thead { font-size: .9rem; opacity: .75; }
section { margin: 1.2rem 0; overflow-x: auto; }
pre { background: #8882; padding: .6rem; border-radius: .3rem; overflow-x: auto; font-size: .85rem; }
.note, footer { opacity: .75; font-size: .9rem; }
.obstacle { border-left: 4px solid #cf222e; padding: .4em 0 .4em .9em; }
.late { border-left-color: #9a6700; }
a { color: inherit; }
@media print {
  pre { white-space: pre-wrap; }
}
`;

const verdicts = { passed: 'right', partial: 'wrong', failed: 'wrong', pending: 'pending' } as const;

/** Text of several paragraphs; one with lines is a piece of code, and so is what stands in backquotes. */
function paragraphs(text: string): string {
  return text
    .split('\n\n')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const html = escapeHtml(part);
      return part.includes('\n')
        ? `<pre tabindex="0">${html}</pre>`
        : `<p>${html.replace(/`([^`]+)`/g, '<code>$1</code>')}</p>`;
    })
    .join('');
}

/** What there is to say of an answer beside its points: nothing where it is right. */
function remarks(question: QuestionResult): string {
  const { earned, points: total, summary, detail, status, report, notes } = question;
  if (status === 'passed' && notes.length === 0 && !report?.diagnosis) return '';
  const worth = `${formatPoints(earned)} of ${formatPoints(total)} points`;
  const content = paragraphs(summary) + paragraphs(detail);
  const body = report ? reportHtml(report) : frameHtml(verdicts[status], headline(question), worth, content);
  return body + notes.map((note) => `<p class="note">${escapeHtml(note)}</p>`).join('');
}

function overview(questions: { question: QuestionResult; remarks: string }[]): string {
  const rows = questions.map(({ question: { title, status, earned, points: total }, remarks }, index) => {
    const name = remarks === '' ? escapeHtml(title) : `<a href="#q${index + 1}">${escapeHtml(title)}</a>`;
    return `<tr><td>${marks[status]}</td><th scope="row">${name}</th><td>${formatPoints(earned)} of ${formatPoints(total)}</td></tr>`;
  });
  return `<table class="overview"><thead><tr><td></td><th scope="col">question</th><th scope="col">points</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

export function feedbackHtml(grade: Grade): string {
  const { title, student, file, score, points: total, questions, complaints, submissionHash } = grade;
  // That every cell is missing in a file that could not be read says nothing new.
  const isUnread = complaints.length > 0 && questions.every(({ obstacle }) => obstacle === 'missing-cell');
  const told = questions.map((question) => ({ question, remarks: isUnread ? '' : remarks(question) }));
  const pending = questions.some(({ status }) => status === 'pending');
  const body = `<h1>${escapeHtml(title)}</h1>
<p class="score">${formatPoints(score)} of ${formatPoints(total)} points</p>
<p class="note"><bdi>${escapeHtml(student)}</bdi> · <bdi>${escapeHtml(file)}</bdi>${pending ? ' · part of it waits for a person' : ''}</p>
${complaints.map((complaint) => `<p class="obstacle">${escapeHtml(complaint)}</p>`).join('\n')}
${lateLine(grade)
  .map((line) => `<p class="obstacle late">${escapeHtml(line)}</p>`)
  .join('\n')}
${overview(told)}
${told.map(({ remarks }, index) => (remarks === '' ? '' : `<section id="q${index + 1}">${remarks}</section>`)).join('\n')}
<footer>Checked with inputs drawn for this submission alone (${submissionHash.slice(0, 12)}). Examples shown here are public ones.
<code>edflab check</code> runs the same check on your own machine.</footer>`;
  return pageHtml({ title: `${title}: ${student}`, style, body, hasPictures: true });
}
