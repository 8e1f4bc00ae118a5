// What Linux tells of processes: who started whom, and who carries a mark in the environment, also when the one who started it is gone.
import { readdirSync, readFileSync } from 'node:fs';

export const isLinux = process.platform === 'linux';

/** The processes that `parent` has started, and theirs, and so on. */
export function descendants(parent: number): number[] {
  const children = numbers(read(parent, `task/${parent}/children`));
  return children.flatMap((child) => [child, ...descendants(child)]);
}

/** Every running process in whose environment `mark` occurs; processes hand their environment on. */
export function marked(mark: string): number[] {
  return numbers(readdirSync('/proc').join(' ')).filter((pid) => read(pid, 'environ').includes(mark));
}

/** How a process was started. */
export function commandLine(pid: number): string {
  return read(pid, 'cmdline').replaceAll('\0', ' ').trim();
}

/** Resident memory in megabytes, and how many files, pipes and sockets are open. */
export function usageOf(pid: number): { megabytes: number; descriptors: number } {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(read(pid, 'status'))?.[1];
  return { megabytes: Number(kilobytes ?? 0) / 1024, descriptors: readdirSync(`/proc/${pid}/fd`).length };
}

function numbers(text: string): number[] {
  return text
    .split(/\s+/)
    .filter((word) => /^\d+$/.test(word))
    .map(Number);
}

/** A process may end while it is looked at. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}
