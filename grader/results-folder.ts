/** Folders of results: a file in them is there as a whole or not at all, whatever ends the grader while it writes. */
import { accessSync, constants, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';

/** By then whoever was writing has finished, or never will. */
const staleSeconds = 60;

/** @throws Error where nothing can be written: before anything is graded in vain */
export function openResultsFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    removeHalfWritten(folder);
  } catch (error) {
    throw new Error(`Results cannot be written to ${folder}: ${(error as Error).message}.`, { cause: error });
  }
}

/** What a grader was writing when it was killed: `graded.json.1738121798`. */
function removeHalfWritten(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!/\.(?:json|html|csv)\.\d+$/.test(name)) continue;
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isFile() && Date.now() - stat.mtimeMs > staleSeconds * 1000) rmSync(path, { force: true });
  }
}

export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Writes a file all at once, unless it holds this text already. @throws Error that names the file */
export function writeText(path: string, text: string): void {
  if (readText(path) === text) return;
  try {
    writeFileAtomic.sync(path, text);
  } catch (error) {
    throw new Error(`${path} cannot be written: ${(error as Error).message}`, { cause: error });
  }
}
