// Errors as a beginner can read them: the cell's own lines and a code frame. The stacks are already in the cells' terms:
// evaluate-errors.ts maps them.
import { dirname, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readableMessage } from '../compile/box-names.js';
import { codeFrame } from '../compile/frame.js';
import type { ErrorContent } from '../wire/messages.js';
import { calledThere, errorHint, type Place } from './error-hints.js';
import type { SourceMaps } from './evaluate-errors.js';
import { plainText } from './mime.js';

const RED = '\u001b[31m';
const BOLD = '\u001b[1m';
const PLAIN = '\u001b[0m';

/** This package as it was built: kernel and library. A student can change neither. */
const ownFolder = dirname(dirname(dirname(fileURLToPath(import.meta.url)))) + sep;
const MAX_FRAMES = 12;
const MAX_CAUSES = 4;

/** What describing an error needs to know of the session. */
export interface ErrorContext {
  maps: SourceMaps;
  /** Names whose documentation the kernel has. */
  preloaded: ReadonlySet<string>;
}

/** Name, message and traceback of anything that was thrown. Never throws itself. */
export function describeError(error: unknown, context: ErrorContext): ErrorContent {
  try {
    return describe(error, context, MAX_CAUSES);
  } catch {
    // A hostile or broken object: its own getters throw.
    return {
      ename: 'Error',
      evalue: 'an error that cannot be shown',
      traceback: ['an error that cannot be shown'],
    };
  }
}

function describe(error: unknown, context: ErrorContext, causes: number): ErrorContent {
  if (!isErrorLike(error)) {
    const evalue = typeof error === 'string' ? error : plainText(error);
    return { ename: 'Thrown', evalue, traceback: [`${RED}${BOLD}Thrown${PLAIN}: ${evalue}`] };
  }
  const ename = String(error.name || 'Error');
  const evalue = readableMessage(String(error.message ?? ''));
  const { lines, frame, place } = readStack(error, context.maps);
  const traceback = [`${RED}${BOLD}${ename}${PLAIN}: ${evalue}`];
  const hint = errorHint(evalue, place);
  if (hint !== undefined) traceback.push(hint);
  if (frame !== undefined) traceback.push('', frame);
  if (lines.length > 0) traceback.push('', ...lines);
  const called = place && calledThere(place, context.preloaded);
  if (called !== undefined) traceback.push(`    documentation: run ${called}?`);
  if (causes === 0) return { ename, evalue, traceback };
  for (const part of Array.isArray(error.errors) ? error.errors.slice(0, MAX_CAUSES) : []) {
    traceback.push('', ...describe(part, context, causes - 1).traceback.map((line) => `  ${line}`));
  }
  if (error.cause !== undefined && error.cause !== null) {
    const cause = describe(error.cause, context, causes - 1);
    traceback.push('', `Caused by ${cause.traceback[0]}`, ...cause.traceback.slice(1));
  }
  return { ename, evalue, traceback };
}

interface ErrorLike {
  name?: unknown;
  message?: unknown;
  stack?: unknown;
  cause?: unknown;
  errors?: unknown;
}

function isErrorLike(error: unknown): error is ErrorLike {
  return (
    error instanceof Error ||
    (typeof error === 'object' && error !== null && 'stack' in error && 'message' in error)
  );
}

/** The frames worth showing, and the code around the first one that is in the student's code. */
function readStack(error: ErrorLike, maps: SourceMaps): { lines: string[]; frame?: string; place?: Place } {
  const stack = typeof error.stack === 'string' ? error.stack : '';
  const lines: string[] = [];
  let frame: string | undefined;
  let place: Place | undefined;
  for (const row of stack.split('\n')) {
    const match = /^\s+at (?:(.*?) \()?(?:async )?([^()]+?):(\d+):(\d+)\)?$/.exec(row);
    if (!match) continue;
    const [, name, file, line, column] = match;
    if (!isWorthShowing(file)) continue;
    const source = frame === undefined ? maps.text(file) : undefined;
    if (source !== undefined) {
      frame = codeFrame(source, Number(line), Number(column));
      place = { text: source.split(/\r?\n/)[Number(line) - 1] ?? '', column: Number(column) };
    }
    const cell = /^cell-(.+)\.ts$/.exec(file)?.[1];
    const where =
      cell === undefined
        ? `${pathOf(file)}:${line}:${column}`
        : `${cellName(cell)}, line ${line}, column ${column}`;
    lines.push(
      `    at ${name && !name.includes('<anonymous>') ? `${name.replace(/^Object\./, '')} (${where})` : where}`,
    );
  }
  return { lines: withoutRuns(lines).slice(0, MAX_FRAMES), frame, place };
}

/** A function that calls itself fills the stack with one line. */
function withoutRuns(lines: string[]): string[] {
  const runs: { line: string; count: number }[] = [];
  for (const line of lines) {
    const last = runs.at(-1);
    if (last?.line === line) last.count++;
    else runs.push({ line, count: 1 });
  }
  return runs.flatMap(({ line, count }) =>
    count > 2 ? [line, '    ... and so on'] : new Array<string>(count).fill(line),
  );
}

/** Code that is not a numbered cell of the page is compiled under a negative number. */
function cellName(cell: string): string {
  return cell.startsWith('-') ? 'code of the page' : `cell ${cell}`;
}

function isWorthShowing(file: string): boolean {
  if (/^(node:|edflab:|evalmachine|<anonymous>)/.test(file)) return false;
  return !pathOf(file).startsWith(ownFolder);
}

function pathOf(file: string): string {
  return file.startsWith('file:') ? fileURLToPath(file) : file;
}
