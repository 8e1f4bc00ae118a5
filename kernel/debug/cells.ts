// The cells a debugger may name. Front ends name a cell's text by a path that they compute from its hash; nothing is on disk.
// One text may have run several times, each time as a file of its own, and functions of all of them may be alive.
import { allGeneratedPositionsFor, LEAST_UPPER_BOUND, TraceMap } from '@jridgewell/trace-mapping';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LineColumn } from '../compile/debug.js';
import type { CompiledCell } from '../compile/types.js';
import { murmur2 } from './murmur2.js';

const SEED = 0xc70f6907;
const MAX_FILES = 2000;

interface CellFile {
  /** `cell-3.ts` */
  file: string;
  sourceMap: string;
  /** Once somebody asked. */
  parsed?: TraceMap;
  path?: string;
}

export class DebugCells {
  /** How front ends compute the path of a cell's text. */
  readonly naming = {
    hashMethod: 'Murmur2',
    hashSeed: SEED,
    // JupyterLab calls what has this word in its path by the cell's number.
    tmpFilePrefix: join(tmpdir(), `ipykernel_edflab_${process.pid}`, '/'),
    tmpFileSuffix: '.ts',
  };
  private readonly files = new Map<string, CellFile>();
  /** Texts by path: those that were announced and those that ran. */
  private readonly texts = new Map<string, string>();

  pathOf(text: string): string {
    const { hashSeed, tmpFilePrefix, tmpFileSuffix } = this.naming;
    return `${tmpFilePrefix}${murmur2(text, hashSeed)}${tmpFileSuffix}`;
  }

  /** A text that may run later. Returns its path. */
  announce(text: string): string {
    const path = this.pathOf(text);
    this.texts.set(path, text);
    return path;
  }

  /** A cell that is about to run. */
  add({ file, sourceMap }: Pick<CompiledCell, 'file' | 'sourceMap'>): void {
    if (sourceMap === '') return;
    this.files.set(file, { file, sourceMap });
    if (this.files.size > MAX_FILES) this.files.delete(this.files.keys().next().value!);
  }

  /** The session is gone, and what ran in it. */
  forget(): void {
    this.files.clear();
  }

  /** Nobody debugs any more. */
  clear(): void {
    this.files.clear();
    this.texts.clear();
  }

  text(path: string): string | undefined {
    return this.texts.get(path) ?? this.filesAt(path).map((file) => textOf(parsed(file)))[0];
  }

  /** The path that stands for `cell-3.ts`. */
  pathOfFile(name: string): string | undefined {
    const file = this.files.get(name);
    return file && this.path(file);
  }

  textOfFile(name: string): string | undefined {
    const file = this.files.get(name);
    return file && textOf(parsed(file));
  }

  /** The files in which the text at `path` has run. */
  filesOf(path: string): string[] {
    return this.filesAt(path).map(({ file }) => file);
  }

  /** The place in the emitted code of a place in the text, both 1-based. */
  emitted(name: string, { line, column }: LineColumn): LineColumn | undefined {
    const file = this.files.get(name);
    if (!file) return undefined;
    const map = parsed(file);
    const needle = {
      source: map.sources[0] ?? '',
      line,
      column: column - 1,
      bias: LEAST_UPPER_BOUND,
    } as const;
    const places = allGeneratedPositionsFor(map, needle).flatMap(({ line, column }) =>
      line === null || column === null ? [] : [{ line, column: column + 1 }],
    );
    // A last expression is emitted as `return [expression]`: the statement begins before the expression.
    return places.sort((a, b) => a.line - b.line || a.column - b.column)[0];
  }

  private filesAt(path: string): CellFile[] {
    return [...this.files.values()].filter((file) => this.path(file) === path);
  }

  private path(file: CellFile): string {
    return (file.path ??= this.pathOf(textOf(parsed(file))));
  }
}

function parsed(file: CellFile): TraceMap {
  return (file.parsed ??= new TraceMap(file.sourceMap));
}

function textOf(map: TraceMap): string {
  return map.sourcesContent?.[0] ?? '';
}
