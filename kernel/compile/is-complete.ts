// Whether a console should run what was typed, or wait for more.
import ts from './typescript.cjs';
import type { Completeness } from './types.js';

/** A text is incomplete when the first thing the parser misses is at its end. */
export function isComplete(source: string): Completeness {
  const file = ts.createSourceFile('console.ts', source, ts.ScriptTarget.Latest, false, ts.ScriptKind.TS);
  // The parser's own list; the public way to it builds a program.
  const [first] = (file as unknown as { parseDiagnostics: ts.DiagnosticWithLocation[] }).parseDiagnostics;
  if (first === undefined) return { status: 'complete' };
  const isAtEnd = first.start >= source.trimEnd().length || mayGoOn.has(first.code);
  if (!isAtEnd || first.code === unterminatedString) return { status: 'invalid' };
  return { status: 'incomplete', indent: nextIndent(source) };
}

/** A comment and a template literal may go on in the next line; a string may not. */
const mayGoOn = new Set([1010, 1160]);
const unterminatedString = 1002;

function nextIndent(source: string): string {
  const line = source.trimEnd().split('\n').at(-1) ?? '';
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  return /(?:[{([]|=>|\belse|\bdo)$/.test(line.trimEnd()) ? `${indent}  ` : indent;
}
