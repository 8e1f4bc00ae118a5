/** What the child that runs a student's code may use. Every limit is declared here and kept from outside the child. */

export interface Limits {
  /** Wall-clock seconds for one question, from start to last answer. */
  wallSeconds: number;
  /** Processor seconds, all threads together. */
  cpuSeconds: number;
  /** JavaScript heap. */
  heapMegabytes: number;
  /** Everything the process may write to: heap, array buffers, WebAssembly memories, stacks. */
  dataMegabytes: number;
  /** Bytes of standard output and standard error together. */
  outputBytes: number;
  /** Bytes of one answer on the channel. */
  answerBytes: number;
  openFiles: number;
}

export const defaultLimits: Limits = {
  wallSeconds: 10,
  cpuSeconds: 10,
  heapMegabytes: 256,
  dataMegabytes: 768,
  outputBytes: 4 * 2 ** 20,
  answerBytes: 64 * 2 ** 20,
  openFiles: 64,
};

/** The limits for a question that may take `seconds`. */
export function limitsFor(seconds: number): Limits {
  return { ...defaultLimits, wallSeconds: seconds, cpuSeconds: Math.ceil(seconds) };
}
