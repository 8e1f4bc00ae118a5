/** What was found to be similar: a table for the terminal, JSON for programs, a page for a person who looks for themselves. */
import { escapeHtml } from '../../lib/display/index.js';
import type { SharedMistake, SimilarAnswer, SimilarPair, Span } from '../similarity/compare.js';
import { pageHtml } from './page.js';

export interface SimilarityReport {
  problemSet: string;
  title: string;
  /** How many submissions were compared. */
  submissions: number;
  /** Files that could not be read, and why. */
  unreadable: { student: string; reason: string }[];
  /** Whether mistakes were compared, too. */
  withMistakes: boolean;
  /** Those that are listed: the most similar first. */
  pairs: SimilarPair[];
  /** The least similarity that is listed, 0 to 1. */
  least: number;
}

/** Past this a page is nothing that anybody reads. */
const mostOnPage = 100;

export const caution =
  'Similar is not copied: there may be only one good way, a friend, a book. Look at both before you think anything of anybody.';

/** An answer that is less similar than this is like any other. */
const leastShown = 0.1;

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** Where the code is alike: the three places that are most. */
function places({ answers }: SimilarPair): string {
  const shown = answers.filter(({ similarity }) => similarity >= leastShown);
  const named = shown.slice(0, 3).map(({ title, similarity }) => `${title} ${percent(similarity)}`);
  return [...named, ...(shown.length > 3 ? [`${shown.length - 3} more`] : [])].join(', ');
}

export function similarityTable({ pairs, withMistakes }: SimilarityReport, most: number): string[] {
  const rows = pairs
    .slice(0, most)
    .map((pair) => [
      percent(pair.similarity),
      ...(withMistakes ? [percent(pair.code), String(pair.mistakes.length)] : []),
      `${pair.a.student}, ${pair.b.student}`,
      places(pair),
    ]);
  const headings = ['similar', ...(withMistakes ? ['code', 'same mistakes'] : []), 'submissions of', 'where'];
  const all = [headings, ...rows];
  const numeric = headings.length - 2;
  const widths = headings.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  return all.map((row) =>
    row
      .map((text, column) => (column < numeric ? text.padStart(widths[column]) : text.padEnd(widths[column])))
      .join('  ')
      .trimEnd(),
  );
}

export function similarityJson({ pairs, ...report }: SimilarityReport): string {
  const round = (share: number): number => Math.round(share * 1000) / 1000;
  const plain = pairs.map(({ a, b, similarity, code, answers, mistakes }) => ({
    students: [a.student, b.student],
    files: [a.file, b.file],
    similarity: round(similarity),
    code: round(code),
    answers: answers.map(({ id, title, similarity, tokens, parts }) => ({
      id,
      title,
      similarity: round(similarity),
      tokens: Math.round(tokens),
      parts,
    })),
    mistakes,
  }));
  return `${JSON.stringify({ ...report, caution, pairs: plain }, null, 2)}\n`;
}

