// Notebook files (nbformat 4.5), read with care and written as Jupyter writes them.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import type { Output } from './wire/outputs.js';

/** Text is stored as one string or as a list of lines. */
export type Text = string | string[];

export interface NotebookCell {
  id?: string;
  cell_type: 'code' | 'markdown' | 'raw';
  source: Text;
  metadata: { tags?: string[] } & Record<string, unknown>;
  outputs?: unknown[];
  execution_count?: number | null;
}

export interface Notebook {
  nbformat: number;
  nbformat_minor: number;
  metadata: {
    kernelspec?: { name?: string; display_name?: string; language?: string };
    language_info?: Record<string, unknown>;
  } & Record<string, unknown>;
  cells: NotebookCell[];
}

/** A file that is no notebook of version 4; the message says what is wrong with it. */
export class NotebookFileError extends Error {}

export function readNotebook(file: string): Notebook {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new NotebookFileError(
      code === 'ENOENT' ? `${file}: there is no such file` : `${file}: ${(error as Error).message}`,
    );
  }
  let value: Partial<Notebook> | null;
  try {
    value = JSON.parse(text) as Partial<Notebook> | null;
  } catch {
    throw new NotebookFileError(`${file}: this is no notebook: its content is not JSON`);
  }
  if (value?.nbformat !== 4 || !Array.isArray(value.cells)) {
    throw new NotebookFileError(
      `${file}: this is no notebook of format 4 (nbformat is ${JSON.stringify(value?.nbformat)})`,
    );
  }
  return {
    ...value,
    nbformat: 4,
    nbformat_minor: value.nbformat_minor ?? 0,
    metadata: value.metadata ?? {},
    cells: value.cells,
  };
}

/** Replaces the file in one step: a crash leaves the old one or the new one. */
export async function writeNotebook(file: string, notebook: Notebook): Promise<void> {
  const known = new Set<string>();
  for (const cell of notebook.cells) {
    // Ids are required, and unique, since 4.5.
    if (typeof cell.id !== 'string' || known.has(cell.id)) cell.id = randomUUID().slice(0, 8);
    known.add(cell.id);
  }
  const minor = Math.max(5, notebook.nbformat_minor);
  await writeFileAtomic(file, `${JSON.stringify({ ...notebook, nbformat_minor: minor }, null, 1)}\n`);
}

export function joinText(text: Text): string {
  return Array.isArray(text) ? text.join('') : text;
}

function toLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** An output as files hold it: text in lines. JSON types stay as they are. */
export function storedOutput(output: Output): object {
  if (output.output_type === 'stream') return { ...output, text: toLines(output.text) };
  if (output.output_type === 'error') return output;
  const data = Object.entries(output.data).map(([type, value]): [string, unknown] => [
    type,
    typeof value === 'string' && !/json$/.test(type) ? toLines(value) : value,
  ]);
  return { ...output, data: Object.fromEntries(data) };
}
