// A plot for pages without a renderer: lines and points as a small SVG, and as a line of block characters.
import type { JsonObject } from '../wire/messages.js';
import type { Trace } from './plot.js';

const WIDTH = 640;
const HEIGHT = 360;
const LEFT = 60;
const RIGHT = 20;
const TOP = 34;
const BOTTOM = 46;
/** plotly's own colours. */
const COLOURS = ['#1f77b4', '#ff7f0e', '#2ca02c', '#d62728', '#9467bd', '#8c564b', '#e377c2', '#7f7f7f'];
const MAX_POINTS = 2000;

interface Curve {
  name?: string;
  mode: string;
  points: [x: number, y: number][];
}

interface Range {
  low: number;
  high: number;
}

/** The SVG, or undefined when the traces are of a kind that this file cannot draw. */
export function plotPicture(traces: Trace[], layout: JsonObject): string | undefined {
  const log = (layout.yaxis as JsonObject | undefined)?.type === 'log';
  const curves = traces.map(curveOf).filter((curve): curve is Curve => curve !== undefined);
  if (curves.length < traces.length) return undefined;
  const drawn = curves.map((curve) => ({
    ...curve,
    points: curve.points.filter(([x, y]) => isDrawable(x, y, log)),
  }));
  const all = drawn.flatMap((curve) => curve.points);
  const xRange = rangeOf(all.map(([x]) => x));
  const yRange = rangeOf(all.map(([, y]) => (log ? Math.log10(y) : y)));
  const toX = (x: number) => LEFT + ((x - xRange.low) / (xRange.high - xRange.low)) * (WIDTH - LEFT - RIGHT);
  const toY = (y: number) =>
    HEIGHT -
    BOTTOM -
    (((log ? Math.log10(y) : y) - yRange.low) / (yRange.high - yRange.low)) * (HEIGHT - TOP - BOTTOM);

  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>`,
  ];
  for (const value of ticks(xRange)) {
    const x = toX(value).toFixed(1);
    parts.push(`<path d="M${x} ${TOP}V${HEIGHT - BOTTOM}" stroke="#e5e5e5"/>`);
    parts.push(
      `<text x="${x}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle" fill="#444">${label(value)}</text>`,
    );
  }
  for (const value of ticks(yRange)) {
    const shown = log ? 10 ** value : value;
    const y = toY(shown).toFixed(1);
    parts.push(`<path d="M${LEFT} ${y}H${WIDTH - RIGHT}" stroke="#e5e5e5"/>`);
    parts.push(`<text x="${LEFT - 6}" y="${y}" dy="4" text-anchor="end" fill="#444">${label(shown)}</text>`);
  }
  parts.push(`<path d="M${LEFT} ${TOP}V${HEIGHT - BOTTOM}H${WIDTH - RIGHT}" fill="none" stroke="#444"/>`);
  drawn.forEach((curve, index) => {
    const colour = COLOURS[index % COLOURS.length];
    const points = thinned(curve.points).map(([x, y]) => `${toX(x).toFixed(1)} ${toY(y).toFixed(1)}`);
    if (curve.mode.includes('lines') && points.length > 1) {
      parts.push(`<path d="M${points.join('L')}" fill="none" stroke="${colour}" stroke-width="2"/>`);
    }
    if (curve.mode.includes('markers') || points.length === 1) {
      // A dot is a line of no length with round ends.
      parts.push(
        `<path d="${points.map((point) => `M${point}h0`).join('')}" stroke="${colour}" stroke-width="6" stroke-linecap="round"/>`,
      );
    }
    if (curve.name) {
      const y = TOP + 14 + 16 * index;
      parts.push(`<path d="M${WIDTH - RIGHT - 20} ${y - 4}h16" stroke="${colour}" stroke-width="2"/>`);
      parts.push(
        `<text x="${WIDTH - RIGHT - 26}" y="${y}" text-anchor="end" fill="#444">${escape(curve.name)}</text>`,
      );
    }
  });
  const xlabel = titleOf(layout.xaxis);
  const ylabel = titleOf(layout.yaxis);
  if (titleOf(layout))
    parts.push(
      `<text x="${WIDTH / 2}" y="20" text-anchor="middle" font-size="15">${escape(titleOf(layout)!)}</text>`,
    );
  if (xlabel)
    parts.push(
      `<text x="${WIDTH / 2}" y="${HEIGHT - 10}" text-anchor="middle" fill="#444">${escape(xlabel)}</text>`,
    );
  if (ylabel)
    parts.push(
      `<text transform="translate(14 ${HEIGHT / 2}) rotate(-90)" text-anchor="middle" fill="#444">${escape(ylabel)}</text>`,
    );
  return `${parts.join('\n')}\n</svg>`;
}

/** One line per curve: `loss: 125 values, 2.30 to 0.31 ▇▅▃▂▁`. */
export function plotText(traces: Trace[], layout: JsonObject): string {
  const lines = traces.map((trace, index) => {
    const name = trace.name ?? (traces.length === 1 ? 'plot' : `curve ${index + 1}`);
    const values = curveOf(trace)
      ?.points.map(([, y]) => y)
      .filter(Number.isFinite);
    if (values === undefined || values.length === 0) return `${name}: ${trace.type ?? 'no values'}`;
    return `${name}: ${values.length} values, ${label(values[0])} to ${label(values.at(-1)!)} ${sparkline(values)}`;
  });
  const title = titleOf(layout);
  return [...(title ? [title] : []), ...lines].join('\n');
}

function curveOf(trace: Trace): Curve | undefined {
  if (!['scatter', 'scattergl', 'bar', undefined].includes(trace.type) || !Array.isArray(trace.y))
    return undefined;
  const y = trace.y as unknown[];
  const x: unknown = trace.x ?? y.map((_, index) => index);
  if (!Array.isArray(x) || !x.every((value): value is number => typeof value === 'number')) return undefined;
  // Plotly joins the points of a trace that does not say otherwise.
  const mode = trace.type === 'bar' ? 'markers' : (trace.mode ?? 'lines');
  return { name: trace.name, mode, points: y.map((value, index) => [x[index], Number(value ?? NaN)]) };
}

function isDrawable(x: number, y: number, log: boolean): boolean {
  return Number.isFinite(x) && Number.isFinite(y) && (!log || y > 0);
}

function rangeOf(values: number[]): Range {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return { low: 0, high: 1 };
  if (low === high) return { low: low - 0.5, high: high + 0.5 };
  const margin = (high - low) * 0.03;
  return { low: low - margin, high: high + margin };
}

/** About five round numbers within the range. */
function ticks({ low, high }: Range): number[] {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const values: number[] = [];
  for (let value = Math.ceil(low / step) * step; value <= high; value += step)
    values.push(Number(value.toPrecision(12)));
  return values;
}

function thinned<T>(points: T[]): T[] {
  if (points.length <= MAX_POINTS) return points;
  return Array.from(
    { length: MAX_POINTS },
    (_, index) => points[Math.floor((index * (points.length - 1)) / (MAX_POINTS - 1))],
  );
}

function sparkline(values: number[], width = 40): string {
  const blocks = '▁▂▃▄▅▆▇█';
  const { low, high } = rangeOf(values);
  const columns = Math.min(width, values.length);
  return Array.from({ length: columns }, (_, column) => {
    const value = values[Math.floor((column * (values.length - 1)) / Math.max(1, columns - 1))];
    return blocks[Math.min(7, Math.floor(((value - low) / (high - low)) * 8))];
  }).join('');
}

function label(value: number): string {
  if (value !== 0 && (Math.abs(value) >= 1e5 || Math.abs(value) < 1e-3)) return value.toExponential(1);
  return String(Number(value.toPrecision(4)));
}

function titleOf(part: unknown): string | undefined {
  const title = (part as { title?: string | { text?: string } } | undefined)?.title;
  return typeof title === 'string' ? title : title?.text;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
