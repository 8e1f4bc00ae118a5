// The results as text for a terminal, and as one HTML page with a plot per table.
import { gridHtml, gridText, isGrid } from './grid.js';
import type { Result } from './measure.js';
import type { Case, Figure, SectionResult, Table } from './section.js';

export interface Report {
  readonly date: string;
  readonly machine: string;
  readonly node: string;
  /** Named in every result: relaxed SIMD would change its bits. */
  readonly relaxedSimd: boolean;
  readonly missing: readonly string[];
  readonly sections: Readonly<Record<string, SectionResult>>;
}

/** Seconds as what the table counts. */
function inUnit(seconds: number, { unit }: Table, { work }: Case): number {
  return unit === 'ms' ? seconds * 1e3 : work / seconds / 1e9;
}

export function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toPrecision(3);
}

/** The contestants of a table, in the order in which they first appear. */
function contestantsOf({ cases }: Table): string[] {
  return [...new Set(cases.flatMap(({ results }) => results.map(({ name }) => name)))];
}

const simd = ({ relaxedSimd }: Report) =>
  relaxedSimd ? 'our products with relaxed SIMD' : 'no relaxed SIMD';

export function asText(report: Report): string {
  const { missing, sections } = report;
  const lines = [`${report.date}, ${report.machine}, Node ${report.node}, ${simd(report)}`];
  for (const { tables, figures } of Object.values(sections)) {
    for (const table of tables) {
      if (isGrid(table)) {
        lines.push('', ...gridText(table));
        continue;
      }
      lines.push('', `${table.title} (${table.unit}: best, median)`);
      for (const one of table.cases) {
        lines.push(`  ${one.name}`);
        for (const { name, best, median } of one.results) {
          const [b, m] = [best, median].map((seconds) => digits(inUnit(seconds, table, one)).padStart(8));
          const own = one.results[0].best;
          lines.push(`    ${name.padEnd(24)}${b}${m}   ours is ${digits(best / own)} times as fast`);
        }
      }
    }
    lines.push('', ...figures.map(figureLine));
  }
  if (missing.length > 0) lines.push('', 'Not measured:', ...missing.map((name) => `  ${name}`));
  return lines.join('\n');
}

function figureLine({ claim, atLeast, reached }: Figure): string {
  if (reached === undefined) return `  -  ${claim}: not measured (wanted ${atLeast})`;
  return `  ${reached >= atLeast ? '✓' : '✗'}  ${claim}: ${digits(reached)} (wanted ${atLeast})`;
}

const colours = ['#2457a6', '#b9bec6', '#e08a1e', '#7a4fa3', '#3d8f5f', '#b3433f', '#8a7a54', '#5fa3b8'];
export const escape = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

export function asHtml(report: Report): string {
  const sections = Object.entries(report.sections).map(
    ([name, { tables, figures }]) =>
      `<h2>${escape(name)}</h2>${figuresTable(figures)}${tables.map(plotAndTable).join('')}`,
  );
  const missing = report.missing.map((name) => `<li>${escape(name)}</li>`).join('');
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>EDF Lab benchmark</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #1c2330; }
table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .7rem; border-bottom: 1px solid #dde1e7; text-align: right; } th:first-child, td:first-child { text-align: left; }
.met { color: #25703f; } .missed { color: #a03030; } .scroll { overflow-x: auto; } svg text { font: 12px system-ui, sans-serif; fill: #1c2330; }
</style>
<h1>EDF Lab benchmark</h1>
<p>${escape(report.date)}, ${escape(report.machine)}, Node ${escape(report.node)}, one thread unless said, ${simd(report)}. Contestants
take turns; a number is the best of them (the fastest turn in ten), in brackets the median; where each contestant has a
column and ours a limit, the median.</p>
${sections.join('\n')}
${missing === '' ? '' : `<h2>Not measured</h2><ul>${missing}</ul>`}
</html>
`;
}

function figuresTable(figures: readonly Figure[]): string {
  if (figures.length === 0) return '';
  const rows = figures.map(({ claim, atLeast, reached }) => {
    const mark = reached === undefined ? '' : reached >= atLeast ? 'met' : 'missed';
    return `<tr><td>${escape(claim)}</td><td class="${mark}">${reached === undefined ? 'not measured' : digits(reached)}</td><td>${atLeast}</td></tr>`;
  });
  return `<div class="scroll"><table><tr><th>figure</th><th>reached</th><th>wanted</th></tr>${rows.join('')}</table></div>`;
}

function plotAndTable(table: Table): string {
  const names = contestantsOf(table);
  const heading = `<h3>${escape(table.title)}, ${table.unit}</h3>${plot(table, names)}`;
  if (isGrid(table)) return heading + gridHtml(table);
  const cells = table.cases.map((one) => {
    const columns = names.map((name) => {
      const result = one.results.find((candidate) => candidate.name === name);
      if (!result) return '<td></td>';
      const [best, median] = [result.best, result.median].map((seconds) =>
        digits(inUnit(seconds, table, one)),
      );
      return `<td>${best} (${median})</td>`;
    });
    return `<tr><td>${escape(one.name)}</td>${columns.join('')}</tr>`;
  });
  const head = names.map((name) => `<th>${escape(name)}</th>`).join('');
  return `${heading}<div class="scroll"><table><tr><th></th>${head}</tr>${cells.join('')}</table></div>`;
}

/** Horizontal bars: a group per case, a bar per contestant, on one scale for the table (times on a logarithmic one). */
function plot(table: Table, names: string[]): string {
  const [bar, gap, left, width] = [13, 12, 250, 560];
  const shown = ({ best, median }: Result, one: Case) => inUnit(isGrid(table) ? median : best, table, one);
  const values = table.cases.flatMap((one) => one.results.map((result) => shown(result, one)));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const logarithmic = high / low > 100;
  const length = (value: number) =>
    logarithmic ? (Math.log(value / low) / Math.log(high / low)) * (width - 20) + 20 : (value / high) * width;
  let y = 0;
  const marks: string[] = [];
  for (const one of table.cases) {
    marks.push(`<text x="${left - 10}" y="${y + 11}" text-anchor="end">${escape(one.name)}</text>`);
    for (const result of one.results) {
      const { name } = result;
      const value = shown(result, one);
      const colour = colours[names.indexOf(name) % colours.length];
      marks.push(`<rect x="${left}" y="${y}" width="${length(value).toFixed(1)}" height="${bar - 2}" fill="${colour}"><title>${escape(name)}: ${digits(value)} ${table.unit}</title></rect>`); // prettier-ignore
      marks.push(
        `<text x="${(left + length(value) + 5).toFixed(1)}" y="${y + 10}">${digits(value)} ${escape(name)}</text>`,
      );
      y += bar;
    }
    y += gap;
  }
  const scale = logarithmic ? ', on a logarithmic scale' : '';
  return `<svg role="img" viewBox="0 0 ${left + width + 260} ${y}" width="100%"><title>${escape(table.title)} in ${table.unit}${scale}</title>${marks.join('')}</svg>`;
}
