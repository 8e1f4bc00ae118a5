// Completion: what may stand at the cursor, the notebook's own names first.
import ts from './typescript.cjs';
import { topLevelNames } from './names.js';
import type { Completion, CompletionItem } from './types.js';

const kinds = new Map<ts.ScriptElementKind, string>([
  [ts.ScriptElementKind.functionElement, 'function'],
  [ts.ScriptElementKind.localFunctionElement, 'function'],
  [ts.ScriptElementKind.classElement, 'class'],
  [ts.ScriptElementKind.localClassElement, 'class'],
  [ts.ScriptElementKind.interfaceElement, 'interface'],
  [ts.ScriptElementKind.typeElement, 'type'],
  [ts.ScriptElementKind.typeParameterElement, 'type'],
  [ts.ScriptElementKind.enumElement, 'enum'],
  [ts.ScriptElementKind.enumMemberElement, 'constant'],
  [ts.ScriptElementKind.moduleElement, 'module'],
  [ts.ScriptElementKind.externalModuleName, 'module'],
  [ts.ScriptElementKind.constElement, 'constant'],
  [ts.ScriptElementKind.letElement, 'variable'],
  [ts.ScriptElementKind.variableElement, 'variable'],
  [ts.ScriptElementKind.localVariableElement, 'variable'],
  [ts.ScriptElementKind.parameterElement, 'variable'],
  [ts.ScriptElementKind.memberFunctionElement, 'method'],
  [ts.ScriptElementKind.memberVariableElement, 'property'],
  [ts.ScriptElementKind.memberGetAccessorElement, 'property'],
  [ts.ScriptElementKind.memberSetAccessorElement, 'property'],
  [ts.ScriptElementKind.memberAccessorVariableElement, 'property'],
  [ts.ScriptElementKind.keyword, 'keyword'],
  [ts.ScriptElementKind.string, 'value'],
]);

/** The part of a name that ends at `cursor`. */
export function wordBefore(source: string, cursor: number): string {
  return /[\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*$/u.exec(source.slice(0, cursor))?.[0] ?? '';
}

/** Whether a name is proposed for what was typed: capitals need not be right. */
export function beginsWith(name: string, typed: string): boolean {
  return name.toLowerCase().startsWith(typed.toLowerCase());
}

/** TypeScript's mark for names declared near the cursor; globals come later. */
const locationPriority = '11';

/**
 * What may stand at `cursor` of a file whose first `shift` characters are the prologue. `known` are the names of the
 * notebook.
 */
export function complete(
  service: ts.LanguageService,
  path: string,
  source: string,
  cursor: number,
  shift: number,
  known: ReadonlySet<string>,
): Completion {
  const word = wordBefore(source, cursor);
  const found = service.getCompletionsAtPosition(path, cursor + shift, {
    includeCompletionsWithInsertText: true,
    includeCompletionsForModuleExports: false,
  });
  const entries = found?.entries ?? [];
  // Inside a string the proposals replace what is between the quotes.
  const span = entries.find(
    (entry) => entry.replacementSpan !== undefined && entry.kind === ts.ScriptElementKind.string,
  );
  const start =
    span?.replacementSpan === undefined ? cursor - word.length : span.replacementSpan.start - shift;
  const typed = source.slice(start, cursor);
  const rank = (entry: ts.CompletionEntry): string => {
    // What begins exactly as typed comes before what differs in capitals.
    const exactness = entry.name.startsWith(typed) ? '0' : '1';
    if (found?.isMemberCompletion === true) return exactness + entry.sortText;
    if (entry.kind === ts.ScriptElementKind.keyword) return `${exactness}2`;
    return known.has(entry.name) || entry.sortText <= locationPriority ? `${exactness}0` : `${exactness}1`;
  };
  const kindOfAlias = aliasKinds(service.getProgram(), path, shift);
  const items = entries
    .filter((entry) => beginsWith(entry.name, typed) && (entry.insertText ?? entry.name) === entry.name)
    .map((entry) => ({ entry, rank: rank(entry) }))
    .sort((a, b) => compare(a.rank, b.rank) || compare(a.entry.name, b.entry.name))
    .map(({ entry }): CompletionItem => {
      const type =
        entry.kind === ts.ScriptElementKind.alias ? kindOfAlias(entry.name) : kinds.get(entry.kind);
      return { text: entry.name, type: type ?? 'value', start, end: cursor };
    });
  return { items, start, end: cursor };
}

/** Plain code-unit order: locale-aware collation is slower, and a V8 start-up snapshot cannot hold it. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const symbolKinds: [ts.SymbolFlags, string][] = [
  [ts.SymbolFlags.Class, 'class'],
  [ts.SymbolFlags.Function, 'function'],
  [ts.SymbolFlags.Enum, 'enum'],
  [ts.SymbolFlags.Variable, 'constant'],
  [ts.SymbolFlags.Module, 'module'],
  [ts.SymbolFlags.Interface, 'interface'],
  [ts.SymbolFlags.TypeAlias, 'type'],
];

/** Says what a name that the prologue imports really is. */
function aliasKinds(
  program: ts.Program | undefined,
  path: string,
  shift: number,
): (name: string) => string | undefined {
  const checker = program?.getTypeChecker();
  const statements = program?.getSourceFile(path)?.statements.filter(({ end }) => end <= shift) ?? [];
  const names = topLevelNames(statements);
  return (name) => {
    const declaration = names.get(name)?.declarations[0] as ts.NamedDeclaration | undefined;
    const symbol = declaration?.name && checker?.getSymbolAtLocation(declaration.name);
    if (symbol === undefined || !(symbol.flags & ts.SymbolFlags.Alias)) return undefined;
    const flags = checker?.getAliasedSymbol(symbol).flags ?? 0;
    return symbolKinds.find(([flag]) => flags & flag)?.[1];
  };
}
