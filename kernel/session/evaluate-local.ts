// Files that a notebook imports by a path. Their URLs carry a fingerprint of the file and of all local files that it imports, so
// a changed one is a new module to Node.
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type TypeScript from '../compile/typescript.cjs';
import { isOwnPackage } from '../own-packages.js';

/** Where the modules leave their source maps; the evaluator listens there. */
export const sourceMapListener = 'edflab.sourceMap';

const marker = '?edflab=';
/** What may be left out of a path, or be written `.js` for what is a `.ts` file, as editors have it. */
const endings = ['', '.ts', '.mts', '.js', '.mjs', '/index.ts', '/index.js'];

const own = createRequire(import.meta.url);

export interface LocalFolders {
  /** The URL that imports of cells come from. */
  notebook: string;
  /** A folder whose files stand before those of the notebook's folder: modules that cells hold. */
  moduleCells: string;
  /** Modules that stand for packages: URLs by what is imported. By default the kernel's own are found as packages are. */
  packages?: Record<string, string>;
}

export class LocalModules {
  private readonly moduleCells: string;

  constructor(private readonly folders: LocalFolders) {
    this.moduleCells = pathToFileURL(`${folders.moduleCells}/`).href;
  }

  /** The module that a path in the notebook, or in a file it imported, stands for. */
  resolve(specifier: string, parent: string | undefined): { url: string; shortCircuit: true } | undefined {
    if (parent === undefined || !(parent === this.folders.notebook || parent.includes(marker)))
      return undefined;
    if (isOwnPackage(specifier)) {
      const url = this.folders.packages?.[specifier] ?? pathToFileURL(own.resolve(specifier)).href;
      return { url, shortCircuit: true };
    }
    const path = this.find(specifier, parent);
    if (path === undefined || /[\\/]node_modules[\\/]/.test(path) || path.endsWith('.node')) return undefined;
    return { url: `${pathToFileURL(path).href}${marker}${this.fingerprint(path)}`, shortCircuit: true };
  }

  private find(specifier: string, parent: string): string | undefined {
    if (!isPath(specifier)) return undefined;
    const isModuleCell = parent.startsWith(this.moduleCells);
    const folder = isModuleCell ? this.folders.notebook : parent;
    const mayBeModuleCell = (isModuleCell || parent === this.folders.notebook) && specifier.startsWith('./');
    return (
      (mayBeModuleCell ? find(new URL(specifier, this.moduleCells)) : undefined) ??
      find(new URL(specifier, folder))
    );
  }

  /** Changes when the file does, or any local file that it imports. */
  private fingerprint(path: string): string {
    const hash = createHash('sha1');
    const seen = new Set<string>();
    const add = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      const text = readFileSync(file, 'utf8');
      hash.update(`${file}\0${text}\0`);
      for (const [, specifier] of text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"\n]+)['"]/g)) {
        const target = this.find(specifier, pathToFileURL(file).href);
        if (target !== undefined && /\.m?[jt]s$/.test(target)) add(target);
      }
    };
    add(path);
    return hash.digest('hex').slice(0, 12);
  }

  load(url: string): { format: 'module'; source: string; shortCircuit: true } | undefined {
    if (!url.includes(marker) || !/\.m?ts$/.test(withoutQuery(url))) return undefined;
    const path = fileURLToPath(withoutQuery(url));
    return { format: 'module', source: compile(readFileSync(path, 'utf8'), path, url), shortCircuit: true };
  }
}

function isPath(specifier: string): boolean {
  return /^(?:\.{0,2}\/|file:)/.test(specifier);
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/, '');
}

function find(url: URL): string | undefined {
  const path = fileURLToPath(withoutQuery(url.href));
  const candidates = endings.map((ending) => path + ending);
  if (/\.m?js$/.test(path)) candidates.push(path.replace(/js$/, 'ts'));
  return candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile());
}

let typescript: typeof TypeScript | undefined;

function compile(text: string, path: string, url: string): string {
  typescript ??= createRequire(import.meta.url)('../compile/typescript.cjs') as typeof TypeScript;
  const { ScriptTarget, ModuleKind } = typescript;
  const { outputText, sourceMapText } = typescript.transpileModule(text, {
    fileName: path,
    compilerOptions: { target: ScriptTarget.ES2022, module: ModuleKind.ESNext, sourceMap: true },
  });
  const code = outputText.replace(/^\/\/# sourceMappingURL=.*$/m, '');
  // One more line in front: stack traces read the map only if something throws, but by then the hooks' thread is out of reach.
  const map = JSON.stringify({ ...(JSON.parse(sourceMapText ?? '{}') as object), sourcesContent: [text] });
  const announce = `globalThis[Symbol.for(${JSON.stringify(sourceMapListener)})]?.(${JSON.stringify(url)}, ${JSON.stringify(map)});`;
  return `${announce}\n${code}`;
}
