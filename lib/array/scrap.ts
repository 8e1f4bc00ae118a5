// Memory for results that are about to be written from end to end: it need not be zeroed, and what a graph has done with in one
// step of training is used again in the next.
import { type DType, type TypedArray, allocate, dtypeOf } from './dtype.js';
import { beforeWrite } from './lease.js';

/** Node's way to memory that is not zeroed first; other engines have none. */
const unsetMemory = (globalThis as { Buffer?: { allocUnsafeSlow?(bytes: number): { buffer: ArrayBuffer } } })
  .Buffer?.allocUnsafeSlow;

/**
 * The GNU C library gives freed storage of 128 kB and more back to the system, and then every page of the next costs a fault:
 * for a million float32, more than adding them. Once it has seen a large piece freed, it keeps up to twice as much for reuse
 * (mallopt(3), M_MMAP_THRESHOLD). This one is never touched and so takes no memory.
 */
const keepFreedStorage = () => void new ArrayBuffer(2 ** 25 - 2 ** 16);
keepFreedStorage();

/** Shorter storage is zeroed in no time. */
const WORTH_BYTES = 4096;

/** No more than this is kept; what nobody comes back for, after a batch of another size, must not stay for ever. */
const MOST_BYTES = 2 ** 26;

const constructors = { float32: Float32Array, float64: Float64Array, int32: Int32Array, bool: Uint8Array };

/** Storage that nobody holds any more, by dtype and length, and how much it is. */
let scrapBytes = 0;
const scrap: Record<DType, Map<number, TypedArray[]>> = {
  float32: new Map(),
  float64: new Map(),
  int32: new Map(),
  bool: new Map(),
};

/** Storage for `length` numbers that are arbitrary: for a result of which every element is written before anybody looks. */
export function allocateUnset(dtype: DType, length: number): TypedArray {
  const used = scrap[dtype].get(length)?.pop();
  if (used !== undefined) {
    scrapBytes -= used.byteLength;
    return used;
  }
  const bytes = length * constructors[dtype].BYTES_PER_ELEMENT;
  if (unsetMemory === undefined || bytes < WORTH_BYTES) return allocate(dtype, length);
  let memory: ArrayBuffer;
  try {
    memory = unsetMemory(bytes).buffer;
  } catch {
    dropScrap();
    return allocate(dtype, length); // says how much was asked for
  }
  return new constructors[dtype](memory);
}

/** Gives storage to whoever next allocates as much. The caller knows that nobody reads or writes it any more. */
export function recycle(data: TypedArray): void {
  const { length, byteLength } = data;
  if (byteLength !== data.buffer.byteLength) return;
  beforeWrite(data);
  if (scrapBytes + byteLength > MOST_BYTES) dropScrap();
  scrapBytes += byteLength;
  const shelf = scrap[dtypeOf(data)];
  const same = shelf.get(length);
  if (same === undefined) shelf.set(length, [data]);
  else same.push(data);
}

function dropScrap(): void {
  for (const shelf of Object.values(scrap)) shelf.clear();
  scrapBytes = 0;
}
