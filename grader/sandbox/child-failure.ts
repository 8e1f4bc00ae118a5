/** Why a child came to no answer. */
import { constants } from 'node:os';
import type { Obstacle } from '../result.js';
import type { Limits } from './limits.js';

export class ChildFailure extends Error {
  override name = 'ChildFailure';
  constructor(
    readonly obstacle: Obstacle,
    message: string,
  ) {
    super(message);
  }
}

const outOfMemory =
  /heap out of memory|Allocation failed|Array buffer allocation failed|out of memory|bad_alloc/i;

/** What the end of a child means that was to answer. @param errorText the beginning of its standard error */
export function reasonOfDeath(
  end: { code: number | null; signal: NodeJS.Signals | null },
  errorText: string,
  { dataMegabytes, cpuSeconds }: Limits,
): ChildFailure {
  const { SIGXCPU, SIGKILL } = constants.signals;
  // unshare (util-linux 2.38) stumbles over the signal that ended its child.
  const code = /^unshare: sigprocmask/m.test(errorText) ? 128 + SIGKILL : end.code;
  // A shell or bubblewrap in between reports a signal as 128 + its number.
  const number = end.signal ? constants.signals[end.signal] : code !== null && code > 128 ? code - 128 : 0;
  if (outOfMemory.test(errorText))
    return new ChildFailure('memory', `It needed more than its ${dataMegabytes} MB of memory.`);
  if (number === SIGXCPU || number === SIGKILL)
    return new ChildFailure('timeout', `It used more than its ${cpuSeconds} s of processor time.`);
  if (number !== 0) return new ChildFailure('crash', `Its process crashed (signal ${number}).`);
  const how = code ? ` (exit code ${code})` : '';
  return new ChildFailure('exit', `It ended its own process${how} before the check was over.`);
}
