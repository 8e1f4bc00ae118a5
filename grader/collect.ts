/** From the arguments of a command line to submissions: which files, and whose they are. */
import { lstatSync, readdirSync, type Dirent } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { plainLine } from './formats/text.js';
import { NotebookError, parseNotebook, readSubmissionFile } from './notebook/notebook.js';
import type { Submission } from './submission.js';

export interface SubmissionFile {
  path: string;
  /** Folder name in the output: the student, made fit for a file name and unique. */
  name: string;
  student: string;
  /** When the file was last written. */
  time?: Date;
}

/**
 * Notebooks in a folder, at any depth. Links are not followed: one could lead to a folder above. What is called a notebook and is
 * none, and a folder that cannot be opened, stand for a submission too: somebody wants to know.
 */
function notebooksIn(folder: string): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return [folder];
  }
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.name.startsWith('.')) return [];
      const path = join(folder, entry.name);
      const isCalledNotebook = extname(entry.name).toLowerCase() === '.ipynb';
      const found = entry.isDirectory() ? notebooksIn(path) : [];
      return isCalledNotebook && found.length === 0 ? [path] : found;
    });
}

function expand(argument: string): string[] {
  const stat = lstatSync(argument, { throwIfNoEntry: false });
  if (!stat) throw new Error(`There is no file or folder '${argument}'.`);
  return stat.isDirectory() ? notebooksIn(argument) : [argument];
}

/** Letters, digits, dot, dash, underscore, at most 200 bytes: safe as the name of a folder everywhere. */
function safeName(text: string): string {
  const clean = text
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}._@-]+/gu, '-')
    .replace(/^[.-]+/, '');
  let name = '';
  for (const character of clean) {
    if (Buffer.byteLength(name + character) > mostNameBytes) break;
    name += character;
  }
  return name.replace(/[.-]+$/, '') || 'submission';
}

/** File systems take 255, and a number may be added. */
const mostNameBytes = 200;

/** Names of devices on Windows, and of what is written beside the folders. */
const reservedName = /^(?:(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?|grades\.csv|overview\.html)$/i;

/** The first of `ada`, `ada-2`, `ada-3` ... that is still free. File systems may not tell large letters from small ones. */
function freeName(name: string, taken: Set<string>): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    const key = candidate.toUpperCase().toLowerCase();
    if (taken.has(key)) continue;
    taken.add(key);
    return candidate;
  }
}

/**
 * The student a file belongs to: its name, or where all files are called after the problem set (`alice/ps1.ipynb`,
 * `alice/ps1/ps1.ipynb`) the folder it lies in.
 */
function studentOf(path: string, problemSet: string): string {
  let name = basename(path, extname(path));
  for (
    let folder = dirname(resolve(path));
    name === problemSet && dirname(folder) !== folder;
    folder = dirname(folder)
  )
    name = basename(folder);
  return name;
}

/**
 * Every submission once, in the order given. Two of one student are told apart by a number.
 * @throws Error when an argument names nothing: a typing mistake is nobody's submission
 */
export function collectSubmissions(args: string[], problemSet: string): SubmissionFile[] {
  const paths = [...new Map(args.flatMap(expand).map((path) => [resolve(path), path])).values()];
  const taken = new Set<string>();
  return paths.map((path) => {
    const student = safeName(studentOf(path, problemSet));
    const name = freeName(reservedName.test(student) ? `_${student}` : student, taken);
    return { path, student, name, time: timeOf(path) };
  });
}

/** When a file was last written; undefined where that is no time that can be written down. */
function timeOf(path: string): Date | undefined {
  const time = lstatSync(path, { throwIfNoEntry: false })?.mtime;
  return Number.isFinite(time?.getTime()) ? time : undefined;
}

/** Reads a submission; a file that cannot be read is a submission too, one that says why. */
export function readSubmission({ path, student }: SubmissionFile): Submission {
  const file = plainLine(basename(path));
  try {
    return { file, student, bytes: readSubmissionFile(path) };
  } catch (error) {
    if (!(error instanceof NotebookError)) throw error;
    return { file, student, bytes: Buffer.alloc(0), unreadable: error.message };
  }
}

/** The problem set a notebook belongs to, by its own word: `metadata.edflab.problem_set`, or its import of `edflab/psN`. */
export function problemSetOf(bytes: Buffer): string | undefined {
  const { notebook } = parseNotebook(bytes.toString('utf8'));
  const { problem_set: named } = (notebook.metadata.edflab ?? {}) as { problem_set?: unknown };
  // A name, and no path: what a problem set declares is run.
  if (typeof named === 'string' && /^[\w-]+$/.test(named)) return named;
  for (const { cell_type, source } of notebook.cells) {
    const found = cell_type === 'code' ? /from\s*['"]edflab\/([\w-]+)['"]/.exec(source)?.[1] : undefined;
    if (found) return found;
  }
  return undefined;
}
