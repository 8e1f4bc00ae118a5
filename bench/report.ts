// What a run of the benchmark has found, and as text for a terminal.
import { digits, inUnit } from './format.js';
import { gridText, isGrid } from './grid.js';
import { type Figure, isMet, type SectionResult, wanted } from './section.js';

export interface Report {
  readonly date: string;
  readonly machine: string;
  readonly node: string;
  /** Named in every result: relaxed SIMD would change its bits. */
  readonly relaxedSimd: boolean;
  readonly missing: readonly string[];
  readonly sections: Readonly<Record<string, SectionResult>>;
}

export const simd = ({ relaxedSimd }: Report): string =>
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

function figureLine(figure: Figure): string {
  const { claim, reached } = figure;
  if (reached === undefined) return `  -  ${claim}: not measured (wanted ${wanted(figure)})`;
  return `  ${isMet(figure) ? '✓' : '✗'}  ${claim}: ${digits(reached)} (wanted ${wanted(figure)})`;
}
