// What the compiler found, for the page: errors with place, code frame and the hint in plain words; warnings in one quiet line.
import type { CellDiagnostic } from '../compile/types.js';
import type { ErrorContent, MimeBundle } from '../wire/messages.js';

const RED = '\u001b[31m';
const BOLD = '\u001b[1m';
const PLAIN = '\u001b[0m';
const MAX_SHOWN = 5;

/** TypeScript's numbers below 2000 are about the syntax. */
function nameOf({ code }: CellDiagnostic): string {
  return code < 2000 ? 'SyntaxError' : `TS${code}`;
}

export function compileError(diagnostics: CellDiagnostic[], cell: number): ErrorContent {
  const [first] = diagnostics;
  const different = withoutRepetition(diagnostics);
  const traceback = different
    .slice(0, MAX_SHOWN)
    .flatMap((diagnostic, index) => [
      ...(index > 0 ? [''] : []),
      `${RED}${BOLD}${nameOf(diagnostic)}${PLAIN}: ${diagnostic.message}`,
      ...(diagnostic.hint === undefined ? [] : [diagnostic.hint]),
      '',
      diagnostic.frame,
      '',
      `    at cell ${cell}, line ${diagnostic.line}, column ${diagnostic.column}`,
      ...(diagnostic.documented === undefined ? [] : [`    documentation: run ${diagnostic.documented}?`]),
    ]);
  const rest = different.length - MAX_SHOWN;
  if (rest > 0) traceback.push('', `... and ${rest} more`);
  return {
    ename: nameOf(first),
    evalue: `${first.message} (line ${first.line}, column ${first.column})`,
    traceback,
  };
}

/** The same name misspelled ten times is one mistake, and the same advice is given once. */
function withoutRepetition(diagnostics: CellDiagnostic[]): CellDiagnostic[] {
  const said = new Set<string>();
  const isNew = (text: string): boolean => !said.has(text) && said.add(text) !== undefined;
  return diagnostics
    .filter(({ code, message }) => isNew(`${code} ${message}`))
    .map((diagnostic) => {
      const { hint } = diagnostic;
      return hint === undefined || isNew(hint) ? diagnostic : { ...diagnostic, hint: undefined };
    });
}

/** What is allowed and probably not meant, or undefined when there is nothing of the kind. */
export function compileWarning(diagnostics: CellDiagnostic[]): MimeBundle | undefined {
  const warnings = diagnostics.filter(({ category }) => category === 'warning').slice(0, MAX_SHOWN);
  if (warnings.length === 0) return undefined;
  const lines = warnings.map(({ line, message }) => `Line ${line}: ${message}`);
  return quietNote(lines.join('\n'));
}

/** Text beside the point of the cell, `code` between backquotes. */
export function quietNote(text: string): MimeBundle {
  const html = text
    .replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/`([^`]*)`/g, '<code>$1</code>')
    .replaceAll('\n', '<br>');
  return { 'text/html': `<small style="opacity: 0.65">${html}</small>`, 'text/plain': text };
}
