// The kernel ends with the process that started it: nothing is left behind when a server is killed.

const POLL_MS = 1000;

/** Calls `ended` once when the parent is gone. */
export function watchParent(ended: () => void): void {
  if (process.connected) {
    process.once('disconnect', ended);
    return;
  }
  // Jupyter names itself; a kernel started by hand in a shell may outlive it.
  const named = Number(process.env.JPY_PARENT_PID);
  if (!named) return;
  const parent = process.ppid;
  // On Windows the variable holds a handle; the parent's own number serves there too.
  const watched = process.platform === 'win32' ? parent : named;
  const timer = setInterval(() => {
    if ((parent === named && process.ppid !== parent) || !isAlive(watched)) {
      clearInterval(timer);
      ended();
    }
  }, POLL_MS);
  timer.unref();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
