// Runs a notebook cell's text the short way: types stripped, the library's names in scope, what it defines handed back.
import ts from 'typescript';
import * as lib from '../../lib/index.js';

/** The value a cell gives to the name `name`. */
export function evaluateCell(source: string, name: string): unknown {
  const defined = new RegExp(`\\b(class|function|const|let) ${name}\\b`);
  return run(source, [name], defined.test(source) ? name : 'undefined');
}

/** Finds what a cell defines, by name. */
export function lookupIn(source: string): (name: string) => unknown {
  const names = Array.from(source.matchAll(/^(?:class|function|const|let) ([\w$]+)/gm), ([, name]) => name);
  const values = run(source, names, `{ ${names.join(', ')} }`) as Record<string, unknown>;
  return (name) => values[name];
}

/** Runs a cell that defines some names and returns an expression in them. */
function run(source: string, defined: readonly string[], result: string): unknown {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  const names = Object.keys(lib).filter((each) => !defined.includes(each) && each !== 'default');
  const values = names.map((each) => (lib as Record<string, unknown>)[each]);
  return new Function(...names, `${outputText}\nreturn ${result};`)(...values);
}
