// What a cell has begun to show and not yet shown: its end waits for it.
import type { LiveDisplay } from './live.js';

const promises = new Set<Promise<unknown>>();
const held = new Set<LiveDisplay>();

export function waitFor(promise: Promise<unknown>): void {
  promises.add(promise);
  void promise.finally(() => promises.delete(promise)).catch(() => undefined);
}

export function hold(display: LiveDisplay): void {
  held.add(display);
}

export function release(display: LiveDisplay): void {
  held.delete(display);
}

/** Shows all of it. */
export async function settleDisplays(): Promise<void> {
  for (const display of held) display.flush();
  if (promises.size > 0) await Promise.allSettled(promises);
}
