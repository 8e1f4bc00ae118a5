// `progress`: a loop's bar, rate and time left, as one line of the page that is updated in place.
import { currentCell } from './context.js';
import { LiveDisplay } from './live.js';
import type { MimeBundle } from '../wire/messages.js';

export interface ProgressOptions {
  label?: string;
  /** How many values there will be, where the iterable cannot tell. */
  total?: number;
}

interface Bar {
  label: string;
  total?: number;
  count: number;
  started: number;
  finished?: number;
}

/** The bars of the loops of a cell that run at the same time, one inside another or side by side: one display, a line each. */
class BarGroup {
  private readonly bars: Bar[] = [];
  private readonly display = new LiveDisplay();

  get active(): boolean {
    return this.bars.some(isRunning);
  }

  /** A bar below those that are running; it takes the line of one that has ended there. */
  open(label: string, total: number | undefined): Bar {
    const bar: Bar = { label, total, count: 0, started: performance.now() };
    this.bars.length = this.bars.findLastIndex(isRunning) + 1;
    this.bars.push(bar);
    this.changed();
    return bar;
  }

  step(bar: Bar): void {
    bar.count++;
    this.changed();
  }

  close(bar: Bar): void {
    bar.finished = performance.now();
    this.changed();
    if (!this.active) this.display.flush();
  }

  private changed(): void {
    this.display.update(() => render(this.bars));
  }
}

function isRunning({ finished }: Bar): boolean {
  return finished === undefined;
}

const groups = new Map<number, BarGroup>();

/**
 * The values of `iterable`, with a progress bar: `for (const batch of progress(batches)) ...`. A number counts from 0.
 * Loops inside a loop get a line of their own.
 *
 * @example for (const epoch of progress(5, { label: 'epoch' })) console.log(epoch);
 */
export function progress(count: number, options?: ProgressOptions): IterableIterator<number>;
export function progress<T>(iterable: Iterable<T>, options?: ProgressOptions): IterableIterator<T>;
export function progress<T>(iterable: AsyncIterable<T>, options?: ProgressOptions): AsyncIterableIterator<T>;
export function progress<T>(
  source: number | Iterable<T> | AsyncIterable<T>,
  options: ProgressOptions = {},
): IterableIterator<number> | IterableIterator<T> | AsyncIterableIterator<T> {
  const total = options.total ?? lengthOf(source);
  const label = options.label ?? '';
  if (typeof source === 'number') return overIterable(upTo(source), label, total);
  if (typeof source === 'object' && source !== null && Symbol.asyncIterator in source)
    return overAsync(source, label, total);
  if (Object(source)[Symbol.iterator]) return overIterable(source as Iterable<T>, label, total);
  throw new TypeError(`progress: got ${typeof source}, expected an iterable, an async iterable or a number`);
}

function* overIterable<T>(
  source: Iterable<T>,
  label: string,
  total: number | undefined,
): IterableIterator<T> {
  const group = currentGroup();
  const bar = group.open(label, total);
  try {
    for (const value of source) {
      yield value;
      group.step(bar);
    }
  } finally {
    group.close(bar);
  }
}

async function* overAsync<T>(
  source: AsyncIterable<T>,
  label: string,
  total: number | undefined,
): AsyncIterableIterator<T> {
  const group = currentGroup();
  const bar = group.open(label, total);
  try {
    for await (const value of source) {
      yield value;
      group.step(bar);
    }
  } finally {
    group.close(bar);
  }
}

function currentGroup(): BarGroup {
  const { execution } = currentCell();
  const known = groups.get(execution);
  if (known?.active) return known;
  for (const [key, group] of groups) if (!group.active) groups.delete(key);
  const group = new BarGroup();
  groups.set(execution, group);
  return group;
}

function* upTo(count: number): Iterable<number> {
  for (let index = 0; index < count; index++) yield index;
}

function lengthOf(source: unknown): number | undefined {
  if (typeof source === 'number') return source;
  const { length, size } = source as { length?: unknown; size?: unknown };
  return [length, size].find((value): value is number => typeof value === 'number');
}

function render(bars: Bar[]): MimeBundle {
  const lines = bars.map(describe);
  const width = Math.max(...lines.map(({ head }) => head.length));
  const rows = lines.map(({ bar, head, tail }) => {
    const attributes =
      bar.total === undefined && !bar.finished
        ? ''
        : ` max="${bar.total || 1}" value="${bar.total ? bar.count : 1}"`;
    return (
      `<div style="display: flex; gap: 1em; align-items: center; font-family: monospace; white-space: pre"><span>${escape(head.padEnd(width))}</span>` +
      `<progress${attributes} aria-label="${escape(head)}" style="flex: 0 1 20em; min-width: 3em"></progress><span>${escape(tail)}</span></div>`
    );
  });
  return {
    'text/html': rows.join(''),
    'text/plain': lines
      .map(({ head, blocks, tail }) => [head.padEnd(width), blocks, tail].filter(Boolean).join(' '))
      .join('\n'),
  };
}

function describe(bar: Bar): { bar: Bar; head: string; blocks: string; tail: string } {
  const seconds = ((bar.finished ?? performance.now()) - bar.started) / 1000;
  const rate = seconds > 0 ? bar.count / seconds : 0;
  const fraction = bar.total ? Math.min(1, bar.count / bar.total) : undefined;
  const percent = fraction === undefined ? '' : `${Math.floor(fraction * 100)}%`;
  const count = bar.total === undefined ? `${bar.count}` : `${bar.count}/${bar.total}`;
  const filled = Math.round((fraction ?? 0) * 20);
  const left = bar.total !== undefined && rate > 0 ? (bar.total - bar.count) / rate : undefined;
  const times =
    bar.finished !== undefined || left === undefined
      ? duration(seconds)
      : `${duration(seconds)}, ${duration(left)} left`;
  return {
    bar,
    head: [bar.label, percent].filter(Boolean).join(' '),
    blocks: fraction === undefined ? '' : `|${'█'.repeat(filled)}${' '.repeat(20 - filled)}|`,
    tail: `${count} [${times}, ${speed(rate)}]`,
  };
}

function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${Math.round(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function speed(rate: number): string {
  return rate > 0 && rate < 1
    ? `${(1 / rate).toPrecision(3)} s each`
    : `${Number(rate.toPrecision(3))} a second`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
