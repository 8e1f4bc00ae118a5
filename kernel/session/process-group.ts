// A session and the processes that the student's code starts in it are one group: an interrupt reaches them all, as Ctrl-C does in a
// terminal, and they end together. Windows has no such groups: there it is the session alone.

/** `leader` is the session's process. It is no error when the group has ended already. */
export function endProcessGroup(leader: number): void {
  signalGroup(leader, 'SIGKILL');
}

/** Asks all of the group to stop what they are doing. Not for Windows, where the signal would end the session. */
export function interruptProcessGroup(leader: number): void {
  signalGroup(leader, 'SIGINT');
}

function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? leader : -leader, signal);
  } catch (error) {
    // macOS says EPERM where nobody but a process that has ended is left.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code!)) throw error;
  }
}
