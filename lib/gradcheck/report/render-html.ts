// Reports as HTML: self-contained, readable on a phone and in a dark notebook, every text escaped.
import { escapeHtml } from '../../display/escape.js';
import type { ArrayData, Counterexample, HeatMap, Reading, ReportData } from '../types.js';
import { diagnosisText, headline, markOf, points, verdict, worth } from './render-text.js';

/** Red on dark red is nothing that everybody sees: whoever knows `light-dark` gets the second, lighter colour on a dark page. */
const inks = {
  right: ['#1a7f37', '#3fb950'],
  wrong: ['#cf222e', '#f85149'],
  pending: ['#9a6700', '#d29922'],
} as const;
type Verdict = keyof typeof inks;
const muted = 'opacity:.75';

function ink(of: Verdict): string {
  const [light, dark] = inks[of];
  return `color:${light};color:light-dark(${light},${dark})`;
}

function verdictOf({ passed, pending }: ReportData): Verdict {
  return pending ? 'pending' : passed ? 'right' : 'wrong';
}

/** All that is said of one answer, under its headline, beside a line in the colour of the verdict. Colours are printed, too. */
export function frameHtml(verdict: Verdict, headline: string, worth: string, content: string): string {
  const style =
    'padding:.4em 0 .4em .9em;margin:.3em 0;max-width:46em;line-height:1.45;overflow-wrap:anywhere;print-color-adjust:exact';
  return [
    `<div style="border-left:4px solid ${inks[verdict][0]};${style}">`,
    `<div><b role="heading" aria-level="2" style="${ink(verdict)}">${escapeHtml(headline)}</b> `,
    `<span style="${muted};white-space:nowrap">${worth}</span></div>${content}</div>`,
  ].join('');
}

export function reportHtml(report: ReportData): string {
  const named = diagnosisText(report);
  const content = [
    named
      ? `<p style="margin:.5em 0 .2em"><b>${escapeHtml(named)}</b></p><p style="margin:.2em 0">${hintHtml(report.diagnosis!.hint)}</p>`
      : '',
    report.counterexample ? counterexampleHtml(report.counterexample) : '',
    report.heatMap ? heatMapHtml(report.heatMap) : '',
    subscoresHtml(report),
    findingsHtml(report),
  ];
  return frameHtml(verdictOf(report), headline(report), worth(report), content.join(''));
}

/** A line does not end within `+=`. */
function hintHtml(hint: string): string {
  return escapeHtml(hint).replace(/\S+ [-+]= /g, '<span style="white-space:nowrap">$&</span>');
}

function counterexampleHtml({ inputs, upstream, what, got, expected, note }: Counterexample): string {
  const cells = inputs.map(({ name, value }) => arrayHtml(name, value));
  if (upstream) cells.push(arrayHtml('upstream', upstream));
  cells.push(
    readingHtml(`${what}, yours`, got, expected),
    arrayHtml('expected', expected, { verdict: 'right' }),
  );
  return [
    `<div style="margin:.6em 0 .2em;${muted}">The smallest example that goes wrong:${note ? ` ${escapeHtml(note)}` : ''}</div>`,
    `<div style="display:flex;flex-wrap:wrap;gap:.4em 1.4em;align-items:flex-start">${cells.join('')}</div>`,
  ].join('');
}

function readingHtml(label: string, reading: Reading, expected: ArrayData): string {
  if ('data' in reading) return arrayHtml(label, reading, { verdict: 'wrong', expected });
  return labelled(label, `<i>${escapeHtml(reading.instead)}</i>`, 'wrong');
}

function labelled(label: string, content: string, verdict?: Verdict): string {
  const style = `font-size:.85em${verdict ? `;${ink(verdict)}` : ''}`;
  return `<div><div style="${style}">${escapeHtml(label)}</div>${content}</div>`;
}

/** An array as a small matrix under its name; entries that differ from `expected` stand out. */
function arrayHtml(
  label: string,
  { data, shape }: ArrayData,
  { verdict, expected }: { verdict?: Verdict; expected?: ArrayData } = {},
): string {
  const columns = shape[shape.length - 1] ?? 1;
  const differs = (i: number): boolean =>
    expected !== undefined &&
    !(Math.abs(data[i] - expected.data[i]) <= 1e-9 * (1 + Math.abs(expected.data[i])));
  const cell = (i: number): string => {
    const mark = differs(i) ? ';background:rgba(207,34,46,.18);font-weight:bold' : '';
    return `<td style="padding:.05em .55em;text-align:right${mark}">${number(data[i])}</td>`;
  };
  const rows = Array.from({ length: data.length / Math.max(columns, 1) }, (_, row) =>
    rowHtml(Array.from({ length: columns }, (_, column) => cell(row * columns + column))),
  );
  const style = 'border-collapse:collapse;font-family:monospace;margin:0;border:solid;border-width:0 1px';
  const table = `<table aria-label="${escapeHtml(label)}" style="${style}">${rows.join('')}</table>`;
  return labelled(label, table, verdict);
}

