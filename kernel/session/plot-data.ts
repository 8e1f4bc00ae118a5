// What `plot` is given, as the traces and the layout of plotly: plain data, of which pictures are made elsewhere.
import type { JsonObject } from '../wire/messages.js';
import { isSeries, isStrided, seriesValues, type Series } from './series.js';

/** A trace as plotly takes it: https://plotly.com/javascript/reference/. Arrays of any kind may stand in it. */
export type Trace = {
  x?: unknown;
  y?: unknown;
  z?: unknown;
  type?: string;
  mode?: string;
  name?: string;
} & JsonObject;

export interface PlotOptions {
  title?: string;
  xlabel?: string;
  ylabel?: string;
  /** Logarithmic y axis. */
  logY?: boolean;
  /** How points are drawn: 'lines' by default. */
  mode?: 'lines' | 'markers' | 'lines+markers';
  /** Height in pixels; 360 by default. */
  height?: number;
}

/** What `plot` takes first: named curves, one series of numbers, or traces. */
export type Plotted = Record<string, Series> | Series | Trace[];

/** The traces and the layout of `plot(first, second, third)`, with lists for arrays of any kind. */
export function plotData(
  first: Plotted,
  second?: unknown,
  third?: PlotOptions,
): { traces: Trace[]; layout: JsonObject; mode: string } {
  const twoSeries = isSeries(first) && isSeries(second);
  const options = ((twoSeries ? third : second) ?? {}) as PlotOptions;
  const layout = isTraces(first) ? (options as JsonObject) : layoutOf(options);
  const mode = options.mode ?? 'lines';
  return { traces: tracesOf(first, twoSeries ? second : undefined, mode), layout, mode };
}

function isTraces(value: unknown): value is Trace[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((entry) => typeof entry === 'object' && entry !== null && !isStrided(entry))
  );
}

/** The traces alone, for an update. They are copies: the caller goes on pushing to its arrays. */
export function tracesOf(first: Plotted, second: unknown, mode: string): Trace[] {
  if (isTraces(first)) return first.map((trace) => plainTrace(trace) as Trace);
  if (isSeries(first)) {
    const values = seriesValues(first, second === undefined ? 'y' : 'x');
    if (second === undefined) return [{ type: 'scatter', mode, y: values }];
    const y = seriesValues(second as Series, 'y');
    if (y.length !== values.length) {
      throw new RangeError(`plot: x has ${values.length} values and y has ${y.length}, expected as many`);
    }
    return [{ type: 'scatter', mode, x: values, y }];
  }
  if (typeof first === 'object' && first !== null) {
    return Object.entries(first as Record<string, Series>).map(([name, series]) => {
      if (!isSeries(series)) throw new TypeError(`plot: ${name} is not a list of numbers`);
      return { type: 'scatter', mode, name, y: seriesValues(series, name) };
    });
  }
  throw new TypeError(`plot: got ${typeof first}, expected numbers, named curves or plotly traces`);
}

/** Typed and strided arrays become lists, since plotly's JSON knows nothing else. */
export function plainTrace(value: unknown): unknown {
  if (isStrided(value))
    return 'tolist' in value && typeof value.tolist === 'function'
      ? value.tolist()
      : seriesValues(value, 'trace');
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as Iterable<number>);
  if (Array.isArray(value)) return value.map(plainTrace);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, plainTrace(entry)]));
  }
  // JSON has no NaN or Infinity: plotly leaves a gap where it finds null.
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}

function layoutOf(options: PlotOptions): JsonObject {
  return {
    height: options.height ?? 360,
    margin: { l: 60, r: 20, t: options.title ? 40 : 20, b: 50 },
    ...(options.title ? { title: { text: options.title } } : {}),
    xaxis: options.xlabel ? { title: { text: options.xlabel } } : {},
    yaxis: {
      ...(options.ylabel ? { title: { text: options.ylabel } } : {}),
      ...(options.logY ? { type: 'log' } : {}),
    },
  };
}
