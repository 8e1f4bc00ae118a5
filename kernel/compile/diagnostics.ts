// TypeScript's diagnostics as problems of a cell.
import ts from './typescript.cjs';
import { codeFrame, lineAndColumn } from './frame.js';
import { isIgnored } from './options.js';
import { inPlainWords } from './plain-words.js';
import type { CellDiagnostic } from './types.js';

const categories: Record<ts.DiagnosticCategory, CellDiagnostic['category'] | undefined> = {
  [ts.DiagnosticCategory.Error]: 'error',
  [ts.DiagnosticCategory.Warning]: 'warning',
  [ts.DiagnosticCategory.Suggestion]: 'suggestion',
  [ts.DiagnosticCategory.Message]: undefined,
};

/** Assigning to a name that the prologue imports: for the reader of the notebook it is a constant. */
const assignedToImport = 2632;
const assignedToConstant = 2588;

/** `shift` is the length of the prologue in front of the cell's text; `documented` names the preloaded call at a place. */
export function cellDiagnostics(
  diagnostics: readonly ts.Diagnostic[],
  source: string,
  shift: number,
  documented: (diagnostic: ts.Diagnostic) => string | undefined,
): CellDiagnostic[] {
  const problems: CellDiagnostic[] = [];
  const seen = new Set<string>();
  for (const diagnostic of diagnostics) {
    const category = categories[diagnostic.category];
    if (category === undefined || isIgnored(diagnostic)) continue;
    // What is wrong in the prologue is the kernel's doing and no news to the student.
    const start = (diagnostic.start ?? shift) - shift;
    if (start < 0) continue;
    let message = shortened(readable(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')));
    let code = diagnostic.code;
    if (code === assignedToImport) {
      code = assignedToConstant;
      message = message.replace('an import', 'a constant');
    }
    const offset = Math.min(start, source.trimEnd().length);
    const { line, column } = lineAndColumn(source, offset);
    const length = Math.max(1, diagnostic.length ?? 1);
    const key = `${code}:${offset}:${message}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const hint = inPlainWords(code, message, source, offset, length);
    const frame = codeFrame(source, line, column, length);
    const call = documented(diagnostic);
    problems.push({
      code,
      category,
      message,
      ...(hint === undefined ? {} : { hint }),
      ...(call === undefined ? {} : { documented: call }),
      line,
      column,
      length,
      frame,
    });
  }
  return problems;
}

/** The reasons behind a message go from the general to the particular: the first line says what, the last why. */
function shortened(message: string): string {
  const lines = message.split('\n').map((line) => (line.length > 200 ? `${line.slice(0, 199)}…` : line));
  return lines.length > 3 ? [lines[0], ...lines.slice(-2)].join('\n') : lines.join('\n');
}

/** Two classes of one name are told apart by the execution that defined them, not by files that exist in memory only. */
function readable(message: string): string {
  return message
    .replaceAll(/\bimport\("[^"]*\^cell-(\d+)"\)\.([\w$]+)/g, '$2 of [$1]')
    .replaceAll(/\btypeof import\("[^"]*"\)/g, 'module')
    .replaceAll(/\bimport\("[^"]*"\)\./g, '');
}
