// The untrusted half of a plot's check: reads the numbers of its traces and the words on its axes.
import { describe, readGiven } from './data.js';
import type { Lookup } from './lookup.js';
import type { FigureData, Given, TraceData } from './trial.js';

type Fields = Record<string, unknown>;

const mostTraces = 100;

/** What a plot shows, which is an object with plotly's `data` and `layout`. Never throws. */
export function readFigure(lookup: Lookup, name: string): FigureData | { instead: string } {
  let figure: unknown;
  try {
    figure = lookup(name);
    const { data, layout } = figure as Fields;
    if (!Array.isArray(data)) return { instead: describe(figure) };
    const traces = Array.from(data.slice(0, mostTraces) as Fields[], readTrace);
    return { traces, titles: { x: titleOf(layout, 'xaxis'), y: titleOf(layout, 'yaxis') } };
  } catch {
    return { instead: describe(figure) };
  }
}

function readTrace({ name, x, y }: Fields): TraceData {
  const isThere = x !== undefined && x !== null;
  return { name: typeof name === 'string' ? name : '', x: isThere ? readSeries(x) : null, y: readSeries(y) };
}

/** A list of numbers has null where it had NaN. */
function readSeries(series: unknown): Given {
  const isList = Array.isArray(series) && series.includes(null);
  return readGiven(isList ? Array.from(series as unknown[], (value) => value ?? NaN) : series);
}

/** `layout.xaxis.title.text`, or `layout.xaxis.title`. */
function titleOf(layout: unknown, axis: string): string {
  const title = ((layout as Fields | undefined)?.[axis] as Fields | undefined)?.title;
  const text = typeof title === 'string' ? title : (title as Fields | undefined)?.text;
  return typeof text === 'string' ? text : '';
}
