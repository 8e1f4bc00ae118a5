// Memory that the session's main thread and its guard thread share.
import type { MessagePort } from 'node:worker_threads';
import type { SharedOutput } from './output.js';

export interface GuardData {
  output: SharedOutput;
  /** The evaluator's interrupt flag. */
  interrupt: SharedArrayBuffer;
  /** An Int32Array's memory, laid out as in `Activity`. */
  activity: SharedArrayBuffer;
  /** An Int32Array's memory: element 0 is an InputState on which a blocking `prompt` sleeps. */
  input: SharedArrayBuffer;
  /** The answer itself. */
  answers: MessagePort;
  /** The descriptor of the kernel's pipe to the guard. */
  fd: number;
}

/** Elements of the memory in which the threads tell each other what is running and what is to stop. */
export const Activity = {
  /** The execution that is running, or 0. */
  running: 0,
  /** The execution that was interrupted last: its interrupt may overtake it. */
  interrupted: 1,
  /** A SynchronousPart. */
  synchronous: 2,
} as const;

export const ACTIVITY_LENGTH = 3;

/**
 * A signal stops only the synchronous part of a cell, and must not be under way when that part is over: Node would keep it for the next
 * cell. So it is sent in the state `signalled`, in which the part does not end by itself.
 */
export const SynchronousPart = { none: 0, on: 1, signalled: 2 } as const;

export const InputState = { waiting: 0, answered: 1, interrupted: 2 } as const;

/** What the guard tells the main thread of an interrupt: that it is on, and then that no signal of it will follow. */
export interface InterruptNotice {
  execution: number;
  settled: boolean;
}
