// Finds what a trial asks for among what a student's cells have defined, and calls it.
import { describe } from './data.js';
import type { EngineCall } from './trial.js';

/** Finds what a notebook's cells defined under a name; undefined if nothing. */
export type Lookup = (name: string) => unknown;

/** What a trial asks for is not there, or is something else. */
export class LookupError extends TypeError {
  readonly #own = true;

  /** `instanceof` would ask a Proxy that was thrown for its prototype. */
  static is(thrown: unknown): boolean {
    return typeof thrown === 'object' && thrown !== null && #own in thrown;
  }
}

/** @throws LookupError where there is no function of this name */
export function findFunction(
  lookup: Lookup,
  name: string,
  kind: 'function' | 'class' = 'function',
): (...args: unknown[]) => unknown {
  const found = lookup(name);
  if (found === undefined) throw new LookupError(`there is no ${kind} ${name}`);
  if (typeof found !== 'function')
    throw new LookupError(`${name} should be a ${kind}, but it is ${describe(found)}`);
  return found as (...args: unknown[]) => unknown;
}

/** Calls a method of the first argument, a function, or a constructor. */
export function perform(lookup: Lookup, { call, name }: EngineCall, args: readonly unknown[]): unknown {
  if (call === 'function') return findFunction(lookup, name)(...args);
  if (call === 'new') return new (findFunction(lookup, name, 'class') as unknown as new (...args: unknown[]) => unknown)(...args); // prettier-ignore
  const [self, ...others] = args;
  const method = (self as Record<string, unknown> | null | undefined)?.[name];
  if (typeof method !== 'function')
    throw new TypeError(`${describe(self)} has no method ${name}: every operation should return a variable`);
  return Reflect.apply(method, self, others);
}
