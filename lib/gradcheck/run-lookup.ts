// Finds what a trial asks for among what a student's cells have defined.
import { describe } from './data.js';

/** Finds what a notebook's cells defined under a name; undefined if nothing. */
export type Lookup = (name: string) => unknown;

/** @throws ReferenceError or TypeError where there is no function of this name */
export function findFunction(lookup: Lookup, name: string): (...args: unknown[]) => unknown {
  const found = lookup(name);
  if (found === undefined) throw new ReferenceError(`there is no function ${name}`);
  if (typeof found !== 'function')
    throw new TypeError(`${name} should be a function, but it is ${describe(found)}`);
  return found as (...args: unknown[]) => unknown;
}
