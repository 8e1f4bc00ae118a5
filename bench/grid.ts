// A table with a column for each contestant: the medians, what ours must reach, and whether anybody is faster.
import { digits, escape } from './format.js';
import { type Case, type Figure, type Table, ours } from './section.js';

/** Differences smaller than this are noise. */
const NOISE = 1.2;

export function isGrid({ cases }: Table): boolean {
  return cases.some(({ must }) => must !== undefined);
}

const medianOf = ({ results }: Case, name: string) => results.find((result) => result.name === name)?.median;

/** Whether ours keeps to its limit; undefined when it did not take part. */
function isKept(one: Case): boolean {
  return (medianOf(one, ours) ?? Infinity) <= one.must!;
}

/** The fastest of the others, if any of them does the whole of the work. */
function rival({ results, remarks = {} }: Case): { name: string; median: number } | undefined {
  return results
    .filter(({ name }) => name !== ours && remarks[name] === undefined)
    .sort((a, b) => a.median - b.median)[0];
}

function isFirst(one: Case): boolean {
  return (medianOf(one, ours) ?? Infinity) <= (rival(one)?.median ?? Infinity) * NOISE;
}

function verdict(one: Case): string {
  const own = medianOf(one, ours);
  const other = rival(one);
  if (own === undefined) return 'no';
  if (other === undefined) return 'alone';
  if (own <= other.median) return 'yes';
  return isFirst(one) ? `level with ${other.name}` : `no: ${other.name}`;
}

/** How many rows keep their limits, and in how many nobody else is faster. */
export function gridFigures(cases: readonly Case[]): Figure[] {
  const count = (fits: (one: Case) => boolean) => cases.filter(fits).length;
  return [
    { claim: 'rows in which ours keeps its limit', atLeast: cases.length, reached: count(isKept) },
    {
      claim: 'rows in which no other kernel is faster by more than the noise of 20 %',
      atLeast: cases.length,
      reached: count(isFirst),
    },
  ];
}

/** Ours first, then the others in the order in which they first appear. */
function columnsOf({ cases }: Table): string[] {
  const named = cases.flatMap(({ results, remarks }) => [
    ...results.map(({ name }) => name),
    ...Object.keys(remarks ?? {}),
  ]);
  return [...new Set([ours, ...named])];
}

function rowsOf(table: Table, columns: string[]): string[][] {
  return table.cases.map((one) => [
    one.name,
    ...columns.map((name) => {
      const median = medianOf(one, name);
      const remark = one.remarks?.[name];
      if (median === undefined) return remark ?? '';
      return digits(median * 1e3) + (remark === undefined ? '' : ` (${remark})`);
    }),
    `${digits(one.must! * 1e3)} ${isKept(one) ? '✓' : '✗'}`,
    verdict(one),
  ]);
}

const head = (columns: string[]) => ['', ...columns, 'ours must', 'ours first?'];

export function gridText(table: Table): string[] {
  const columns = columnsOf(table);
  const rows = [head(columns), ...rowsOf(table, columns)];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row: string[]) =>
    row
      .map((text, column) => (column === 0 ? text.padEnd(widths[0]) : text.padStart(widths[column])))
      .join('  ');
  return [`${table.title} (${table.unit}: median)`, ...rows.map((row) => `  ${line(row)}`)];
}

export function gridHtml(table: Table): string {
  const columns = columnsOf(table);
  const cells = (row: string[], tag: string) =>
    row.map((text) => `<${tag}>${escape(text)}</${tag}>`).join('');
  const rows = rowsOf(table, columns).map((row, index) => {
    const mark = isKept(table.cases[index]) ? 'met' : 'missed';
    const must = `<td class="${mark}">${escape(row.at(-2)!)}</td>`;
    return `<tr>${cells(row.slice(0, -2), 'td')}${must}${cells(row.slice(-1), 'td')}</tr>`;
  });
  return `<div class="scroll"><table><tr>${cells(head(columns), 'th')}</tr>${rows.join('')}</table></div>`;
}
