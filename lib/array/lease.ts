// Copy-on-write for deferred results. A result that has not been computed yet takes a lease on the data it will read;
// whoever writes into that data first leaves the lease a copy of how it was.
import type { TypedArray } from './dtype.js';

/** The right to read some data as they were when the lease was taken. */
export class Lease {
  #kept: TypedArray | null = null;
  readonly #data: TypedArray;

  constructor(data: TypedArray) {
    this.#data = data;
  }

  /** The data as they were when the lease was taken. */
  get data(): TypedArray {
    return this.#kept ?? this.#data;
  }

  keepCopy(): void {
    this.#kept ??= this.#data.slice();
  }
}

const leases = new WeakMap<ArrayBufferLike, Lease[]>();

/** Takes a lease on `data`, or shares the one that is there. */
export function lease(data: TypedArray): Lease {
  const held = leases.get(data.buffer);
  const same = held?.find((one) => one.data === data);
  if (same) return same;
  const taken = new Lease(data);
  if (held) held.push(taken);
  else leases.set(data.buffer, [taken]);
  return taken;
}

/** To be called before every write into `data`: fulfils the leases on its memory. */
export function beforeWrite(data: TypedArray): void {
  const held = leases.get(data.buffer);
  if (held === undefined) return;
  for (const one of held) one.keepCopy();
  leases.delete(data.buffer);
}
