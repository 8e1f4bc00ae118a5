// Runs a notebook cell's text the short way: types stripped, the library's names in scope, what it defines handed back.
import ts from 'typescript';
import * as lib from '../../lib/index.js';

/** The value a cell gives to the name `name`. */
export function evaluateCell(source: string, name: string): unknown {
  const defined = new RegExp(`\\b(class|function|const|let) ${name}\\b`);
  return run(source, [name], defined.test(source) ? name : 'undefined');
}

/** Finds what a cell defines, by name. `more` stands in scope beside the library. */
export function lookupIn(source: string, more: Record<string, unknown> = {}): (name: string) => unknown {
  const names = Array.from(source.matchAll(/^(?:class|function|const|let) ([\w$]+)/gm), ([, name]) => name);
  const values = run(source, names, `{ ${names.join(', ')} }`, more) as Record<string, unknown>;
  return (name) => values[name];
}

/** Runs a cell that defines some names and returns an expression in them. */
function run(
  source: string,
  defined: readonly string[],
  result: string,
  more: Record<string, unknown> = {},
): unknown {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  const scope: Record<string, unknown> = { ...lib, ...more };
  const names = Object.keys(scope).filter((each) => !defined.includes(each) && each !== 'default');
  const values = names.map((each) => scope[each]);
  return new Function(...names, `${outputText}\nreturn ${result};`)(...values);
}
