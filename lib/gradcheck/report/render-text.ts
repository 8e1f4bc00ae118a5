// Reports as plain text: stands on its own in a terminal.
import { NDArray } from '../../array/index.js';
import type { ArrayData, Counterexample, Reading, ReportData } from '../types.js';

/** Points without needless decimals. */
export function points(value: number): string {
  return String(Math.round(value * 100) / 100);
}

export function verdict({ passed, pending, diagnosis, subscores }: ReportData): string {
  if (pending) return subscores[0].reason;
  if (!passed) return 'not yet';
  return diagnosis ? 'right, with a remark' : 'right';
}

export function markOf({ passed, pending }: ReportData): string {
  return pending ? '…' : passed ? '✓' : '✗';
}

/** `✗ Relu.backward: not yet` */
export function headline(report: ReportData): string {
  const { title } = report;
  return `${markOf(report)} ${title}${/[?!.]$/.test(title) ? '' : ':'} ${verdict(report)}`;
}

/** What it earned of what it is worth; the latter alone where that is not known yet. */
export function worth({ earned, points: total, pending }: ReportData): string {
  return pending && earned === 0 ? `${points(total)} points` : `${points(earned)} of ${points(total)} points`;
}

/** `confirmed` diagnoses are stated; others are offered. */
export function diagnosisText({ diagnosis }: ReportData): string | null {
  if (!diagnosis) return null;
  return diagnosis.confirmed ? diagnosis.summary : `Perhaps: ${diagnosis.summary}`;
}

export function reportText(report: ReportData): string {
  const lines = [`${headline(report)} (${worth(report)})`];
  const named = diagnosisText(report);
  if (named) lines.push(`  ${named}`, `  ${report.diagnosis!.hint}`);
  if (report.counterexample)
    lines.push('', ...counterexampleText(report.counterexample).map((line) => `  ${line}`));
  if (!report.passed && report.subscores.length > 1) {
    lines.push(
      '',
      ...report.subscores.map(
        ({ aspect, passed, earned, points: worth, reason }) =>
          `  ${passed ? '✓' : '✗'} ${aspect} (${points(earned)} of ${points(worth)}): ${reason}`,
      ),
    );
  }
  return lines.join('\n');
}

function counterexampleText({ inputs, upstream, what, got, expected, note }: Counterexample): string[] {
  const rows = inputs.map(({ name, value }) => [name, arrayText(value)]);
  if (upstream) rows.push(['upstream', arrayText(upstream)]);
  rows.push([what, readingText(got)], ['expected', arrayText(expected)]);
  const width = Math.max(...rows.map(([label]) => label.length));
  const lines = rows.map(
    ([label, text]) => `${label.padEnd(width)}  ${text.replaceAll('\n', `\n${' '.repeat(width + 4)}`)}`,
  );
  return note ? [note, ...lines] : lines;
}

function arrayText({ data, shape }: ArrayData): string {
  return new NDArray(data, shape).toString();
}

function readingText(reading: Reading): string {
  return 'data' in reading ? arrayText(reading) : reading.instead;
}

export function reportsText(title: string, reports: readonly ReportData[]): string {
  const earned = reports.reduce((sum, report) => sum + report.earned, 0);
  const total = reports.reduce((sum, report) => sum + report.points, 0);
  const width = Math.max(...reports.map((report) => report.title.length));
  const rows = reports.map((report) => {
    const text = diagnosisText(report) ?? verdict(report);
    return `${markOf(report)} ${report.title.padEnd(width)}  ${`${points(report.earned)}/${points(report.points)}`.padStart(7)}  ${text}`;
  });
  return [`${title}: ${points(earned)} of ${points(total)} points`, ...rows].join('\n');
}
