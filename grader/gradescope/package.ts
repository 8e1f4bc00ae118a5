/**
 * The zip that an instructor uploads to Gradescope: the grader as built, one problem set with its solutions, the course key, and
 * the two programs Gradescope runs. The same input makes the same bytes.
 */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ZipFile } from 'yazl';
import type { LoadedProblemSet } from '../problem-set.js';
import { packed, type GradingSettings } from './layout.js';

/** The package's folder: this file is `dist/grader/gradescope/package.js`. */
const project = fileURLToPath(new URL('../../..', import.meta.url));

/** What of the package grades. Where it is installed and no checkout, there is no lock: `setup.sh` knows. */
const programParts = [
  'package.json',
  'package-lock.json',
  'bin/edflab.mjs',
  ...['bin', 'bundle', 'grader', 'kernel', 'lib', 'problem-sets'].map((part) => `dist/${part}`),
];

/** Every file has the same time: those that are derived must not seem older than what they are made of. */
const time = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true };

const modes = { program: 0o100755, file: 0o100644, secret: 0o100600 };

/** Files below a folder, relative to it, in an order that is the same everywhere. */
function filesBelow(folder: string, isWanted: (name: string) => boolean): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => isWanted(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.isDirectory()
        ? filesBelow(join(folder, entry.name), isWanted).map((file) => `${entry.name}/${file}`)
        : entry.isFile()
          ? [entry.name]
          : [],
    );
}

/** Neither what the compiler notes for itself nor what helps nobody to grade. */
const isProgram = (name: string): boolean => !/^\.|\.(?:map|cache|blob)$/.test(name);
/** Known wrong answers prove a problem set and grade nobody. */
const isGraded = (name: string): boolean => !/^\.|^node_modules$|^mutants$/.test(name);

/** @param keyFile the secret that inputs are drawn from; goes into the zip as it is, so that the same key gives the same grades */
export async function gradescopePackage(
  problemSet: LoadedProblemSet,
  keyFile: string,
  settings: Omit<GradingSettings, 'problemSet'>,
): Promise<Buffer> {
  const zip = new ZipFile();
  const add = (file: string, name: string, mode = modes.file): void =>
    zip.addFile(file, name, { ...time, mode });
  const addFolder = (folder: string, name: string, isWanted: (name: string) => boolean): void => {
    for (const file of filesBelow(folder, isWanted)) add(join(folder, file), `${name}/${file}`);
  };

  for (const name of ['setup.sh', 'run_autograder'])
    add(join(project, 'bin/gradescope', name), name, modes.program);
  addFolder(join(project, 'bin/gradescope/runtime'), 'runtime', () => true);
  for (const part of programParts) {
    const path = join(project, part);
    if (!existsSync(path)) continue;
    if (statSync(path).isDirectory()) addFolder(path, `${packed.program}/${part}`, isProgram);
    else add(path, `${packed.program}/${part}`);
  }
  const { id, folder, instructor } = problemSet;
  addFolder(folder, `${packed.program}/problem-sets/${id}`, isGraded);
  if (relative(folder, instructor).startsWith('..'))
    add(instructor, `${packed.program}/problem-sets/${id}/instructor/${id}.ipynb`);

  const text = `${JSON.stringify({ problemSet: id, ...settings } satisfies GradingSettings, null, 2)}\n`;
  zip.addBuffer(Buffer.from(text), packed.settings, { ...time, mode: modes.file });
  zip.addBuffer(readFileSync(keyFile), packed.key, { ...time, mode: modes.secret });
  zip.end();
  return buffer(zip.outputStream);
}
