/** Temporary folders that carry their owner's process id, so that what a killed grader left behind is found and removed. */
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const prefix = 'edflab-grader';

/** Which processes this one can see: in a container that shares the temporary folder, a process id says nothing of others. */
const namespace = processNamespace();

function processNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';
  } catch {
    return '0';
  }
}

export function makeFolder(purpose: string): string {
  return mkdtempSync(join(tmpdir(), `${prefix}-${process.pid}-${purpose}-${namespace}-`));
}

export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Removes the folders of graders that are no longer there. */
export function removeStaleFolders(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${prefix}-(\\d+)-\\w+-${namespace}-`).exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    try {
      removeFolder(join(tmpdir(), name));
    } catch {
      // Somebody else's: not ours to remove.
    }
  }
}
