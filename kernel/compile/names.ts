// Which names a cell declares at its top level, and which it mentions at all. Read off the syntax, before any type is known.
import ts from './typescript.cjs';

export interface TopLevelName {
  name: string;
  /** `let` and `var`: later cells may assign to it. */
  mutable: boolean;
  /** Carries `export` itself, so the prologue must not export it again. */
  exported: boolean;
  /** Declared with `declare`: known to the checker, absent at run time. */
  ambient: boolean;
  /** The nodes that declare it. */
  declarations: ts.Node[];
}

function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === kind)
  );
}

/** The identifiers that a binding (`x`, `{ a, b: [c] }`) introduces, each with the node that declares it. */
export function boundNames(declaration: ts.VariableDeclaration | ts.BindingElement): [string, ts.Node][] {
  if (ts.isIdentifier(declaration.name)) return [[declaration.name.text, declaration]];
  return declaration.name.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : boundNames(element),
  );
}

export function isVar(list: ts.VariableDeclarationList): boolean {
  return (list.flags & ts.NodeFlags.BlockScoped) === 0;
}

/** Top-level declarations of `statements`; a `var` inside a block or a loop belongs to them too. */
export function topLevelNames(statements: readonly ts.Statement[]): Map<string, TopLevelName> {
  const names = new Map<string, TopLevelName>();
  const add = (name: string, declaration: ts.Node, statement: ts.Node, mutable = false): void => {
    const exported = hasModifier(statement, ts.SyntaxKind.ExportKeyword);
    const ambient = hasModifier(statement, ts.SyntaxKind.DeclareKeyword);
    const known = names.get(name);
    if (known === undefined) {
      names.set(name, { name, mutable, exported, ambient, declarations: [declaration] });
    } else {
      known.mutable ||= mutable;
      known.exported ||= exported;
      known.ambient &&= ambient;
      known.declarations.push(declaration);
    }
  };
  const addVariables = (list: ts.VariableDeclarationList, statement: ts.Node): void => {
    const mutable = isVar(list) || (list.flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.Let;
    for (const declaration of list.declarations) {
      for (const [name, node] of boundNames(declaration)) add(name, node, statement, mutable);
    }
  };
  /** Finds `var` in nested statements, but not in nested functions. */
  const findVars = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isModuleDeclaration(node)) return;
    if (ts.isVariableDeclarationList(node) && isVar(node)) addVariables(node, node);
    ts.forEachChild(node, findVars);
  };

  for (const statement of statements) {
    if (ts.isVariableStatement(statement)) {
      addVariables(statement.declarationList, statement);
    } else if (
      ts.isFunctionDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isEnumDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isImportEqualsDeclaration(statement)
    ) {
      if (statement.name !== undefined) add(statement.name.text, statement, statement);
    } else if (ts.isModuleDeclaration(statement)) {
      if (ts.isIdentifier(statement.name) && (statement.flags & ts.NodeFlags.GlobalAugmentation) === 0) {
        add(statement.name.text, statement, statement);
      }
    } else if (ts.isImportDeclaration(statement)) {
      for (const binding of importedNames(statement)) add(binding.local, binding.declaration, statement);
    } else {
      findVars(statement);
    }
  }
  for (const name of statements.flatMap(locallyExported)) {
    const known = names.get(name);
    if (known !== undefined) known.exported = true;
  }
  return names;
}

/** The names in `export { a, b }`. */
function locallyExported(statement: ts.Statement): string[] {
  if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier !== undefined) return [];
  const clause = statement.exportClause;
  if (clause === undefined || !ts.isNamedExports(clause)) return [];
  return clause.elements.filter((element) => !element.propertyName).map((element) => element.name.text);
}

export interface ImportedName {
  exported: string;
  local: string;
  declaration: ts.ImportClause | ts.NamespaceImport | ts.ImportSpecifier;
  isTypeOnly: boolean;
}

export function importedNames(node: ts.ImportDeclaration): ImportedName[] {
  const clause = node.importClause;
  if (clause === undefined) return [];
  const isTypeOnly = clause.phaseModifier === ts.SyntaxKind.TypeKeyword;
  const names: ImportedName[] = [];
  if (clause.name !== undefined) {
    names.push({ exported: 'default', local: clause.name.text, declaration: clause, isTypeOnly });
  }
  const bindings = clause.namedBindings;
  if (bindings !== undefined && ts.isNamespaceImport(bindings)) {
    names.push({ exported: '*', local: bindings.name.text, declaration: bindings, isTypeOnly });
  } else if (bindings !== undefined) {
    for (const element of bindings.elements) {
      names.push({
        exported: (element.propertyName ?? element.name).text,
        local: element.name.text,
        declaration: element,
        isTypeOnly: isTypeOnly || element.isTypeOnly,
      });
    }
  }
  return names;
}

/** Every identifier of a text, whatever it stands for, and the modules it names. */
export function mentions(file: ts.SourceFile): { identifiers: Set<string>; modules: Set<string> } {
  const identifiers = new Set<string>();
  const modules = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) identifiers.add(node.text);
    else if (ts.isStringLiteral(node) && isModuleSpecifier(node)) modules.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { identifiers, modules };
}

function isModuleSpecifier(node: ts.StringLiteral): boolean {
  const parent = node.parent;
  return (
    ts.isImportDeclaration(parent) ||
    ts.isExportDeclaration(parent) ||
    ts.isExternalModuleReference(parent) ||
    (ts.isLiteralTypeNode(parent) && ts.isImportTypeNode(parent.parent)) ||
    (ts.isCallExpression(parent) &&
      (parent.expression.kind === ts.SyntaxKind.ImportKeyword ||
        (ts.isIdentifier(parent.expression) && parent.expression.text === 'require')))
  );
}

/** `layers` of a cell that begins with a documentation comment saying `@module layers`. */
export function moduleName(source: string): string | undefined {
  const comment = /^\s*\/\*\*([\s\S]*?)\*\//.exec(source)?.[1];
  return comment && /(?:^|\n)[\s*]*@module\s+([\w-]+)\s*$/m.exec(comment)?.[1];
}
