// Temporary folders that carry their owner's process id: whoever sees that process end removes them, and what is left of processes that
// nobody saw ending is found by the next one.
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type FolderOwner = 'grader' | 'session';

/** Which processes this one can see: in a container that shares the temporary folder, a process id says nothing of others. */
const namespace = processNamespace();

function processNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';
  } catch {
    return '0';
  }
}

/** A folder of this process. */
export function makeTemporaryFolder(owner: FolderOwner, purpose: string): string {
  return mkdtempSync(join(tmpdir(), `edflab-${owner}-${process.pid}-${purpose}-${namespace}-`));
}

export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

/** Removes what a process has left that is no longer there, or will not be in a moment. */
export function removeFoldersOf(pid: number): void {
  removeFolders((owner) => owner === pid);
}

/** Removes what processes have left that are no longer there. */
export function removeStaleFolders(): void {
  removeFolders((owner) => !isRunning(owner));
}

function temporaryNames(): string[] {
  try {
    return readdirSync(tmpdir());
  } catch {
    // Who makes a folder there says what is wrong with it.
    return [];
  }
}

function removeFolders(isLeft: (owner: number) => boolean): void {
  for (const name of temporaryNames()) {
    const pid = new RegExp(`^edflab-(?:grader|session)-(\\d+)-\\w+-${namespace}-`).exec(name)?.[1];
    if (pid === undefined || !isLeft(Number(pid))) continue;
    try {
      removeFolder(join(tmpdir(), name));
    } catch {
      // Somebody else's: not ours to remove.
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
