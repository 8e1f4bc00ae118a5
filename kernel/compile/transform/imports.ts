// What the import declarations of a cell ask for. They are data for the evaluator, which loads modules before the cell runs.
import ts from '../typescript.cjs';
import { importedNames } from '../names.js';
import type { CellImport } from '../types.js';

/** The module and the names that `statement` needs at run time, or undefined when it is about types only. */
export function importOf(statement: ts.Statement, checker: ts.TypeChecker): CellImport | undefined {
  if (ts.isImportDeclaration(statement)) {
    if (statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return undefined;
    const named = importedNames(statement);
    const values = named.filter(
      ({ isTypeOnly, declaration }) => !isTypeOnly && isImportedValue(declaration, checker),
    );
    // An import of types only leaves nothing to load; `import 'x'` is there for what loading does.
    if (named.length > 0 && values.length === 0) return undefined;
    const names = values.map(({ exported, local }) => ({ exported, local }));
    return cellImport(statement.moduleSpecifier, names, statement.attributes);
  }
  if (ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined && !statement.isTypeOnly) {
    return cellImport(statement.moduleSpecifier, []);
  }
  if (ts.isImportEqualsDeclaration(statement) && ts.isExternalModuleReference(statement.moduleReference)) {
    const isValue = !statement.isTypeOnly && isImportedValue(statement, checker);
    const names = [{ exported: 'default', local: statement.name.text }];
    return isValue ? cellImport(statement.moduleReference.expression, names) : undefined;
  }
  return undefined;
}

function cellImport(
  specifier: ts.Expression,
  names: CellImport['names'],
  attributes?: ts.ImportAttributes,
): CellImport | undefined {
  if (!ts.isStringLiteral(specifier)) return undefined;
  if (attributes === undefined) return { specifier: specifier.text, names };
  const entries = attributes.elements.flatMap(({ name, value }): [string, string][] =>
    ts.isStringLiteral(value) ? [[name.text, value.text]] : [],
  );
  return { specifier: specifier.text, names, attributes: Object.fromEntries(entries) };
}

export function isImportedValue(declaration: ts.NamedDeclaration, checker: ts.TypeChecker): boolean {
  const symbol = declaration.name && checker.getSymbolAtLocation(declaration.name);
  if (symbol === undefined) return true;
  const target = checker.getAliasedSymbol(symbol);
  // A module without declarations resolves to nothing: what comes from it is taken for a value.
  return target.declarations === undefined || (target.flags & ts.SymbolFlags.Value) !== 0;
}
