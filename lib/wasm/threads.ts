// Products on several threads over one shared memory. The rows or columns of C are divided among the threads and every element
// is computed by one of them in the usual order, so a result has the same bits for any number of threads.
import { type Kernels, kernels, startKernels } from './module.js';
import type { FloatArray } from './plain/types.js';
import { type WorkerHandle, canBlock, startWorker } from './worker.js';

/** The arguments of the product kernel: see assembly/gemm.ts. */
export interface Product {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly a: number;
  readonly aRowBytes: number;
  readonly aColumnBytes: number;
  readonly b: number;
  readonly bRowBytes: number;
  readonly bColumnBytes: number;
  readonly c: number;
  readonly cRowBytes: number;
  readonly scratch: number;
}

/** Products of fewer multiplications than this are over before another thread has woken up. */
const WORTH_SHARING = 1e6;
/** How often to look for a worker's answer before going to sleep: some tens of microseconds. */
const LOOKS = 20_000;
/** What packing needs at once, in elements: see `product` in assembly/gemm.ts. */
const PACKED_DEPTH = 256;
const PACKED_ROWS = 256;

/** A worker's control block in shared memory: which job it shall do, which it has done, and the job. */
const [JOB, DONE, ELEMENT_BYTES, ARGUMENTS] = [0, 1, 2, 3];
/** Ints of one block: whole cache lines, so that threads do not wait for each other's writes. */
const CONTROL_INTS = 32;
const MOST_THREADS = 16;

let workers: WorkerHandle[] = [];
let lastJob = 0;

/** How many threads take part in a product, this one included. */
export function threads(): number {
  return workers.length + 1;
}

/**
 * Sets how many threads take part in large matrix products; 1, the default, starts none. Results do not depend on it. New
 * threads take part as soon as they run.
 * @throws RangeError for anything but a whole number from 1 to 16
 * @throws Error where threads cannot share memory: a browser's page must be cross-origin isolated
 */
export function setThreads(count: number): void {
  if (!Number.isInteger(count) || count < 1 || count > MOST_THREADS) {
    throw new RangeError(`setThreads: expected a whole number from 1 to ${MOST_THREADS}, got ${count}`);
  }
  if (count !== threads()) restart(count, kernels()?.relaxed ?? false);
}

/** Starts the kernels anew, and as many threads. */
export function restart(count: number, relaxed: boolean): void {
  for (const worker of workers) worker.stop();
  workers = [];
  lastJob = 0;
  const fresh = startKernels(count === 1 ? 0 : MOST_THREADS * CONTROL_INTS * 4, relaxed);
  for (let i = 1; i < count; i++) {
    workers.push(startWorker(fresh.module, fresh.memory, controlIndex(fresh, i)));
  }
}

/** Where the control block of thread i begins, as an index of the int32 view. */
function controlIndex(on: Kernels, i: number): number {
  return on.control / 4 + i * CONTROL_INTS;
}

/** Bytes of memory from `scratch` on that a product with this many columns needs. */
export function scratchBytes(columns: number, elementBytes: number): number {
  return threads() * packingBytes(columns, elementBytes);
}

function packingBytes(columns: number, elementBytes: number): number {
  return PACKED_DEPTH * (PACKED_ROWS + columns + 8) * elementBytes;
}

/** Runs the product kernel for the array's element type, on several threads where that gains. */
export function multiply(on: Kernels, like: FloatArray, product: Product): void {
  const ready = workers.length === 0 ? [] : readyWorkers(on);
  if (ready.length === 0 || product.rows * product.columns * product.depth < WORTH_SHARING) {
    run(on, like, product);
    return;
  }
  const bytes = like.BYTES_PER_ELEMENT;
  const shares = divide(product, ready.length + 1, bytes);
  const job = (lastJob = (lastJob + 1) | 0 || 1);
  const helpers = ready.slice(0, shares.length - 1);
  helpers.forEach((control, i) => {
    on.int32[control + ELEMENT_BYTES] = bytes;
    on.int32.set(argumentsOf(shares[i + 1]), control + ARGUMENTS);
    Atomics.store(on.int32, control + JOB, job);
    Atomics.notify(on.int32, control + JOB);
  });
  run(on, like, shares[0]);
  for (const control of helpers) waitFor(on.int32, control + DONE, job);
}

/** Control blocks of the workers that run: a worker reports once when it starts. */
function readyWorkers(on: Kernels): number[] {
  const blocks = workers.map((_, i) => controlIndex(on, i + 1));
  return blocks.filter((control) => Atomics.load(on.int32, control + DONE) !== 0);
}

function argumentsOf(p: Product): number[] {
  // prettier-ignore
  return [p.rows, p.columns, p.depth, p.a, p.aRowBytes, p.aColumnBytes, p.b, p.bRowBytes, p.bColumnBytes, p.c, p.cRowBytes, p.scratch];
}

function run(on: Kernels, like: FloatArray, p: Product): void {
  // prettier-ignore
  on.for(like).gemm(p.rows, p.columns, p.depth, p.a, p.aRowBytes, p.aColumnBytes, p.b, p.bRowBytes, p.bColumnBytes, p.c, p.cRowBytes, p.scratch);
}

/** Cuts the longer side of C into whole tiles for each thread; never the depth, which would change the order of the sums. */
function divide(p: Product, count: number, bytes: number): Product[] {
  const byRows = p.rows > p.columns;
  const length = byRows ? p.rows : p.columns;
  const tile = byRows ? 4 : 32 / bytes;
  const share = Math.ceil(length / tile / count) * tile;
  const shares: Product[] = [];
  for (let from = 0; from < length; from += share) {
    const size = Math.min(share, length - from);
    const scratch = p.scratch + shares.length * packingBytes(p.columns, bytes);
    shares.push(
      byRows
        ? { ...p, scratch, rows: size, a: p.a + from * p.aRowBytes, c: p.c + from * p.cRowBytes }
        : { ...p, scratch, columns: size, b: p.b + from * p.bColumnBytes, c: p.c + from * bytes },
    );
  }
  return shares;
}

/** Waits until a worker has done a job: looks often at first, then sleeps where that is allowed. */
function waitFor(int32: Int32Array, index: number, job: number): void {
  for (let looks = 0; ; looks++) {
    const done = Atomics.load(int32, index);
    if (done === job) return;
    if (looks > LOOKS && canBlock()) Atomics.wait(int32, index, done);
  }
}
