/** Lines of a report as a terminal shows them: broken between words, and with the colours of traffic lights. */
import { Help } from 'commander';
import colours from 'picocolors';

const ofMark: Record<string, (text: string) => string> = {
  '✓': colours.green,
  '◐': colours.yellow,
  '✗': colours.red,
  '…': colours.yellow,
};
const marked = /^( *)([✓◐✗…])( .*)$/su;
const ofCodeFrame = /^ *(?:> )?\d* *\|/;

/** A line that is too long goes on under its own beginning. */
function wrapped(line: string, columns: number): string {
  if (line.length <= columns || ofCodeFrame.test(line)) return line;
  const [start] = /^ *(?:[✓◐✗…] )?/u.exec(line)!;
  const rest = new Help().boxWrap(line.slice(start.length), columns - start.length);
  return start + rest.replaceAll('\n', `\n${' '.repeat(start.length)}`);
}

/** What begins with a mark and is not indented is a headline. */
function coloured(line: string): string {
  const [, indent, mark, rest] = marked.exec(line) ?? [];
  if (mark === undefined) return line;
  return `${indent}${ofMark[mark](mark)}${indent === '' ? colours.bold(rest) : rest}`;
}

/** @param columns the width of the terminal; undefined for a file or a pipe, whose lines stay whole */
export function forTerminal(lines: readonly string[], columns: number | undefined): string {
  const broken = columns === undefined ? lines : lines.map((line) => wrapped(line, columns));
  return broken.map(coloured).join('\n');
}
