/**
 * What the compiler finds wrong in a problem set's own TypeScript: a kind of problem that there is not, a missing shape, a
 * misspelt field. Problem sets of the package are part of its build; one in a folder of its own is checked by nobody else.
 */
import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compilerOptions, isIgnored } from '../kernel/compile/options.js';
import ts from '../kernel/compile/typescript.cjs';

const declarationsOf = (module: string): string =>
  fileURLToPath(new URL(`../lib/${module}.d.ts`, import.meta.url));

const options: ts.CompilerOptions = {
  ...compilerOptions,
  noEmit: true,
  paths: { edflab: [declarationsOf('index')], 'edflab/gradcheck': [declarationsOf('gradcheck/index')] },
};

/** Node's own modules and globals: there when a declaration is loaded, without types here. */
const needsNodeTypes = ({ code, messageText }: ts.Diagnostic): boolean =>
  code === 2580 ||
  code === 2591 ||
  (code === 2307 && /'node:/.test(ts.flattenDiagnosticMessageText(messageText, '\n')));

/** Every error of the `.ts` files of a folder: where, what, and the line itself. */
export function declarationErrors(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.split(sep).includes('node_modules'))
    .map((file) => join(folder, file));
  const program = ts.createProgram(files, options);
  const sources = files.map((file) => program.getSourceFile(file)!);
  // Where a bracket is missing, the rest of what could be said is not worth reading.
  const syntax = sources.flatMap((source) => program.getSyntacticDiagnostics(source).slice(0, 1));
  const found =
    syntax.length > 0 ? syntax : sources.flatMap((source) => program.getSemanticDiagnostics(source));
  return found.filter((diagnostic) => !isIgnored(diagnostic) && !needsNodeTypes(diagnostic)).map(describe);
}

function describe({ file, start, messageText }: ts.Diagnostic): string {
  const { line, character } = file!.getLineAndCharacterOfPosition(start!);
  const text = file!.text.split('\n')[line];
  const place = `${relative('', file!.fileName)}:${line + 1}:${character + 1}`;
  return [place, `  ${plainest(messageText)}`, `  ${text.trim()}`].join('\n');
}

/** Of a chain of messages, each the reason of the one before, the last says what to change. What the object has already is left out. */
function plainest(message: string | ts.DiagnosticMessageChain): string {
  if (typeof message !== 'string')
    return plainest(message.next?.length ? message.next.at(-1)! : message.messageText);
  return message
    .replace(
      /^Property ('.*?') is missing in type .* but required in type '(\w+)'\.$/s,
      '$1 is missing: every $2 has it.',
    )
    .replace(/^Property ('.*?') is missing in type .*$/s, '$1 is missing.')
    .replace(
      /^Type .* is missing the following properties from type '(.*?)': (.*)$/s,
      '$2 are missing: every $1 has them.',
    )
    .replace(/^Object literal may only specify known properties, (?:but|and) /, '');
}
