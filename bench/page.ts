// The results as one HTML page: the figures first, then a plot for each table. It needs nothing but itself, and is dark where its
// reader's screen is.
import { digits, escape, inUnit } from './format.js';
import { gridHtml, isGrid } from './grid.js';
import type { Report } from './report.js';
import { simd } from './report.js';
import { type Case, type Figure, isMet, ours, type SectionResult, type Table, wanted } from './section.js';

const style = `
:root { color-scheme: light dark; --ink: #1c2330; --paper: #fff; --soft: #5c6675; --line: #dde1e7; --ours: #2457a6; --other: #b9bec6; --met: #25703f; --missed: #a03030; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #dde3ec; --paper: #14181f; --soft: #98a2b3; --line: #2c3441; --ours: #6ea3f5; --other: #4a5464; --met: #6cc48c; --missed: #ef8a8a; }
}
body { font: 15px/1.5 system-ui, sans-serif; max-width: 68rem; margin: 2rem auto; padding: 0 1rem; color: var(--ink); background: var(--paper); }
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); } h3 { margin: 1.8rem 0 0; }
p, .note { color: var(--soft); } .note { margin: 0 0 .8rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .7rem; border-bottom: 1px solid var(--line); text-align: right; } th:first-child, td:first-child { text-align: left; }
th { font-weight: 600; } .scroll { overflow-x: auto; margin: 1rem 0; }
.met { color: var(--met); } .missed { color: var(--missed); }
.cases { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 29rem), 1fr)); gap: 1.2rem 2.5rem; }
.case table { width: 100%; table-layout: fixed; font-size: 13px; } .case caption { text-align: left; font-weight: 600; font-size: 15px; }
.case td { border: 0; padding: .08rem .3rem; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; } .case td:first-child { padding-left: 0; }
.case td:nth-child(1) { width: 38%; } .case td:nth-child(3) { width: 5.6rem; } .case td:nth-child(4) { width: 3.4rem; }
.case .ours td:first-child { font-weight: 600; } .case td:nth-child(n+3) { overflow: visible; }
.bar { display: block; position: relative; height: .75rem; } .bar i { position: absolute; inset: 0 auto 0 0; background: var(--other); border-radius: 2px; }
.ours .bar i { background: var(--ours); } .bar b { position: absolute; top: -.15rem; bottom: -.15rem; border-left: 2px solid var(--missed); }
small { color: var(--soft); }
`;

export function asHtml(report: Report): string {
  const { date, machine, node, sections } = report;
  const missing = report.missing.map((name) => `<li>${escape(name)}</li>`).join('');
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>EDF Lab benchmark</title>
<style>${style}</style>
<h1>EDF Lab benchmark</h1>
<p>${escape(date)}, ${escape(machine)}, Node ${escape(node)}, one thread unless said, ${simd(report)}. Contestants take turns. A
number is the best of them (the fastest turn in ten), the small one beside it the median; × is how many times as fast as it ours
is. Where each contestant has a column and ours a limit, the numbers are medians.</p>
${figuresTable(sections)}
${Object.entries(sections).map(([name, { tables }]) => `<h2>${escape(name)}</h2>${tables.map(plotted).join('')}`).join('\n')}
${missing === '' ? '' : `<h2>not measured</h2><ul>${missing}</ul>`}
</html>
`; // prettier-ignore
}

function figuresTable(sections: Readonly<Record<string, SectionResult>>): string {
  const rows = Object.entries(sections).flatMap(([name, { figures }]) =>
    figures.map((figure) => `<tr><td>${escape(name)}</td>${figureCells(figure)}</tr>`),
  );
  const count = Object.values(sections).flatMap(({ figures }) => figures);
  const met = count.filter((figure) => isMet(figure)).length;
  return `<h2>figures: ${met} of ${count.length} reached</h2>
<div class="scroll"><table><tr><th></th><th style="text-align:left">figure</th><th>reached</th><th>wanted</th></tr>${rows.join('')}</table></div>`;
}

function figureCells(figure: Figure): string {
  const met = isMet(figure);
  const mark = met === undefined ? '' : met ? 'met' : 'missed';
  const reached = met === undefined ? 'not measured' : `${digits(figure.reached!)} ${met ? '✓' : '✗'}`;
  return `<td style="text-align:left">${escape(figure.claim)}</td><td class="${mark}">${reached}</td><td>${wanted(figure)}</td>`;
}

function plotted(table: Table): string {
  const { title, unit, cases } = table;
  const note =
    unit === 'ms'
      ? 'ms, shorter is better; every plot has a scale of its own'
      : `${unit}, longer is better; one scale for all`;
  const limits = isGrid(table) ? '; the mark is what ours may take' : '';
  return `<h3>${escape(title)}</h3><div class="note">${note}${limits}</div>
<div class="cases">${cases.map((one) => plot(table, one)).join('')}</div>${isGrid(table) ? gridHtml(table) : ''}`;
}

/** A bar for each contestant of a case: its length is the number, in the table's unit. */
function plot(table: Table, one: Case): string {
  const { unit, cases } = table;
  const shown = (of: Case) => of.results.map(({ best, median }) => inUnit(isGrid(table) ? median : best, table, of)); // prettier-ignore
  const longest = Math.max(
    ...(unit === 'ms' ? [...shown(one), (one.must ?? 0) * 1e3] : cases.flatMap(shown)),
  );
  const length = (value: number) => `${((100 * value) / longest).toFixed(1)}%`;
  const values = shown(one);
  const own = one.results.find(({ name }) => name === ours);
  const rows = one.results.map((result, i) => {
    const { name, best, median } = result;
    const isOurs = result === own;
    const limit = isOurs && one.must !== undefined ? `<b style="left:${length(one.must * 1e3)}"></b>` : '';
    const beside = isGrid(table) ? '' : ` <small>${digits(inUnit(median, table, one))}</small>`;
    const factor = own === undefined || isOurs ? '' : isGrid(table) ? median / own.median : best / own.best;
    return `<tr${isOurs ? ' class="ours"' : ''}><td title="${escape(name)}">${escape(name)}</td><td><span class="bar"><i style="width:${length(values[i])}"></i>${limit}</span></td><td>${digits(values[i])}${beside}</td><td><small>${factor === '' ? '' : `${digits(factor)}×`}</small></td></tr>`;
  });
  return `<div class="case"><table><caption>${escape(one.name)}</caption>${rows.join('')}</table></div>`;
}
