// What the compiler found, as an error on the page: place, code frame, and the hint in plain words.
import type { CellDiagnostic } from '../compile/types.js';
import type { ErrorContent } from '../wire/messages.js';

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
  const traceback = diagnostics
    .slice(0, MAX_SHOWN)
    .flatMap((diagnostic, index) => [
      ...(index > 0 ? [''] : []),
      `${RED}${BOLD}${nameOf(diagnostic)}${PLAIN}: ${diagnostic.message}`,
      ...(diagnostic.hint === undefined ? [] : [diagnostic.hint]),
      '',
      diagnostic.frame,
      '',
      `    at cell ${cell}, line ${diagnostic.line}, column ${diagnostic.column}`,
    ]);
  const rest = diagnostics.length - MAX_SHOWN;
  if (rest > 0) traceback.push('', `... and ${rest} more`);
  return {
    ename: nameOf(first),
    evalue: `${first.message} (line ${first.line}, column ${first.column})`,
    traceback,
  };
}
