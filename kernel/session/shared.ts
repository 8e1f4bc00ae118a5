// Memory that the session's main thread and its guard thread share.
import type { MessagePort } from 'node:worker_threads';
import type { SharedOutput } from './output.js';

export interface GuardData {
  output: SharedOutput;
  /** The evaluator's interrupt flag. */
  interrupt: SharedArrayBuffer;
  /** An Int32Array's memory: element 0 is the execution that is running, or 0. */
  activity: SharedArrayBuffer;
  /** An Int32Array's memory: element 0 is an InputState on which a blocking `prompt` sleeps. */
  input: SharedArrayBuffer;
  /** The answer itself. */
  answers: MessagePort;
  /** The descriptor of the kernel's pipe to the guard. */
  fd: number;
}

export const InputState = { waiting: 0, answered: 1, interrupted: 2 } as const;

/** What the guard tells the main thread of an interrupt: that it is on, and then that no signal of it will follow. */
export interface InterruptNotice {
  execution: number;
  settled: boolean;
}
