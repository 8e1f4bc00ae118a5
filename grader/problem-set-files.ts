/** Where a problem set lies: one of the package's own, by name, or a folder anywhere; and its modules, built or as TypeScript. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { NodeEvaluationHost } from '../kernel/session/evaluate-node.js';

export type Module = Record<string, unknown>;

export interface ProblemSetFiles {
  id: string;
  /** `problem-sets/ps1`: what students open. */
  folder: string;
  /**
   * The notebook with the solutions, in `instructor/`; undefined where there is none. The package that is installed with npm comes
   * without: whoever has it keeps it in `ps1/instructor/` of the folder that they work in.
   */
  instructor: string | undefined;
  /** One of the package's own: notebooks import it as `edflab/ps1`. */
  isOwn: boolean;
  /** Part of the package's build, which has checked its TypeScript. */
  isBuilt: boolean;
  /** What `problems.ts` says, as text: results depend on it. */
  declarations: string;
  /** Loads `problems` or `mutants/index`; undefined where there is no such file. */
  load(module: string): Promise<Module | undefined>;
}

/** The package's own problem sets. */
export const ownFolder = fileURLToPath(new URL('../../problem-sets', import.meta.url));
const builds = fileURLToPath(new URL('../problem-sets', import.meta.url));

export const instructorFile = (folder: string): string =>
  join(folder, 'instructor', `${basename(folder)}.ipynb`);

/** The package's own problem sets there are. */
function problemSetNames(): string[] {
  return readdirSync(ownFolder).filter((name) => existsSync(instructorFile(join(ownFolder, name))));
}

/**
 * Finds a problem set by name (`ps1`) or by its folder (`./my-set`).
 * @param beside a folder that may be the problem set's, or hold it: a student's notebook lies there
 * @throws Error with one clear sentence when there is none
 */
export function findProblemSet(nameOrFolder: string, beside?: string): ProblemSetFiles {
  const id = basename(resolve(nameOrFolder));
  const isName = /^[\w-]+$/.test(nameOrFolder);
  const candidates = isName
    ? [join(ownFolder, id), resolve(id), ...(beside ? [join(beside, id), beside] : [])]
    : [resolve(nameOrFolder)];
  // What students are given may lie in a folder of any name.
  const isCalled = (folder: string): boolean => basename(folder) === id || folder === beside;
  const folder = candidates.find((each) => isCalled(each) && isFile(join(each, 'problems.ts')));
  if (!folder || !/^[\w-]+$/.test(id)) {
    const known = `There are: ${problemSetNames().join(', ')}; for one of your own, name its folder: ./${id}.`;
    throw new Error(`There is no problem set '${nameOrFolder}'. ${known}`);
  }
  const declarations = readFileSync(join(folder, 'problems.ts'), 'utf8');
  const isOwn = folder === join(ownFolder, id);
  const isBuilt = isOwn && importsTheSources(declarations);
  const instructor = [folder, ...(isOwn ? [resolve(id)] : [])].map(instructorFile).find(isFile);
  return {
    id,
    folder,
    instructor,
    isOwn,
    isBuilt,
    declarations,
    load: isBuilt ? loaderOfBuild(id) : loaderOfSources(folder),
  };
}

/** Modules that import `../../lib` are part of the build; those that import `edflab` run as they are. */
function importsTheSources(text: string): boolean {
  return /from ['"]\.\.\/\.\.\/lib\//.test(text);
}

function loaderOfBuild(id: string): ProblemSetFiles['load'] {
  return async (module) => {
    const file = join(builds, id, `${module}.js`);
    if (!isFile(file)) return undefined;
    return (await import(pathToFileURL(file).href)) as Module;
  };
}

/** The grader's own library: what a problem set computes and what the grader computes are arrays of one class. */
const packages = {
  edflab: new URL('../lib/index.js', import.meta.url).href,
  'edflab/gradcheck': new URL('../lib/gradcheck/index.js', import.meta.url).href,
};

/** As a notebook in that folder would import it: TypeScript, and `edflab` from anywhere. */
function loaderOfSources(folder: string): ProblemSetFiles['load'] {
  let host: NodeEvaluationHost | undefined;
  return async (module) => {
    if (!isFile(join(folder, `${module}.ts`))) return undefined;
    host ??= new NodeEvaluationHost({ directory: folder, packages });
    return host.import(`./${module}.ts`);
  };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
