/**
 * The folder that is all the child can see: the entry and, found by following the import statements, what it imports. The
 * references and solutions are kept from a student's code by not being there.
 */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeTemporaryFolder, removeFolder } from '../../kernel/temporary-folders.js';

export interface ChildRoot {
  path: string;
  /** The program, relative to the folder. */
  entry: string;
  /** Its snapshot, once there is one: see child-snapshot.ts. */
  snapshot?: string;
  /** A folder with nothing in it, for a child to stand in. */
  empty: string;
  remove(): void;
}

/** The project's folder: this file is `dist/grader/sandbox/child-root.js`. */
const project = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * What a child's folder may hold, under `dist`. Whoever adds an import that leads elsewhere is told at once: a reference
 * that slips in could be called by a student's `backward`.
 */
const closed = ['grader/sandbox/', 'lib/array/', 'lib/wasm/', 'lib/data/', 'lib/display/', 'lib/edf/']
  .concat(['lib/gradcheck/trial/'])
  // box-names: pure text work on messages, knows no compiler.
  .concat(['kernel/session/evaluate', 'kernel/compile/box-names.js'])
  // Traces out of numbers: what a plot is judged by.
  .concat(['kernel/session/plot-data.js', 'kernel/session/series.js']);
/** No gradient is asked for there, so the ops and their nodes may be there; the checks may not. */
const full = [...closed, 'lib/ops/', 'lib/optim/', 'lib/index.js'];

/** The programs of children, and what each may be made of. */
export const programs = {
  child: { entry: 'dist/grader/sandbox/child.js', allowed: closed },
  fullChild: { entry: 'dist/grader/sandbox/full-child.js', allowed: full },
  probe: { entry: 'dist/grader/sandbox/probe.js', allowed: closed },
} as const;

export type Program = keyof typeof programs;

/** The modules a built module imports or re-exports by static statements, as tsc writes them: one statement, one quoted name. */
function importsOf(source: string): string[] {
  const statements = source.matchAll(
    /^\s*(?:import|export)\b[^'"`;()]*?\bfrom\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]/gm,
  );
  return Array.from(statements, ([, from, bare]) => from ?? bare);
}

function mayHold(file: string, allowed: readonly string[]): boolean {
  const path = relative(join(project, 'dist'), file).split(sep).join('/');
  return allowed.some((start) => path.startsWith(start));
}

/** Every file of the module graph from `entry`, absolute. @throws Error when it leads to a module the child must not have */
function moduleGraph(entry: string, allowed: readonly string[]): { files: string[]; packages: Set<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string, importer: string): void => {
    if (files.has(file)) return;
    if (!mayHold(file, allowed))
      throw new Error(
        `The sandbox may not hold ${relative(project, file)}, which ${relative(project, importer)} imports.`,
      );
    files.add(file);
    for (const name of importsOf(readFileSync(file, 'utf8'))) {
      if (name.startsWith('.')) visit(join(dirname(file), name), file);
      else if (!name.startsWith('node:')) packages.add(name);
    }
  };
  visit(entry, entry);
  return { files: [...files], packages };
}

/** Copies a package and what it depends on: `ndarray`, which has no build of its own. */
function copyPackage(name: string, target: string, from: string): void {
  const require = createRequire(from);
  const manifest = require.resolve(`${name}/package.json`);
  const destination = join(target, 'node_modules', name);
  if (existsSync(destination)) return;
  const { main = 'index.js', dependencies = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    main?: string;
    dependencies?: Record<string, string>;
  };
  const file = createRequire(manifest).resolve(`./${main}`);
  mkdirSync(dirname(join(destination, relative(dirname(manifest), file))), { recursive: true });
  copyFileSync(manifest, join(destination, 'package.json'));
  copyFileSync(file, join(destination, relative(dirname(manifest), file)));
  for (const dependency of Object.keys(dependencies)) copyPackage(dependency, target, manifest);
}

/** The program and all it imports as one file, which `build.mjs` makes; undefined where it is missing or out of date. */
function bundleOf(entry: string, files: string[]): string | undefined {
  const bundle = entry.replace(/\.js$/, '.bundle.cjs');
  const made = statSync(join(project, bundle), { throwIfNoEntry: false })?.mtimeMs;
  return made !== undefined && files.every((file) => statSync(file).mtimeMs <= made) ? bundle : undefined;
}

/** Makes the folder of a program. It holds `dist/...` as the project does; remove it when grading is over. */
export function makeChildRoot(program: Program): ChildRoot {
  const { entry, allowed } = programs[program];
  const path = makeTemporaryFolder('grader', 'child');
  const remove = () => removeFolder(path);
  try {
    const { files, packages } = moduleGraph(join(project, entry), allowed);
    const bundle = bundleOf(entry, files);
    for (const file of bundle ? [join(project, bundle)] : files) {
      const target = join(path, relative(project, file));
      mkdirSync(dirname(target), { recursive: true });
      copyFileSync(file, target);
    }
    if (!bundle) for (const name of packages) copyPackage(name, path, join(project, entry));
    writeFileSync(join(path, 'package.json'), '{ "type": "module" }\n');
    const empty = join(path, 'empty');
    mkdirSync(empty);
    chmodSync(path, 0o755);
    return { path, entry: bundle ?? entry, empty, remove };
  } catch (error) {
    remove();
    throw error;
  }
}