/** Without the stripes that notebooks give to tables. */
function rowHtml(cells: readonly string[]): string {
  return `<tr style="background:none">${cells.join('')}</tr>`;
}

/** At most five significant digits. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return String(Number(value.toPrecision(5)));
}

/** Right entries are empty, wrong ones the redder the further off: nobody has to tell red from green. */
function heatMapHtml({ what, rows, columns, error }: HeatMap): string {
  const isRight = (i: number): boolean => error[i] <= 1e-9;
  const cell = (i: number): string => {
    const strength = Number.isFinite(error[i]) ? Math.min(1, error[i]) : 1;
    const fill = isRight(i) ? '' : `;background:rgba(229,57,70,${(0.3 + 0.7 * strength).toFixed(2)})`;
    return `<td style="width:14px;height:14px;padding:0;border:1px solid rgba(128,128,128,.4)${fill}"></td>`;
  };
  const body = Array.from({ length: rows }, (_, row) =>
    rowHtml(Array.from({ length: columns }, (_, column) => cell(row * columns + column))),
  );
  const wrong = Array.from(error).filter((_, i) => !isRight(i)).length;
  const caption = escapeHtml(
    `${what} of a larger example is wrong in ${wrong} of ${error.length} entries, the redder the further off:`,
  );
  return [
    `<div style="margin:.6em 0 .2em;${muted}">${caption}</div>`,
    `<table role="img" aria-label="${caption}" style="border-collapse:collapse;margin:0">${body.join('')}</table>`,
  ].join('');
}

function subscoresHtml({ subscores, passed }: ReportData): string {
  if (passed || subscores.length < 2) return '';
  const rows = subscores.map(({ aspect, passed: held, earned, points: worth, reason }) => {
    const style = 'padding:.1em .8em .1em 0;text-align:left;vertical-align:top';
    const mark = `<span style="${ink(held ? 'right' : 'wrong')}">${held ? '✓' : '✗'}</span>`;
    return rowHtml([
      `<td style="${style};white-space:nowrap">${mark} ${escapeHtml(aspect)}</td>`,
      `<td style="${style};white-space:nowrap">${points(earned)} of ${points(worth)}</td>`,
      `<td style="${style}">${escapeHtml(reason)}</td>`,
    ]);
  });
  return `<table style="border-collapse:collapse;margin:.6em 0 0;font-size:.92em">${rows.join('')}</table>`;
}

/** What was found, where it says more than stands above it. */
function findingsHtml({ findings, probes, subscores, diagnosis }: ReportData): string {
  const said = [diagnosis?.summary, ...subscores.map(({ reason }) => reason)];
  if (findings.every(({ message }) => said.includes(message))) return '';
  const items = findings.map(({ probe, message }) => `<li>${escapeHtml(probe)}: ${escapeHtml(message)}</li>`);
  return (
    `<details style="margin-top:.4em;font-size:.92em"><summary>What failed, of ${probes} things that were tried</summary>` +
    `<ul style="margin:.2em 0">${items.join('')}</ul></details>`
  );
}

export function reportsHtml(title: string, reports: readonly ReportData[]): string {
  const earned = reports.reduce((sum, report) => sum + report.earned, 0);
  const total = reports.reduce((sum, report) => sum + report.points, 0);
  const style = 'padding:.2em 1em .2em 0;text-align:left;vertical-align:top';
  const rows = reports.map((report) =>
    [
      `<tr><th scope="row" style="${style};white-space:nowrap;${ink(verdictOf(report))}">${markOf(report)} ${escapeHtml(report.title)}</th>`,
      `<td style="${style};white-space:nowrap">${worth(report)}</td>`,
      `<td style="${style}">${escapeHtml(diagnosisText(report) ?? verdict(report))}</td></tr>`,
    ].join(''),
  );
  return `<div><b>${escapeHtml(title)}</b>: ${points(earned)} of ${points(total)} points</div><table style="border-collapse:collapse;margin:.3em 0">${rows.join('')}</table>`;
}
