// The declarations of the language itself, merged into one file: merging the globals of sixty small files is most of the
// time that a type check of a short cell takes.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from './typescript.cjs';

const require = createRequire(import.meta.url);
const typescriptLibrary = dirname(require.resolve('typescript'));

/** The newest edition of the language that this version of Node runs in full. */
function editions(nodeMajor: number): string[] {
  const latest = nodeMajor >= 24 ? 'es2025' : nodeMajor >= 22 ? 'es2024' : 'es2023';
  return [latest, 'esnext.disposable', 'esnext.decorators'];
}

/** These are modules: inside the merged file they would make every global in it local. */
const modules = new Set(['es2025.iterator']);

export interface LibraryFiles {
  /** The merged file. */
  name: string;
  /** Its text, where it could not be written. */
  text?: string;
  /** Declaration files of the language that have to stay on their own. */
  separate: string[];
}

function merge(names: string[]): { text: string; separate: string[] } {
  const seen = new Set<string>();
  const parts: string[] = [];
  const separate: string[] = [];
  const add = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const path = join(typescriptLibrary, `lib.${name}.d.ts`);
    const text = readFileSync(path, 'utf8');
    for (const match of text.matchAll(/^\/\/\/ <reference lib="(.+?)" \/>/gm)) add(match[1]);
    if (modules.has(name)) separate.push(path);
    else
      parts.push(
        text
          .replace(/^\/\*![\s\S]*?\*\//, '')
          .replace(/^\/\/\/ <reference .*$/gm, '')
          .trim(),
      );
  };
  names.forEach(add);
  return { text: parts.filter((part) => part !== '').join('\n'), separate };
}

/** The merged declarations, from the build's folder when they are there already. */
export function languageLibrary(): LibraryFiles {
  const names = editions(Number(process.versions.node.split('.')[0]));
  const folder = dirname(fileURLToPath(import.meta.url));
  const name = join(folder, `lib.${names[0]}-${ts.version}.d.ts`);
  const separate = names[0] === 'es2025' ? [join(typescriptLibrary, 'lib.es2025.iterator.d.ts')] : [];
  if (existsSync(name)) return { name, separate };
  const merged = merge(names);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${name}.${process.pid}`, merged.text);
    renameSync(`${name}.${process.pid}`, name);
    return { name, separate };
  } catch {
    // A read-only installation merges again at every start; it takes some milliseconds.
    return { name, text: merged.text, separate };
  }
}

/** Node's declarations, where they are installed. */
export function nodeTypes(directory: string): string | undefined {
  for (const from of [join(directory, 'notebook.js'), fileURLToPath(import.meta.url)]) {
    try {
      return createRequire(from).resolve('@types/node/index.d.ts');
    } catch {
      // Look in the next place.
    }
  }
  return undefined;
}

/** `fs`, `node:fs`, `fs/promises`: a module that only Node's declarations describe. */
export function isNodeModule(specifier: string): boolean {
  return isBuiltin(specifier);
}
