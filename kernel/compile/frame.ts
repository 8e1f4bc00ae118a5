// The lines around a place in a cell, with a marker under it.

/** 1-based line and column of a UTF-16 offset. */
export function lineAndColumn(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, offset);
  const start = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: before.length - start + 1 };
}

/**
 * ```
 *   1 | const rate = 0.5
 * > 2 | rate.push(1)
 *     |      ^^^^
 * ```
 */
export function codeFrame(source: string, line: number, column: number, length = 1, context = 1): string {
  const lines = source.split(/\r?\n/);
  const first = Math.max(1, line - context);
  const last = Math.min(lines.length, line + context);
  const width = String(last).length;
  const rows: string[] = [];
  for (let number = first; number <= last; number++) {
    const text = lines[number - 1];
    rows.push(`${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${text}`.trimEnd());
    if (number !== line) continue;
    // Tabs stay tabs, so that the marker stands under its place.
    const indent = text.slice(0, column - 1).replace(/[^\t]/g, ' ');
    const marker = '^'.repeat(Math.max(1, Math.min(length, text.length - column + 1)));
    rows.push(`  ${' '.repeat(width)} | ${indent}${marker}`);
  }
  return rows.join('\n');
}
