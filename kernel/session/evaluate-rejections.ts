// What promises are rejected with reaches a student's code through `then`, which `catch`, `finally`, `Promise.allSettled` and all their kin
// call. So this is the one place where its message is put into the cell's own names; `catch` clauses are the transformer's.
import { readableError } from '../compile/box-names.js';

let mended = false;

/** Lets every rejection of this realm speak of the cells' own names. */
export function mendRejections(): void {
  if (mended) return;
  mended = true;
  const prototype = Promise.prototype as {
    then(this: Promise<unknown>, fulfilled?: unknown, rejected?: unknown): Promise<unknown>;
  };
  const { then } = prototype;
  Object.defineProperty(prototype, 'then', {
    configurable: true,
    writable: true,
    value: {
      then(this: Promise<unknown>, fulfilled?: unknown, rejected?: unknown): Promise<unknown> {
        const told =
          typeof rejected === 'function'
            ? (error: unknown): unknown => (rejected as (error: unknown) => unknown)(readableError(error))
            : rejected;
        return then.call(this, fulfilled, told);
      },
    }.then,
  });
}
