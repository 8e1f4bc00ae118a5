// Reports as HTML: self-contained, readable on a phone and in a dark notebook, every text escaped.
import { escapeHtml } from '../../display/escape.js';
import type { ArrayData, Counterexample, HeatMap, Reading, ReportData } from '../types.js';
import { diagnosisText, points, verdict } from './render-text.js';

/** Of text and borders: readable on white, in a notebook whose colours nobody knows. */
export const colour = { right: '#1a7f37', wrong: '#cf222e', pending: '#9a6700' };
const muted = 'opacity:.75';

function colourOf({ passed, pending }: ReportData): string {
  return pending ? colour.pending : passed ? colour.right : colour.wrong;
}

export function reportHtml(report: ReportData): string {
  const mark = report.pending ? '…' : report.passed ? '✓' : '✗';
  const named = diagnosisText(report);
  return [
    `<div style="border-left:4px solid ${colourOf(report)};padding:.4em 0 .4em .9em;margin:.3em 0;max-width:46em;line-height:1.45">`,
    `<div><b style="color:${colourOf(report)}">${mark} ${escapeHtml(report.title)}: ${verdict(report)}</b> `,
    `<span style="${muted};white-space:nowrap">${points(report.earned)} of ${points(report.points)} points</span></div>`,
    named
      ? `<p style="margin:.5em 0 .2em"><b>${escapeHtml(named)}</b></p><p style="margin:.2em 0">${escapeHtml(report.diagnosis!.hint)}</p>`
      : '',
    report.counterexample ? counterexampleHtml(report.counterexample) : '',
    report.heatMap ? heatMapHtml(report.heatMap) : '',
    subscoresHtml(report),
    findingsHtml(report),
    '</div>',
  ].join('');
}

function counterexampleHtml({ inputs, upstream, what, got, expected, note }: Counterexample): string {
  const cells = inputs.map(({ name, value }) => labelled(name, arrayHtml(value)));
  if (upstream) cells.push(labelled('upstream', arrayHtml(upstream)));
  cells.push(
    labelled(`${what}, yours`, readingHtml(got, expected), colour.wrong),
    labelled('expected', arrayHtml(expected), colour.right),
  );
  return [
    `<div style="margin:.6em 0 .2em;${muted}">The smallest example that goes wrong:${note ? ` ${escapeHtml(note)}` : ''}</div>`,
    `<div style="display:flex;flex-wrap:wrap;gap:.4em 1.4em;align-items:flex-start">${cells.join('')}</div>`,
  ].join('');
}

function labelled(label: string, content: string, stroke = 'inherit'): string {
  return `<div><div style="font-size:.85em;color:${stroke}">${escapeHtml(label)}</div>${content}</div>`;
}

function readingHtml(reading: Reading, expected: ArrayData): string {
  return 'data' in reading ? arrayHtml(reading, expected) : `<i>${escapeHtml(reading.instead)}</i>`;
}

/** An array as a small matrix; entries that differ from `expected` stand out. */
function arrayHtml({ data, shape }: ArrayData, expected?: ArrayData): string {
  const columns = shape[shape.length - 1] ?? 1;
  const differs = (i: number): boolean =>
    expected !== undefined &&
    !(Math.abs(data[i] - expected.data[i]) <= 1e-9 * (1 + Math.abs(expected.data[i])));
  const cell = (i: number): string => {
    const style = `padding:.05em .55em;text-align:right${differs(i) ? ';background:rgba(207,34,46,.18)' : ''}`;
    return `<td style="${style}">${number(data[i])}</td>`;
  };
  const rows = Array.from({ length: data.length / Math.max(columns, 1) }, (_, row) => {
    return `<tr>${Array.from({ length: columns }, (_, column) => cell(row * columns + column)).join('')}</tr>`;
  });
  return `<table style="border-collapse:collapse;border-left:1px solid;border-right:1px solid;font-family:monospace;margin:0">${rows.join('')}</table>`;
}

/** At most five significant digits. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return String(Number(value.toPrecision(5)));
}

function heatMapHtml({ what, rows, columns, error }: HeatMap): string {
  const cell = (i: number): string => {
    const strength = Number.isFinite(error[i]) ? Math.min(1, error[i]) : 1;
    const fill =
      error[i] <= 1e-9 ? 'rgba(26,127,55,.25)' : `rgba(207,34,46,${(0.25 + 0.75 * strength).toFixed(2)})`;
    return `<td style="width:14px;height:14px;padding:0;background:${fill};border:1px solid rgba(128,128,128,.3)"></td>`;
  };
  const body = Array.from(
    { length: rows },
    (_, row) =>
      `<tr>${Array.from({ length: columns }, (_, column) => cell(row * columns + column)).join('')}</tr>`,
  );
  return [
    `<div style="margin:.6em 0 .2em;${muted}">Where ${escapeHtml(what)} is wrong (one row per ${rows === 1 ? 'array' : 'example or row'}; red is wrong):</div>`,
    `<table style="border-collapse:collapse;margin:0">${body.join('')}</table>`,
  ].join('');
}

function subscoresHtml({ subscores, passed }: ReportData): string {
  if (passed || subscores.length < 2) return '';
  const rows = subscores.map(({ aspect, passed: held, earned, points: worth, reason }) => {
    const style = 'padding:.1em .8em .1em 0;text-align:left;vertical-align:top';
    const mark = `<span style="color:${held ? colour.right : colour.wrong}">${held ? '✓' : '✗'}</span>`;
    return `<tr><td style="${style};white-space:nowrap">${mark} ${escapeHtml(aspect)}</td><td style="${style};white-space:nowrap">${points(earned)} of ${points(worth)}</td><td style="${style}">${escapeHtml(reason)}</td></tr>`;
  });
  return `<table style="border-collapse:collapse;margin:.6em 0 0;font-size:.92em">${rows.join('')}</table>`;
}

function findingsHtml({ findings, probes }: ReportData): string {
  if (findings.length === 0) return '';
  const items = findings.map(({ probe, message }) => `<li>${escapeHtml(probe)}: ${escapeHtml(message)}</li>`);
  const list = `<ul style="margin:.2em 0">${items.join('')}</ul>`;
  return `<details style="margin-top:.4em;font-size:.92em"><summary>What was tried (${probes} probes) and failed</summary>${list}</details>`;
}

export function reportsHtml(title: string, reports: readonly ReportData[]): string {
  const earned = reports.reduce((sum, report) => sum + report.earned, 0);
  const total = reports.reduce((sum, report) => sum + report.points, 0);
  const style = 'padding:.2em 1em .2em 0;text-align:left;vertical-align:top';
  const rows = reports.map((report) => {
    const mark = report.pending ? '…' : report.passed ? '✓' : '✗';
    return [
      `<tr><td style="${style};white-space:nowrap;color:${colourOf(report)}"><b>${mark} ${escapeHtml(report.title)}</b></td>`,
      `<td style="${style};white-space:nowrap">${points(report.earned)} of ${points(report.points)}</td>`,
      `<td style="${style}">${escapeHtml(diagnosisText(report) ?? verdict(report))}</td></tr>`,
    ].join('');
  });
  return `<div><b>${escapeHtml(title)}</b>: ${points(earned)} of ${points(total)} points</div><table style="border-collapse:collapse;margin:.3em 0">${rows.join('')}</table>`;
}
