// `plot`: curves for the page's plotly renderer, with a picture and a line of text for pages that have none.
import type { JsonObject, MimeBundle } from '../wire/messages.js';
import { LiveDisplay } from './live.js';
import { showingNothing } from './mime.js';
import { plotPicture, plotText } from './plot-picture.js';
import { isSeries, isStrided, seriesValues, type Series } from './series.js';

export const PLOTLY_MIME = 'application/vnd.plotly.v1+json';

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

/** A plot on the page. */
export interface Plot {
  readonly id: string;
  /** Draws other data in the same place: at most ten times a second, the last one always. */
  update(curves: Record<string, Series>): void;
  update(y: Series): void;
  update(x: Series, y: Series): void;
  update(traces: Trace[]): void;
}

/**
 * Draws named curves over 0, 1, 2, ...
 * @example
 * const losses: number[] = [];
 * const curve = plot({ loss: losses }, { xlabel: 'step' });
 * for (const step of progress(100)) {
 *   losses.push(1 / (step + 1));
 *   curve.update({ loss: losses });
 * }
 */
export function plot(curves: Record<string, Series>, options?: PlotOptions): Plot;
/** Draws `y` over 0, 1, 2, ... */
export function plot(y: Series, options?: PlotOptions): Plot;
/** Draws `y` over `x`. */
export function plot(x: Series, y: Series, options?: PlotOptions): Plot;
/** Draws traces with a layout, as `Plotly.newPlot` takes them. */
export function plot(traces: Trace[], layout?: JsonObject): Plot;
export function plot(
  first: Record<string, Series> | Series | Trace[],
  second?: unknown,
  third?: PlotOptions,
): Plot {
  const twoSeries = isSeries(first) && isSeries(second);
  const options = (twoSeries ? third : second) as PlotOptions | JsonObject | undefined;
  const layout = isTraces(first)
    ? (options as JsonObject | undefined)
    : layoutOf((options ?? {}) as PlotOptions);
  const mode = ((options ?? {}) as PlotOptions).mode ?? 'lines';
  const live = new LiveDisplay();
  const draw = (a: unknown, b?: unknown) => {
    // Copied now: the caller goes on pushing to its arrays.
    const traces = tracesOf(a as typeof first, b, mode);
    live.update(() => plotBundle(traces, layout ?? {}));
  };
  draw(first, twoSeries ? second : undefined);
  return showingNothing({ id: live.id, update: draw });
}

function isTraces(value: unknown): value is Trace[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((entry) => typeof entry === 'object' && entry !== null && !isStrided(entry))
  );
}

function tracesOf(first: Record<string, Series> | Series | Trace[], second: unknown, mode: string): Trace[] {
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
function plainTrace(value: unknown): unknown {
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

function plotBundle(traces: Trace[], layout: JsonObject): MimeBundle {
  const picture = plotPicture(traces, layout);
  return {
    [PLOTLY_MIME]: { data: traces.map(plainTrace), layout },
    ...(picture === undefined ? {} : { 'image/svg+xml': picture }),
    'text/plain': plotText(traces, layout),
  };
}
