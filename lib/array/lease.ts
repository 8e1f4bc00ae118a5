// Copy-on-write for deferred results. A result that has not been computed yet takes a lease on the memory it will read;
// whoever writes into that memory first leaves the lease a copy of how it was.
import { allocate, sameKind, type TypedArray } from './dtype.js';

/** The right to read some memory as it was when the lease was taken. */
export class Lease {
  /** How many results have still to be computed from the memory. */
  holders = 0;
  #kept: ArrayBuffer | null = null;

  /** `data`, which lie in the leased memory, as they were. */
  read(data: TypedArray): TypedArray {
    if (this.#kept === null) return data;
    return sameKind(data, this.#kept, data.byteOffset, data.length);
  }

  keep(memory: ArrayBufferLike): void {
    const kept = allocate('bool', memory.byteLength);
    kept.set(new Uint8Array(memory));
    this.#kept = kept.buffer as ArrayBuffer;
  }
}

const leases = new WeakMap<ArrayBufferLike, Lease>();

/** Takes a lease on the memory of `data`, or shares the one that is there. */
export function lease(data: TypedArray): Lease {
  let held = leases.get(data.buffer);
  if (held === undefined) leases.set(data.buffer, (held = new Lease()));
  held.holders++;
  return held;
}

/** Gives a lease on the memory of `data` back: what needed it is computed. */
export function release(data: TypedArray, held: Lease): void {
  if (--held.holders === 0 && leases.get(data.buffer) === held) leases.delete(data.buffer);
}

/** To be called before every write into `data`: fulfils the lease on its memory. */
export function beforeWrite(data: TypedArray): void {
  const held = leases.get(data.buffer);
  if (held === undefined) return;
  held.keep(data.buffer);
  leases.delete(data.buffer);
}
