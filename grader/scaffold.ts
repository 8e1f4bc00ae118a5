/** A new problem set: a copy of `problem-sets/template`, which is one that validates, under another name. */
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { formatNotebook, parseNotebook, type Notebook } from './notebook/notebook.js';
import { instructorFile, ownFolder } from './problem-set-files.js';
import { releaseNotebook } from './release.js';

const template = join(ownFolder, 'template');

/** Where a new problem set goes: a bare name into the course's own `problem-sets` when called in a checkout, a path where it says. */
export function folderFor(nameOrFolder: string, directory = process.cwd()): string {
  const isName = /^[\w-]+$/.test(nameOrFolder);
  const isCheckout = resolve(directory, 'problem-sets') === ownFolder;
  return isName && isCheckout ? join(ownFolder, nameOrFolder) : resolve(directory, nameOrFolder);
}

/**
 * Writes a problem set that works: problems, instructor's notebook, known wrong answers, the students' notebook.
 * @returns the files written
 * @throws Error when the name will not do or the folder is there already
 */
export function scaffold(folder: string): string[] {
  const id = basename(folder);
  if (!/^[A-Za-z][\w-]*$/.test(id))
    throw new Error(
      `'${id}' cannot be a problem set's name: it has letters, digits, - and _ only, as ps2 or week-3.`,
    );
  if (existsSync(folder)) throw new Error(`${folder} is there already. Choose another name.`);
  const written: string[] = [];
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileAtomic.sync(join(folder, path), text);
    written.push(join(folder, path));
  };
  for (const path of sourcesIn(template)) {
    const text = readFileSync(join(template, path), 'utf8');
    write(path, text.replaceAll(`id: 'template'`, `id: '${id}'`));
  }
  const importedAs = dirname(folder) === ownFolder ? `edflab/${id}` : '../index.ts';
  const notebook = renamed(
    parseNotebook(readFileSync(instructorFile(template), 'utf8')).notebook,
    id,
    importedAs,
  );
  write(join('instructor', `${id}.ipynb`), formatNotebook(notebook));
  write(`${id}.ipynb`, formatNotebook(releaseNotebook(notebook)));
  return written;
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
}

function renamed(notebook: Notebook, id: string, importedAs: string): Notebook {
  return {
    ...notebook,
    metadata: { ...notebook.metadata, edflab: { problem_set: id } },
    cells: notebook.cells.map((cell) => ({
      ...cell,
      source: cell.source.replace(`'edflab/template'`, `'${importedAs}'`),
    })),
  };
}
