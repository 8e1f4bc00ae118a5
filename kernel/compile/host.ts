// What the language service sees: the cells as files that exist only in memory, the declarations of the language, and the
// disk for everything that a cell imports.
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isOwnPackage } from '../own-packages.js';
import ts from './typescript.cjs';
import { globalsFile, globalsText } from './globals.js';
import { languageLibrary, nodeTypes } from './library.js';
import { compilerOptions } from './options.js';

/** No disk has a folder of this name: it holds what exists in memory only. */
export const memoryRoot = '/^edflab';

/** Cells stand in the notebook's folder, as far as their imports can tell, under names that no file has. */
export function cellModule(name: string): string {
  return `./^${name}`;
}

interface MemoryFile {
  version: number;
  snapshot: ts.IScriptSnapshot;
  text: string;
}

/** The version of a file that is not there. */
const absent = 'absent';

export class NotebookHost implements ts.LanguageServiceHost {
  readonly library = languageLibrary();
  /** Documentation is a third of what there is to parse, and only `inspect` reads it. */
  jsDocParsingMode = ts.JSDocParsingMode.ParseNone;
  private readonly cells = new Map<string, MemoryFile>();
  private readonly disk = new Map<string, { version: string; snapshot: ts.IScriptSnapshot }>();
  private readonly fixedVersions = new Map<string, string>();
  private readonly resolved = new Map<string, ts.ResolvedModuleFull | undefined>();
  private readonly permanent: string[];
  private active: string[] = [];
  private withNode = false;
  private versions = 0;
  private readonly folder: string;
  private readonly ownFile = fileURLToPath(import.meta.url);

  constructor(
    private readonly directory: string,
    private readonly untrusted = false,
  ) {
    this.folder = directory.replaceAll('\\', '/').replace(/\/$/, '');
    this.setText(globalsFile, globalsText);
    this.permanent = [...this.library.separate];
  }

  /** The path of a cell, given its name (`cell-3`). */
  cellPath(name: string): string {
    return `${this.folder}/^${name}.ts`;
  }

  /** The path of a module that a cell holds; cells import it as `./name`. */
  modulePath(name: string): string {
    return `${this.folder}/${name}.ts`;
  }

  /** Adds or replaces a file in memory. */
  setText(path: string, text: string): void {
    const version = ++this.versions;
    this.cells.set(path, { version, snapshot: ts.ScriptSnapshot.fromString(text), text });
  }

  getText(path: string): string | undefined {
    return this.cells.get(path)?.text;
  }

  removeText(path: string): void {
    this.cells.delete(path);
  }

  /** The cell to be looked at next; the program holds it and whatever it reaches. */
  setActive(...paths: string[]): void {
    this.active = paths;
  }

  /** Files that stay part of every program, e.g. cells that augment the global scope. */
  keep(path: string): void {
    if (!this.permanent.includes(path)) this.permanent.push(path);
  }

  /** Loads Node's declarations; from then on they stay. Without an installed `@types/node` nothing changes. */
  useNodeTypes(): void {
    if (this.withNode) return;
    const path = nodeTypes(this.directory);
    if (path === undefined) return;
    this.withNode = true;
    this.permanent.push(path);
  }

  /** Local files may appear, change and vanish between two cells: forget where the last cell found them. */
  forgetLocalFiles(): void {
    for (const [key, module] of this.resolved) {
      if (module === undefined || !module.resolvedFileName.includes('/node_modules/'))
        this.resolved.delete(key);
    }
  }

