/**
 * Reading and writing notebooks. An instructor's notebook must be right; a submission is whatever a student (or their
 * editor, or their cat) made of it, so reading takes what it can use and says what it could not.
 */
import { closeSync, fstatSync, lstatSync, openSync, readSync } from 'node:fs';

export type CellType = 'code' | 'markdown' | 'raw';

export interface Cell {
  id?: string;
  cell_type: CellType;
  source: string;
  metadata: Record<string, unknown>;
  outputs?: unknown[];
  execution_count?: number | null;
}

export interface Notebook {
  nbformat: 4;
  nbformat_minor: number;
  metadata: Record<string, unknown>;
  cells: Cell[];
}

/** A file that cannot be read as a notebook at all; the message is one sentence for the person who handed it in. */
export class NotebookError extends Error {
  override name = 'NotebookError';
}

/** What a notebook may not exceed. Past these it is refused, so that one file cannot cost a batch its memory or its time. */
export const notebookLimits = { bytes: 32 * 2 ** 20, parts: 1_000_000, cells: 5000, cellCharacters: 200_000 };

/** The lists, objects and members in a JSON text: each takes up to a hundred times its characters when it is read. */
function countParts(json: string): number {
  let parts = 0;
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === '[' || character === '{' || character === ':') parts++;
    else if (character === '"') at = endOfString(json, at);
  }
  return parts;
}

/** Where the string ends that begins at `start`. */
function endOfString(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end >= 0; end = json.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (json[end - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return json.length;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A cell's source is a string or a list of lines; anything else has no text. */
function sourceText(source: unknown): string | undefined {
  if (typeof source === 'string') return source;
  if (Array.isArray(source) && source.every((line) => typeof line === 'string')) return source.join('');
  return undefined;
}

function readCell(value: unknown): Cell | string {
  if (!isRecord(value)) return 'is not an object';
  const type = value.cell_type;
  if (type !== 'code' && type !== 'markdown' && type !== 'raw') return `has an unknown cell_type`;
  const source = sourceText(value.source);
  if (source === undefined) return 'has no source text';
  if (source.length > notebookLimits.cellCharacters)
    return `is longer than ${notebookLimits.cellCharacters} characters`;
  const cell: Cell = { cell_type: type, source, metadata: isRecord(value.metadata) ? value.metadata : {} };
  if (typeof value.id === 'string') cell.id = value.id;
  if (type === 'code') {
    cell.outputs = Array.isArray(value.outputs) ? value.outputs : [];
    cell.execution_count = typeof value.execution_count === 'number' ? value.execution_count : null;
  }
  return cell;
}

/**
 * Reads a notebook's text. Cells that make no sense are left out and named in `complaints`.
 * @throws NotebookError when there is no notebook in it
 */
export function parseNotebook(text: string): { notebook: Notebook; complaints: string[] } {
  if (countParts(text) > notebookLimits.parts) {
    throw new NotebookError(
      `The notebook has more than ${notebookLimits.parts} parts: clear its outputs and save it.`,
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    if (text.trim() === '') throw new NotebookError('The file is empty.');
    // Never unpacked here: a small archive can hold a large disk.
    // eslint-disable-next-line no-control-regex
    if (/^(?:PK[\u0003\u0005]|\u001f\ufffd)/.test(text))
      throw new NotebookError('The file is an archive, not a notebook: unpack it and hand in the .ipynb.');
    throw new NotebookError('The file is not a notebook: it is not JSON.');
  }
  if (!isRecord(json)) throw new NotebookError('The file is not a notebook: its JSON is not an object.');
  if (typeof json.nbformat === 'number' && json.nbformat !== 4) {
    throw new NotebookError(
      `The notebook is in format ${json.nbformat}; format 4 is needed: open and save it once in JupyterLab.`,
    );
  }
  if (!Array.isArray(json.cells))
    throw new NotebookError('The file is not a notebook: it has no list of cells.');
  if (json.cells.length > notebookLimits.cells) {
    throw new NotebookError(
      `The notebook has ${json.cells.length} cells; at most ${notebookLimits.cells} are read.`,
    );
  }
  const complaints: string[] = [];
  const cells: Cell[] = [];
  json.cells.forEach((value, index) => {
    const cell = readCell(value);
    if (typeof cell === 'string') complaints.push(`Cell ${index + 1} ${cell} and was left out.`);
    else cells.push(cell);
  });
  const notebook: Notebook = {
    nbformat: 4,
    nbformat_minor: typeof json.nbformat_minor === 'number' ? json.nbformat_minor : 5,
    metadata: isRecord(json.metadata) ? json.metadata : {},
    cells,
  };
  return { notebook, complaints };
}

/**
 * The bytes of a file somebody handed in. Refuses symbolic links (one to the solution would score full points), pipes,
 * folders and files that are too large.
 */
export function readSubmissionFile(path: string): Buffer {
  const refuse = (reason: string): never => {
    throw new NotebookError(`The submission ${reason}.`);
  };
  let descriptor: number;
  try {
    const link = lstatSync(path);
    if (link.isSymbolicLink()) return refuse('is a symbolic link, which is not followed');
    if (!link.isFile()) return refuse('is not a file');
    descriptor = openSync(path, 'r');
  } catch (error) {
    if (error instanceof NotebookError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    return refuse(code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`);
  }
  try {
    const { size } = fstatSync(descriptor);
    if (size > notebookLimits.bytes) {
      const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MB`;
      return refuse(`is too large: ${megabytes(size)}, at most ${megabytes(notebookLimits.bytes)} are read`);
    }
    const bytes = Buffer.alloc(size);
    let read = 0;
    while (read < size) {
      const count = readSync(descriptor, bytes, read, size - read, read);
      if (count === 0) break;
      read += count;
    }
    return bytes.subarray(0, read);
  } finally {
    closeSync(descriptor);
  }
}

/** The notebook as Jupyter writes it: one-space indentation, sources as lists of lines, a final newline. */
export function formatNotebook(notebook: Notebook): string {
  const cells = notebook.cells.map(({ id, cell_type, source, metadata, outputs, execution_count }) => ({
    ...(id === undefined ? {} : { id }),
    cell_type,
    metadata,
    source: source === '' ? [] : source.split(/(?<=\n)/),
    ...(cell_type === 'code' ? { execution_count: execution_count ?? null, outputs: outputs ?? [] } : {}),
  }));
  const { nbformat, nbformat_minor, metadata } = notebook;
  return `${JSON.stringify({ cells, metadata, nbformat, nbformat_minor }, null, 1)}\n`;
}
