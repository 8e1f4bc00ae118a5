// Arrays that live where kernels can reach them, so that a product with a single row need not copy them: for parameters that a
// graph keeps from step to step. Each has a WebAssembly memory to itself, which never grows and is never given to anyone else,
// so such an array is an ordinary array to everybody: collected as a garbage, never detached, never overwritten by a kernel.
import { Kernels, kernels } from './module.js';
import type { FloatArray } from './plain/types.js';

/** Kernels with one array in their memory, and the scratch memory behind it, from `free` to `end`. */
export interface Home {
  readonly kernels: Kernels;
  readonly free: number;
  readonly end: number;
}

/** Smaller arrays are copied in a microsecond or two. */
const WORTH_BYTES = 65536;
/** Beside the array: room for a row, a result and a packed panel. */
const SCRATCH_BYTES = 1 << 19;

const homes = new WeakMap<ArrayBufferLike, Home>();

/** A copy of an array, in memory of its own that kernels reach. Small arrays, and all where that memory is not to be had, are copied as usual. */
export function residentCopy<T extends FloatArray>(array: T): T {
  const inUse = array.byteLength < WORTH_BYTES ? null : kernels();
  if (inUse === null) return array.slice() as T;
  let home: Kernels;
  try {
    home = new Kernels(0, inUse.relaxed);
  } catch {
    return array.slice() as T;
  }
  if (!home.reserve(home.start + array.byteLength + SCRATCH_BYTES)) return array.slice() as T;
  const from = Math.ceil(home.start / 64) * 64;
  const type = array.constructor as new (buffer: ArrayBufferLike, offset: number, length: number) => T;
  const copy = new type(home.memory.buffer, from, array.length);
  copy.set(array);
  const free = Math.ceil((from + array.byteLength + 64) / 64) * 64;
  homes.set(home.memory.buffer, { kernels: home, free, end: home.memory.buffer.byteLength });
  return copy;
}

/** The kernels in whose memory an array lies, if they multiply as those in use do. */
export function homeOf(array: FloatArray): Home | undefined {
  const home = homes.get(array.buffer);
  return home?.kernels.relaxed === kernels()?.relaxed ? home : undefined;
}
