// `plot`: curves for the page's plotly renderer, with a picture and a line of text for pages that have none.
import type { JsonObject, MimeBundle } from '../wire/messages.js';
import { LiveDisplay } from './live.js';
import { showingNothing } from './mime.js';
import { plotPicture, plotText } from './plot-picture.js';
import { plainTrace, plotData, type Plotted, type PlotOptions, type Trace, tracesOf } from './plot-data.js';
import type { Series } from './series.js';

export type { PlotOptions, Trace } from './plot-data.js';

const PLOTLY_MIME = 'application/vnd.plotly.v1+json';

/** A plot on the page. */
export interface Plot {
  readonly id: string;
  /** The traces that it shows now, with lists of numbers in them. */
  readonly data: Trace[];
  readonly layout: JsonObject;
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
export function plot(first: Plotted, second?: unknown, third?: PlotOptions): Plot {
  const { traces, layout, mode } = plotData(first, second, third);
  const live = new LiveDisplay();
  let drawn = traces;
  const show = (): void => {
    const now = drawn;
    live.update(() => plotBundle(now, layout));
  };
  show();
  const update = (a: unknown, b?: unknown): void => {
    drawn = tracesOf(a as Plotted, b, mode);
    show();
  };
  return showingNothing({
    id: live.id,
    get data() {
      return drawn;
    },
    layout,
    update,
  });
}

function plotBundle(traces: Trace[], layout: JsonObject): MimeBundle {
  const picture = plotPicture(traces, layout);
  return {
    [PLOTLY_MIME]: { data: traces.map(plainTrace), layout },
    ...(picture === undefined ? {} : { 'image/svg+xml': picture }),
    'text/plain': plotText(traces, layout),
  };
}
