// Any value -> a MIME bundle: what its `Symbol.for('Jupyter.display')` method says, else its text.
import { inspect } from 'node:util';
import type { MimeBundle } from '../wire/messages.js';

/** The convention of Deno's kernel: the method returns a MIME bundle, or a promise of one. */
export const DISPLAY = Symbol.for('Jupyter.display');

export interface Displayable {
  [DISPLAY]: () => MimeBundle | Promise<MimeBundle>;
}

export function isDisplayable(value: unknown): value is Displayable {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    typeof (value as Partial<Displayable>)[DISPLAY] === 'function'
  );
}

/** Text as a notebook shows it: never coloured, long collections cut. */
export function plainText(value: unknown): string {
  return inspect(value, {
    colors: false,
    depth: 4,
    maxArrayLength: 100,
    maxStringLength: 10_000,
    breakLength: 100,
  });
}

/** The bundle of what is on the page already, such as the handle of a plot: shown again, it shows nothing. */
export const NOTHING: MimeBundle = Object.freeze({});

export function isNothing(bundle: MimeBundle): boolean {
  return Object.keys(bundle).length === 0;
}

/** Gives `handle` the empty bundle, out of sight of whoever lists its properties. */
export function showingNothing<T extends object>(handle: T): T {
  return Object.defineProperty(handle, DISPLAY, { value: () => NOTHING });
}

/**
 * The bundle of `value`: holds text/plain, unless its own method returned an empty bundle, which means that there is
 * nothing to show. A promise only where the object's own method returns one.
 */
export function mimeBundle(value: unknown): MimeBundle | Promise<MimeBundle> {
  if (!isDisplayable(value)) return { 'text/plain': plainText(value) };
  const bundle = value[DISPLAY]();
  return bundle instanceof Promise ? bundle.then((later) => withText(later, value)) : withText(bundle, value);
}

function withText(bundle: MimeBundle, value: object): MimeBundle {
  const data = wireBundle(bundle);
  return isNothing(data) || 'text/plain' in data ? data : { ...data, 'text/plain': plainText(value) };
}

/** A bundle ready to be sent: bytes as base64, everything else JSON. */
export function wireBundle(bundle: MimeBundle): MimeBundle {
  if (typeof bundle !== 'object' || bundle === null) {
    throw new TypeError(
      `display: a MIME bundle is an object such as { 'text/html': '<b>hi</b>' }, got ${plainText(bundle)}`,
    );
  }
  const entries = Object.entries(bundle).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([type, value]): [string, unknown] => {
      if (typeof value === 'string') return [type, value];
      if (value instanceof Uint8Array) return [type, Buffer.from(value).toString('base64')];
      return [type, JSON.parse(JSON.stringify(value))];
    }),
  );
}
