/** What the child that runs a student's code may use. Every limit is declared here and kept from outside the child. */
import { availableParallelism, loadavg } from 'node:os';

export interface Limits {
  /** Seconds until the child has loaded its library, before it is given any code of a student's. */
  startSeconds: number;
  /** Processor seconds for one question, all threads together: a busy machine does not make them pass faster. */
  cpuSeconds: number;
  /** Seconds on the clock for one question, for code that sleeps. */
  wallSeconds: number;
  /** JavaScript heap. */
  heapMegabytes: number;
  /** Everything the process may write to: heap, array buffers, WebAssembly memories, stacks. */
  dataMegabytes: number;
  /** Bytes of standard output and standard error together. */
  outputBytes: number;
  /** Bytes of one answer on the channel. */
  answerBytes: number;
  /** The loader opens every file of the library at once. */
  openFiles: number;
}

export const defaultLimits: Limits = {
  startSeconds: 60,
  cpuSeconds: 10,
  wallSeconds: 25,
  heapMegabytes: 256,
  dataMegabytes: 768,
  outputBytes: 4 * 2 ** 20,
  answerBytes: 64 * 2 ** 20,
  openFiles: 1024,
};

/** How many processes want each processor: on a machine that does other things, too, a clock says little. */
export const crowding = () => Math.max(1, loadavg()[0] / availableParallelism());

/** The limits for a question that may take `seconds` of the processor. */
export function limitsFor(seconds: number): Limits {
  return {
    ...defaultLimits,
    startSeconds: defaultLimits.startSeconds * crowding(),
    cpuSeconds: Math.ceil(seconds),
    wallSeconds: (2 * seconds + 5) * crowding(),
  };
}
