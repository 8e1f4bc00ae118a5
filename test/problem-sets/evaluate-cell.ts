// Runs a notebook cell's text the short way: types stripped, the library's names in scope, what it defines handed back.
import ts from 'typescript';
import * as lib from '../../lib/index.js';

/** The value a cell gives to the name `name`. */
export function evaluateCell(source: string, name: string): unknown {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  const defined = new RegExp(`\\b(class|function|const|let) ${name}\\b`);
  const names = Object.keys(lib).filter((each) => each !== name && !(each === 'default'));
  const values = names.map((each) => (lib as Record<string, unknown>)[each]);
  return new Function(...names, `${outputText}\nreturn ${defined.test(source) ? name : 'undefined'};`)(
    ...values,
  );
}
