// Errors as a beginner can read them: the cell's own lines, a code frame, no frames of the kernel's.
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { dirname, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { codeFrame } from '../compile/frame.js';
import type { CompiledCell } from '../compile/types.js';
import type { ErrorContent } from '../wire/messages.js';
import { plainText } from './mime.js';

const RED = '\u001b[31m';
const BOLD = '\u001b[1m';
const PLAIN = '\u001b[0m';

const here = fileURLToPath(import.meta.url);
const kernelFolder = dirname(dirname(here)) + sep;
const packageFolder = dirname(dirname(kernelFolder.slice(0, -1))) + sep;
const MAX_FRAMES = 12;
const MAX_CAUSES = 4;

interface Place {
  cell: string;
  line: number;
  column: number;
}

/** The source maps of what ran, read when an error needs them. */
export class ErrorSources {
  private readonly cells = new Map<string, { code: CompiledCell; map?: TraceMap }>();

  add(code: CompiledCell): void {
    this.cells.set(code.file, { code });
  }

  /** Where a place of the emitted JavaScript is in the cell. */
  place(file: string, line: number, column: number): Place | undefined {
    const map = this.map(file);
    if (!map) return undefined;
    const original = originalPositionFor(map, { line, column: column - 1 });
    if (original.line === null) return undefined;
    return { cell: file, line: original.line, column: original.column + 1 };
  }

  text(file: string): string | undefined {
    return this.map(file)?.sourcesContent?.[0] ?? undefined;
  }

  private map(file: string): TraceMap | undefined {
    const entry = this.cells.get(file);
    if (!entry) return undefined;
    return (entry.map ??= new TraceMap(entry.code.sourceMap));
  }
}

/** Name, message and traceback of anything that was thrown. Never throws itself. */
export function describeError(error: unknown, sources: ErrorSources): ErrorContent {
  try {
    return describe(error, sources, MAX_CAUSES);
  } catch {
    // A hostile or broken object: its own getters throw.
    return { ename: 'Error', evalue: 'an error that cannot be shown', traceback: ['an error that cannot be shown'] };
  }
}

function describe(error: unknown, sources: ErrorSources, causes: number): ErrorContent {
  if (!isErrorLike(error)) {
    const evalue = typeof error === 'string' ? error : plainText(error);
    return { ename: 'Thrown', evalue, traceback: [`${RED}${BOLD}Thrown${PLAIN}: ${evalue}`] };
  }
  const ename = String(error.name || 'Error');
  const evalue = String(error.message ?? '');
  const { lines, first } = readStack(error, sources);
  const traceback = [`${RED}${BOLD}${ename}${PLAIN}: ${evalue}`];
  const source = first && sources.text(first.cell);
  if (first && source !== undefined) traceback.push('', codeFrame(source, first.line, first.column));
  if (lines.length > 0) traceback.push('', ...lines);
  const inner = 'errors' in error && Array.isArray(error.errors) ? error.errors.slice(0, 5) : [];
  for (const part of inner) if (causes > 0) traceback.push('', ...describe(part, sources, causes - 1).traceback.map((line) => `  ${line}`));
  if (causes > 0 && error.cause !== undefined && error.cause !== null) {
    const cause = describe(error.cause, sources, causes - 1);
    traceback.push('', `Caused by ${cause.traceback[0]}`, ...cause.traceback.slice(1));
  }
  return { ename, evalue, traceback };
}

interface ErrorLike {
  name?: unknown;
  message?: unknown;
  stack?: unknown;
  cause?: unknown;
}

function isErrorLike(error: unknown): error is ErrorLike {
  return error instanceof Error || (typeof error === 'object' && error !== null && 'stack' in error && 'message' in error);
}

function readStack(error: ErrorLike, sources: ErrorSources): { lines: string[]; first?: Place } {
  const stack = typeof error.stack === 'string' ? error.stack : '';
  const lines: string[] = [];
  let first: Place | undefined;
  for (const row of stack.split('\n')) {
    const match = /^\s+at (?:(.*?) \()?(.+?):(\d+):(\d+)\)?$/.exec(row);
    if (!match) continue;
    const [, name, rawFile, line, column] = match;
    const file = rawFile.replace(/^async /, '');
    const place = sources.place(file, Number(line), Number(column));
    if (place) {
      first ??= place;
      lines.push(`    at ${named(name, `${cellName(file)}, line ${place.line}, column ${place.column}`)}`);
    } else if (isWorthShowing(file)) {
      lines.push(`    at ${named(name, `${shortened(file)}:${line}:${column}`)}`);
    }
  }
  // Without a line of a cell in it, the rest of the trace is all there is to go by.
  return { lines: lines.slice(0, MAX_FRAMES), first };
}

function named(name: string | undefined, place: string): string {
  return name && !/<anonymous>/.test(name) ? `${name.replace(/^Object\./, '')} (${place})` : place;
}

function cellName(file: string): string {
  return file.replace(/^cell-(.*)\.ts$/, 'cell $1');
}

/** Not Node's own machinery, not the kernel's, and no emitted code of a cell that is forgotten. */
function isWorthShowing(file: string): boolean {
  if (/^(node:|edflab:|evalmachine|<anonymous>|cell-)/.test(file)) return false;
  const path = file.startsWith('file:') ? fileURLToPath(file) : file;
  return !path.startsWith(kernelFolder);
}

function shortened(file: string): string {
  const path = file.startsWith('file:') ? file : pathToFileURL(file).href;
  const own = pathToFileURL(packageFolder).href;
  return path.startsWith(own) ? `edflab/${path.slice(own.length)}` : decodeURI(path.replace(/^file:\/\//, ''));
}