  getCompilationSettings(): ts.CompilerOptions {
    return compilerOptions;
  }
  getScriptFileNames(): string[] {
    return [...(this.withNode ? [] : [globalsFile]), ...this.permanent, ...this.active];
  }
  getScriptVersion(path: string): string {
    const cell = this.cells.get(path);
    if (cell !== undefined) return String(cell.version);
    if (!isFixed(path)) return versionOnDisk(path);
    let version = this.fixedVersions.get(path);
    if (version === undefined) {
      version = versionOnDisk(path);
      if (version !== absent) this.fixedVersions.set(path, version);
    }
    return version;
  }
  getScriptSnapshot(path: string): ts.IScriptSnapshot | undefined {
    const cell = this.cells.get(path);
    if (cell !== undefined) return cell.snapshot;
    // A cell has named it: `/// <reference path>`.
    if (this.untrusted && !isFixed(path)) return undefined;
    const version = this.getScriptVersion(path);
    const known = this.disk.get(path);
    if (known?.version === version) return known.snapshot;
    let snapshot: ts.IScriptSnapshot;
    if (this.fixedVersions.has(path)) {
      snapshot = readWhenNeeded(() => this.readFile(path) ?? '');
    } else {
      const text = this.readFile(path);
      if (text === undefined) return undefined;
      snapshot = ts.ScriptSnapshot.fromString(text);
    }
    this.disk.set(path, { version, snapshot });
    return snapshot;
  }
  getCurrentDirectory(): string {
    return this.directory;
  }
  getDefaultLibFileName(): string {
    return this.library.name;
  }
  fileExists(path: string): boolean {
    return this.cells.has(path) || this.isLanguagePart(path) || ts.sys.fileExists(path);
  }
  readFile(path: string): string | undefined {
    if (path === this.library.name && this.library.text !== undefined) return this.library.text;
    return this.isLanguagePart(path) ? '' : ts.sys.readFile(path);
  }
  directoryExists(path: string): boolean {
    return ts.sys.directoryExists(path);
  }
  getDirectories(path: string): string[] {
    return path.startsWith(memoryRoot) ? [] : ts.sys.getDirectories(path);
  }
  readonly readDirectory: NonNullable<ts.LanguageServiceHost['readDirectory']> = (path, ...rest) =>
    path.startsWith(memoryRoot) ? [] : ts.sys.readDirectory(path, ...rest);
  useCaseSensitiveFileNames(): boolean {
    return ts.sys.useCaseSensitiveFileNames;
  }
  getNewLine(): string {
    return '\n';
  }

  /** `/// <reference lib>` in someone's declarations asks for parts that the merged file already holds. */
  private isLanguagePart(path: string): boolean {
    return (
      path !== this.library.name &&
      dirname(path) === dirname(this.library.name) &&
      /[\\/]lib\.[\w.]+\.d\.ts$/.test(path)
    );
  }

  resolveModuleNameLiterals(
    literals: readonly ts.StringLiteralLike[],
    containingFile: string,
  ): readonly ts.ResolvedModuleWithFailedLookupLocations[] {
    return literals.map((literal) => ({ resolvedModule: this.resolve(literal.text, containingFile) }));
  }

  private resolve(specifier: string, containingFile: string): ts.ResolvedModuleFull | undefined {
    const isCell = this.cells.has(containingFile);
    const path = `${this.folder}/${specifier.slice(2)}.ts`;
    if (isCell && specifier.startsWith('./') && this.cells.has(path)) {
      return { resolvedFileName: path, extension: ts.Extension.Ts, isExternalLibraryImport: false };
    }
    const key = `${dirname(containingFile)}\0${specifier}`;
    if (this.resolved.has(key)) return this.resolved.get(key);
    const lookUp = (file: string): ts.ResolvedModuleFull | undefined =>
      ts.resolveModuleName(specifier, file, compilerOptions, this).resolvedModule;
    let module: ts.ResolvedModuleFull | undefined;
    if (isCell && isOwnPackage(specifier)) module = lookUp(this.ownFile);
    module ??= lookUp(containingFile);
    if (this.untrusted && module && !isFixed(module.resolvedFileName)) module = undefined;
    this.resolved.set(key, module);
    return module;
  }
}

/** What is parsed already need not be read. */
function readWhenNeeded(read: () => string): ts.IScriptSnapshot {
  let text: string | undefined;
  const whole = (): string => (text ??= read());
  return {
    getText: (start, end) => whole().substring(start, end),
    getLength: () => whole().length,
    getChangeRange: () => undefined,
  };
}

function versionOnDisk(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? absent : `${stat.mtimeMs}-${stat.size}`;
}

/** Files that do not change while the kernel runs: packages, and the kernel's own build. */
const ownBuild = dirname(dirname(dirname(fileURLToPath(import.meta.url)))).replaceAll('\\', '/');

export function isFixed(path: string): boolean {
  return path.includes('/node_modules/') || (path.endsWith('.d.ts') && path.startsWith(ownBuild));
}
