/** What shows something in a notebook shows nothing while a notebook is graded, and how it computes is settled. */
import { plotData, tracesOf, type Plotted, type PlotOptions } from '../../kernel/session/plot-data.js';

/** Takes anything and returns something that takes anything again. */
function inert(): unknown {
  const silence: unknown = new Proxy(function silent() {}, {
    get: (_target, name) => (name === Symbol.toPrimitive || name === 'then' ? undefined : silence),
    apply: () => silence,
    construct: () => silence as object,
  });
  return silence;
}

export const display = inert() as typeof import('../../kernel/session/display.js').display;

function keepData(first: Plotted, second?: unknown, third?: PlotOptions) {
  const { traces, layout, mode } = plotData(first, second, third);
  const plotted = {
    id: '',
    data: traces,
    layout,
    update(a: unknown, b?: unknown) {
      plotted.data = tracesOf(a as Plotted, b, mode);
    },
  };
  return plotted;
}
export const plot = keepData as typeof import('../../kernel/session/plot.js').plot;

/** In a notebook, a bar that moves; here, what it is given. */
export function progress<T>(items: Iterable<T>, _options?: unknown): Iterable<T> {
  return items;
}

/** An answer is computed with the same bits wherever it is graded, and by one thread. */
export const relaxedSimd = (): boolean => false;
export const threads = (): number => 1;
export function setRelaxedSimd(_on: boolean): void {}
export function setThreads(_count: number): void {}
