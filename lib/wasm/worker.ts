// One thread of the pool: a worker of Node or of the browser that runs product kernels on the shared memory.

export interface WorkerHandle {
  stop(): void;
}

/** What of node:worker_threads is used; lib has no types of Node, since it also runs in a browser. */
interface NodeWorkerThreads {
  Worker: new (source: string, options: object) => { unref(): void; terminate(): Promise<number> };
  isMainThread: boolean;
}
interface NodeProcess {
  versions?: { node?: string };
  getBuiltinModule?: (name: string) => unknown;
}

function nodeThreads(): NodeWorkerThreads | undefined {
  const { process } = globalThis as { process?: NodeProcess };
  return process?.versions?.node === undefined
    ? undefined
    : (process.getBuiltinModule?.('node:worker_threads') as NodeWorkerThreads | undefined);
}

/**
 * The worker's program. It reports that it runs by setting `done`; then waits for jobs: by looking for about the time between
 * two products of a training step, since waking from sleep takes longer than a small product, and asleep after that.
 */
const program = `
const serve = ({ module, memory, control }) => {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const int32 = new Int32Array(memory.buffer);
  const [JOB, DONE, ELEMENT_BYTES, ARGUMENTS] = [control, control + 1, control + 2, control + 3];
  let last = 0;
  Atomics.store(int32, DONE, -1);
  for (;;) {
    for (let looks = 0; looks < 20000 && Atomics.load(int32, JOB) === last; looks++);
    // A late notification of the last job wakes too: without a new job it must not be done again.
    while (Atomics.load(int32, JOB) === last) Atomics.wait(int32, JOB, last);
    last = Atomics.load(int32, JOB);
    const kernel = int32[ELEMENT_BYTES] === 4 ? exports.gemmF32 : exports.gemmF64;
    kernel(...int32.subarray(ARGUMENTS, ARGUMENTS + 12));
    Atomics.store(int32, DONE, last);
    Atomics.notify(int32, DONE);
  }
};`;
const nodeProgram = `${program}\nserve(process.getBuiltinModule('node:worker_threads').workerData);`;
const browserProgram = `${program}\nself.onmessage = ({ data }) => serve(data);`;

/** Starts a worker on the memory; `control` is the index of its control block (threads.ts) in an int32 view of it. */
export function startWorker(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  control: number,
): WorkerHandle {
  const workerData = { module, memory, control };
  const node = nodeThreads();
  if (node) {
    const worker = new node.Worker(nodeProgram, { eval: true, workerData });
    worker.unref();
    return { stop: () => void worker.terminate() };
  }
  if (typeof Worker === 'undefined' || !globalThis.crossOriginIsolated) {
    throw new Error(
      'setThreads: threads need shared memory, which a page has only when it is cross-origin isolated; hint: serve it with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp',
    );
  }
  const url = URL.createObjectURL(new Blob([browserProgram], { type: 'text/javascript' }));
  const worker = new Worker(url);
  worker.postMessage(workerData);
  return { stop: () => worker.terminate() };
}

/** Whether this thread may sleep: all but a page's main thread. */
export function canBlock(): boolean {
  return typeof document === 'undefined';
}