const style = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 76rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; margin: 1rem 0 .2rem; }
h2 { display: inline; font-size: 1rem; }
h3 { font-size: 1rem; margin: 1rem 0 .3rem; }
.caution { border-left: 4px solid #9a6700; padding: .3rem 0 .3rem .9rem; }
.note { opacity: .75; font-size: .9rem; margin: .2rem 0; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
td, th { border-bottom: 1px solid #8884; padding: .35rem .5rem; text-align: left; vertical-align: top; }
:is(td, th):first-child { white-space: nowrap; text-align: right; width: 1%; }
details { border: 1px solid #8884; border-radius: .4rem; margin: .6rem 0; padding: .4rem .8rem; }
summary { cursor: pointer; }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: .8rem; }
.sides > div { min-width: 0; }
pre { background: #8881; padding: .6rem; border-radius: .3rem; white-space: pre-wrap; margin: .2rem 0; font-size: .85rem; line-height: 1.45; }
mark { color: inherit; border-radius: .2rem; }
.part0 { background: #f2c74e66; } .part1 { background: #6cb6ff66; } .part2 { background: #7ee78766; } .part3 { background: #e583ff55; } .part4 { background: #ff9b7a66; }
a { color: inherit; }
@media (max-width: 40rem) {
  .sides { grid-template-columns: 1fr; }
  .where { display: none; }
}
@media print {
  details::details-content { content-visibility: visible; }
  mark { print-color-adjust: exact; }
}
`;

/** A cell with its shared parts marked; a part has the same colour on both sides. */
function marked(source: string, spans: Span[]): string {
  const order = spans.map((span, index) => ({ ...span, index })).sort((x, y) => x.start - y.start);
  let at = 0;
  const pieces = order.map(({ start, end, index }) => {
    const before = escapeHtml(source.slice(at, start));
    at = end;
    return `${before}<mark class="part${index % 5}" title="part ${index + 1}">${escapeHtml(source.slice(start, end))}</mark>`;
  });
  return `<pre>${pieces.join('')}${escapeHtml(source.slice(at))}</pre>`;
}

function answerHtml({ title, similarity, sources, parts }: SimilarAnswer, names: string[]): string {
  const spans = [parts.map(({ a }) => a), parts.map(({ b }) => b)];
  const sides = names.map(
    (name, side) =>
      `<div><div class="note">${escapeHtml(name)}</div>${marked(sources[side], spans[side])}</div>`,
  );
  const rarest = Math.min(...parts.map(({ holders }) => holders));
  const same = sources[0] === sources[1] ? ', the same to the letter' : '';
  return `<h3>${escapeHtml(title)}: ${percent(similarity)}${same}</h3>
<p class="note">${parts.length === 1 ? 'One equal part' : `${parts.length} equal parts`}, the rarest in ${rarest} submissions.</p>
<div class="sides">${sides.join('')}</div>`;
}

function mistakesHtml(mistakes: SharedMistake[]): string {
  if (mistakes.length === 0) return '';
  const items = mistakes.map(
    ({ title, summary, holders }) =>
      `<li>${escapeHtml(title)}: ${escapeHtml(summary)} <span class="note">In ${holders} submissions.</span></li>`,
  );
  return `<h3>The same mistakes, to the last digit</h3><ul>${items.join('')}</ul>`;
}

function pairHtml(pair: SimilarPair, index: number): string {
  const { a, b, similarity, answers, mistakes } = pair;
  const names = [a.student, b.student];
  const shown = answers.filter(({ similarity }) => similarity >= leastShown);
  // A link to what is inside opens it.
  return `<details${index === 0 ? ' open' : ''}>
<summary><h2>${names.map(escapeHtml).join(' and ')}: ${percent(similarity)}</h2></summary>
<div id="pair${index + 1}">${mistakesHtml(mistakes)}${shown.map((answer) => answerHtml(answer, names)).join('\n')}</div>
</details>`;
}

export function similarityHtml(report: SimilarityReport): string {
  const { title, submissions, unreadable, withMistakes, pairs, least } = report;
  const shown = pairs.slice(0, mostOnPage);
  const rows = shown.map(
    (pair, index) =>
      `<tr><td>${percent(pair.similarity)}</td><td><a href="#pair${index + 1}">${escapeHtml(`${pair.a.student}, ${pair.b.student}`)}</a></td><td class="where">${escapeHtml(places(pair))}</td></tr>`,
  );
  const more =
    pairs.length > shown.length
      ? `<p class="note">${pairs.length - shown.length} more are in similarity.json.</p>`
      : '';
  const body = `<h1>Similar submissions</h1>
<p class="note">${escapeHtml(title)}</p>
<p class="caution">${caution}</p>
<p class="note">${submissions} submissions, compared by what was not given to everybody and is not the instructor's solution. Names, comments, types and
numbers make no difference; what many have counts for little${withMistakes ? '; the same mistake counts, the rarer the more' : ''}.</p>
${unreadable.map(({ student, reason }) => `<p class="note">${escapeHtml(student)} was not compared: ${escapeHtml(reason)}</p>`).join('\n')}
${
  shown.length === 0
    ? `<p>No two are ${percent(least)} similar.</p>`
    : `<table><thead><tr><th scope="col">similar</th><th scope="col">submissions of</th><th scope="col" class="where">where</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
}
${more}
${shown.map(pairHtml).join('\n')}`;
  return pageHtml({ title: `${title}: similar submissions`, style, body });
}
