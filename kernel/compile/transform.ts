// Turns a cell into a function of its scope. Every name of the notebook lives in one box; references become `$x.v`, so a closure
// sees what a later cell assigns. Declarations stay as written (function names, `using`, destructuring survive) and are
// published into their boxes right after they ran.
import ts from 'typescript';
import { boundNames, importedNames, isVar, topLevelNames, type TopLevelName } from './names.js';
import type { CellImport } from './types.js';

const { factory } = ts;

export interface TransformResult {
  isAsync: boolean;
  imports: CellImport[];
  uses: Set<string>;
  assigns: Set<string>;
}

/**
 * The transformer of one cell, and what it found out on the way. `shift` is the length of the prologue;
 * `isBoxed` says of a name from outside the cell whether it exists at run time.
 */
export function cellTransformer(
  checker: ts.TypeChecker,
  shift: number,
  isBoxed: (outerName: string) => boolean,
): { transformers: ts.CustomTransformers; result: TransformResult } {
  const result: TransformResult = { isAsync: false, imports: [], uses: new Set(), assigns: new Set() };
  const before: ts.TransformerFactory<ts.SourceFile> = (context) => (file) =>
    new CellTransform(context, checker, file, shift, isBoxed, result).transform();
  // The module transformer marks what it takes for an ES module with `export {}`; a function body may not hold that.
  const after: ts.TransformerFactory<ts.SourceFile> = () => (file) =>
    factory.updateSourceFile(
      file,
      file.statements.filter((statement) => !ts.isExportDeclaration(statement)),
    );
  return { transformers: { before: [before], after: [after] }, result };
}

class CellTransform {
  private readonly names: Map<string, TopLevelName>;
  private readonly scope = factory.createUniqueName('$', ts.GeneratedIdentifierFlags.Optimistic);
  private readonly flag = factory.createUniqueName('$interrupt', ts.GeneratedIdentifierFlags.Optimistic);
  private readonly boxes = new Map<string, ts.Identifier>();
  private functionDepth = 0;
  private hasLoops = false;

  constructor(
    private readonly context: ts.TransformationContext,
    private readonly checker: ts.TypeChecker,
    private readonly file: ts.SourceFile,
    private readonly shift: number,
    private readonly isBoxed: (outerName: string) => boolean,
    private readonly result: TransformResult,
  ) {
    this.names = topLevelNames(file.statements);
  }

  transform(): ts.SourceFile {
    const own = this.file.statements.filter((statement) => statement.end > this.shift);
    const last = own.findLast((statement) => !ts.isEmptyStatement(statement));
    const hoisted: ts.Statement[] = [];
    const body = own.flatMap((statement) => this.topLevelStatement(statement, statement === last, hoisted));
    for (const { name, ambient, declarations } of this.names.values()) {
      const isHoistedVar =
        !ambient && declarations.some((node) => node.end > this.shift && isVarDeclaration(node));
      if (isHoistedVar)
        hoisted.unshift(statementOf(callMethod(this.scope, 'declare', factory.createStringLiteral(name))));
    }
    const { scope } = this;
    const constants: [ts.Identifier, ts.Expression][] = [...this.boxes].map(([name, box]) => [
      box,
      callMethod(scope, 'box', factory.createStringLiteral(name)),
    ]);
    if (this.hasLoops) constants.unshift([this.flag, factory.createPropertyAccessExpression(scope, 'flag')]);
    const declarations = constants.map(([name, value]) =>
      factory.createVariableDeclaration(name, undefined, undefined, value),
    );
    const preamble =
      declarations.length === 0
        ? []
        : [
            factory.createVariableStatement(
              undefined,
              factory.createVariableDeclarationList(declarations, ts.NodeFlags.Const),
            ),
          ];
    const cell = factory.createFunctionExpression(
      this.result.isAsync ? [factory.createModifier(ts.SyntaxKind.AsyncKeyword)] : undefined,
      undefined,
      undefined,
      undefined,
      [factory.createParameterDeclaration(undefined, undefined, scope)],
      undefined,
      factory.createBlock(
        [
          factory.createExpressionStatement(factory.createStringLiteral('use strict', true)),
          ...preamble,
          ...hoisted,
          ...body,
        ],
        true,
      ),
    );
    return factory.updateSourceFile(this.file, [factory.createReturnStatement(cell)]);
  }

  // --- statements of the cell's top level ---

  private topLevelStatement(
    statement: ts.Statement,
    isLast: boolean,
    hoisted: ts.Statement[],
  ): ts.Statement[] {
    if (ts.isImportDeclaration(statement)) {
      this.importDeclaration(statement);
      return [];
    }
    if (ts.isExportDeclaration(statement)) {
      if (statement.moduleSpecifier !== undefined && !statement.isTypeOnly)
        this.load(statement.moduleSpecifier, []);
      return [];
    }
    if (ts.isImportEqualsDeclaration(statement)) return this.importEquals(statement);
    if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) return [];
    if (ts.isExportAssignment(statement)) return this.lastOrPlain(statement, statement.expression, isLast);
    if (ts.isExpressionStatement(statement)) return this.lastOrPlain(statement, statement.expression, isLast);
    if (ts.isVariableStatement(statement)) return this.variableStatement(statement);
    if (ts.isFunctionDeclaration(statement)) {
      if (statement.body === undefined || statement.name === undefined) return [];
      hoisted.push(this.define(statement.name.text));
      return [this.withoutExport(this.visit(statement))];
    }
    if (
      ts.isClassDeclaration(statement) ||
      ts.isEnumDeclaration(statement) ||
      ts.isModuleDeclaration(statement)
    ) {
      const name =
        statement.name !== undefined && ts.isIdentifier(statement.name) ? statement.name.text : undefined;
      const visited = this.withoutExport(this.visit(statement));
      if (name === undefined || this.names.get(name)?.ambient === true || !this.isValue(statement))
        return [visited];
      return [visited, this.define(name)];
    }
    return [this.visit(statement)];
  }

  /** The value of a last expression travels inside an array: a promise must not be awaited by accident. */
  private lastOrPlain(statement: ts.Statement, expression: ts.Expression, isLast: boolean): ts.Statement[] {
    const value = this.visit(expression);
    const result = isLast
      ? factory.createReturnStatement(factory.createArrayLiteralExpression([value]))
      : factory.createExpressionStatement(value);
    return [ts.setTextRange(result, statement)];
  }

  /** One statement per declarator, each followed by what it publishes: the next one may already read it. */
  private variableStatement(statement: ts.VariableStatement): ts.Statement[] {
    if (statement.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.DeclareKeyword)) return [];
    const list = statement.declarationList;
    if ((list.flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.AwaitUsing) this.result.isAsync = true;
    return list.declarations.flatMap((declaration) => {
      const names = boundNames(declaration).map(([name]) => name);
      // `var x;` after `var x = 1;` changes nothing, and so must not publish the local variable again.
      if (isVar(list) && declaration.initializer === undefined) return [];
      const visited = this.visit(declaration);
      const single = factory.createVariableDeclarationList([visited], list.flags);
      ts.setOriginalNode(single, list);
      const kept = ts.setTextRange(factory.createVariableStatement(undefined, single), declaration);
      return [kept, ...names.map((name) => this.define(name))];
    });
  }

  private importDeclaration(node: ts.ImportDeclaration): void {
    if (node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return;
    const named = importedNames(node);
    const names = named
      .filter(({ isTypeOnly, declaration }) => !isTypeOnly && this.isImportedValue(declaration))
      .map(({ exported, local }) => ({ exported, local }));
    // An import of types only leaves nothing to load; `import 'x'` is there for what loading does.
    if (named.length > 0 && names.length === 0) return;
    this.load(node.moduleSpecifier, names, node.attributes);
  }

  private load(specifier: ts.Expression, names: CellImport['names'], attributes?: ts.ImportAttributes): void {
    if (!ts.isStringLiteral(specifier)) return;
    const entries = attributes?.elements.flatMap(({ name, value }) =>
      ts.isStringLiteral(value) ? [[name.text, value.text]] : [],
    );
    this.result.imports.push({
      specifier: specifier.text,
      names,
      ...(entries === undefined ? {} : { attributes: Object.fromEntries(entries) as Record<string, string> }),
    });
  }

  private importEquals(node: ts.ImportEqualsDeclaration): ts.Statement[] {
    if (node.isTypeOnly || !this.isImportedValue(node)) return [];
    const name = node.name.text;
    if (ts.isExternalModuleReference(node.moduleReference)) {
      this.load(node.moduleReference.expression, [{ exported: 'default', local: name }]);
      return [];
    }
    const declaration = factory.createVariableDeclaration(
      node.name,
      undefined,
      undefined,
      this.entity(node.moduleReference),
    );
    const list = factory.createVariableDeclarationList([declaration], ts.NodeFlags.Const);
    return [ts.setTextRange(factory.createVariableStatement(undefined, list), node), this.define(name)];
  }

  private entity(name: ts.EntityName): ts.Expression {
    if (ts.isIdentifier(name)) return this.visit(name as ts.Expression);
    return factory.createPropertyAccessExpression(this.entity(name.left), name.right);
  }

  private isImportedValue(declaration: ts.Declaration): boolean {
    const name = (declaration as ts.NamedDeclaration).name;
    const symbol = name === undefined ? undefined : this.checker.getSymbolAtLocation(name);
    if (symbol === undefined) return true;
    const target = this.checker.getAliasedSymbol(symbol);
    // A module without declarations resolves to nothing: what comes from it is taken for a value.
    return target.declarations === undefined || (target.flags & ts.SymbolFlags.Value) !== 0;
  }

  private isValue(declaration: ts.Declaration): boolean {
    const symbol = this.checker.getSymbolAtLocation((declaration as ts.NamedDeclaration).name ?? declaration);
    return symbol === undefined || (symbol.flags & ts.SymbolFlags.Value) !== 0;
  }

  /** `$.define("x", x)` */
  private define(name: string): ts.Statement {
    return statementOf(
      callMethod(this.scope, 'define', factory.createStringLiteral(name), factory.createIdentifier(name)),
    );
  }

  private withoutExport<T extends ts.Statement>(node: T): T {
    if (!ts.canHaveModifiers(node) || node.modifiers === undefined) return node;
    const exports = [ts.SyntaxKind.ExportKeyword, ts.SyntaxKind.DefaultKeyword];
    const kept = node.modifiers.filter((modifier) => !exports.includes(modifier.kind));
    if (kept.length === node.modifiers.length) return node;
    if (ts.isFunctionDeclaration(node)) {
      const { asteriskToken, name, typeParameters, parameters, type, body } = node;
      const modifiers = kept.filter(ts.isModifier);
      return factory.updateFunctionDeclaration(
        node,
        modifiers,
        asteriskToken,
        name,
        typeParameters,
        parameters,
        type,
        body,
      ) as ts.Statement as T;
    }
    if (ts.isClassDeclaration(node)) {
      return factory.updateClassDeclaration(
        node,
        kept,
        node.name,
        node.typeParameters,
        node.heritageClauses,
        node.members,
      ) as ts.Statement as T;
    }
    if (ts.isEnumDeclaration(node)) {
      return factory.updateEnumDeclaration(node, kept, node.name, node.members) as ts.Statement as T;
    }
    if (ts.isModuleDeclaration(node)) {
      return factory.updateModuleDeclaration(node, kept, node.name, node.body) as ts.Statement as T;
    }
    return node;
  }

  // --- everything below the top level ---

  private visit<T extends ts.Node>(node: T): T {
    return ts.visitNode(node, this.visitor) as T;
  }

  private readonly visitor = (node: ts.Node): ts.VisitResult<ts.Node> => {
    if (ts.isExpressionWithTypeArguments(node)) {
      const isType =
        ts.isHeritageClause(node.parent) && node.parent.token === ts.SyntaxKind.ImplementsKeyword;
      return isType ? node : ts.visitEachChild(node, this.visitor, this.context);
    }
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node))
      return node;
    if (ts.isIdentifier(node)) return this.reference(node);
    if (ts.isShorthandPropertyAssignment(node)) return this.shorthand(node);
    if (ts.isCallExpression(node)) return this.call(node);
    if (ts.isTaggedTemplateExpression(node)) {
      const visited = ts.visitEachChild(node, this.visitor, this.context);
      return factory.updateTaggedTemplateExpression(
        visited,
        this.callee(node.tag, visited.tag),
        visited.typeArguments,
        visited.template,
      );
    }
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
      return factory.createPropertyAccessExpression(this.scope, 'meta');
    }
    if (ts.isAwaitExpression(node) && this.functionDepth === 0) return this.topLevelAwait(node);
    if (ts.isIterationStatement(node, false)) return this.loop(node);
    if (ts.isVariableStatement(node) && this.isTopLevelVar(node.declarationList)) {
      const assignment = this.varAsAssignment(node.declarationList);
      if (assignment === undefined) return factory.createEmptyStatement();
      return ts.setTextRange(factory.createExpressionStatement(assignment), node);
    }
    if (ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node) || ts.isPropertyDeclaration(node))
      return this.nested(node);
    return ts.visitEachChild(node, this.visitor, this.context);
  };

  private nested(node: ts.Node): ts.Node {
    this.functionDepth++;
    const visited = ts.visitEachChild(node, this.visitor, this.context);
    this.functionDepth--;
    return visited;
  }

  private reference(node: ts.Identifier): ts.Expression {
    const name = this.boxedName(node, () => this.checker.getSymbolAtLocation(node));
    return name === undefined ? node : this.read(name, node);
  }

  private read(name: string, at: ts.Identifier): ts.Expression {
    const access = factory.createPropertyAccessExpression(this.box(name), 'v');
    return ts.setOriginalNode(ts.setTextRange(access, at), at);
  }

  private box(name: string): ts.Identifier {
    let box = this.boxes.get(name);
    if (box === undefined) {
      box = factory.createUniqueName(`$${name}`, ts.GeneratedIdentifierFlags.Optimistic);
      this.boxes.set(name, box);
    }
    return box;
  }

  /** The name whose box an identifier stands for, if it stands for one. */
  private boxedName(node: ts.Identifier, symbolOf: () => ts.Symbol | undefined): string | undefined {
    const declared = this.names.get(node.text);
    if (declared === undefined || isMemberName(node)) return undefined;
    const symbol = symbolOf();
    const declaration = symbol?.declarations?.find((candidate) => declared.declarations.includes(candidate));
    if (symbol === undefined || declaration === undefined || isDeclarationName(node, symbol))
      return undefined;
    if (declaration.end <= this.shift) {
      if (!this.isBoxed(node.text)) return undefined;
      const isPlainAssignment = isAssignmentTarget(node);
      if (isPlainAssignment !== false) this.result.assigns.add(node.text);
      if (isPlainAssignment !== true) this.result.uses.add(node.text);
      return node.text;
    }
    if (declared.ambient || this.isInsideOwnDeclaration(node, symbol)) return undefined;
    return node.text;
  }

  /**
   * While its own declaration runs, a name is not in its box yet: a class, enum or namespace refers to itself by its local name, and so do
   * the defaults in `const { a, b = a } = o`. A function inside runs later and takes the box.
   */
  private isInsideOwnDeclaration(node: ts.Identifier, symbol: ts.Symbol): boolean {
    const declarations = symbol.declarations ?? [];
    const variables = declarations.map(variableOf).filter((variable) => variable !== undefined);
    let insideFunction = false;
    for (let parent: ts.Node = node.parent; !ts.isSourceFile(parent); parent = parent.parent) {
      if (declarations.includes(parent as ts.Declaration)) {
        if (ts.isClassDeclaration(parent) || ts.isEnumDeclaration(parent) || ts.isModuleDeclaration(parent))
          return true;
      }
      if (ts.isVariableDeclaration(parent) && variables.includes(parent))
        return !insideFunction && isTopLevelStatement(parent);
      if (ts.isFunctionLike(parent)) insideFunction = true;
    }
    return false;
  }

  /** `{ x }` becomes `{ x: $x.v }`, and `({ x = 1 } = o)` becomes `({ x: $x.v = 1 } = o)`. */
  private shorthand(node: ts.ShorthandPropertyAssignment): ts.Node {
    const name = this.boxedName(node.name, () => this.checker.getShorthandAssignmentValueSymbol(node));
    if (name === undefined)
      return ts.visitEachChild(
        node,
        (child) => (child === node.name ? child : this.visitor(child)),
        this.context,
      );
    const value = this.read(name, node.name);
    const initializer = node.objectAssignmentInitializer;
    return factory.createPropertyAssignment(
      factory.createIdentifier(node.name.text),
      initializer === undefined ? value : factory.createAssignment(value, this.visit(initializer)),
    );
  }

  private call(node: ts.CallExpression): ts.Node {
    if (node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const parameters = node.arguments.map((argument) => this.visit(argument));
      return ts.setTextRange(callMethod(this.scope, 'import', ...parameters), node);
    }
    const visited = ts.visitEachChild(node, this.visitor, this.context);
    const callee = this.callee(node.expression, visited.expression);
    if (callee === visited.expression) return visited;
    return ts.isCallChain(visited)
      ? factory.updateCallChain(
          visited,
          callee,
          visited.questionDotToken,
          visited.typeArguments,
          visited.arguments,
        )
      : factory.updateCallExpression(visited, callee, visited.typeArguments, visited.arguments);
  }

  /** `$f.v(x)` would hand the box to `f` as `this`: `(0, $f.v)(x)` does not. */
  private callee<T extends ts.Expression>(original: T, visited: T): T {
    const name = skipOuterExpressions(original);
    if (!ts.isIdentifier(name) || skipOuterExpressions(visited) === name) return visited;
    const call = factory.createParenthesizedExpression(
      factory.createComma(factory.createNumericLiteral(0), visited),
    );
    // V8 takes the end of the parentheses for the place of the call; the reader knows it by the name's beginning.
    const start = original.getStart();
    return ts.setSourceMapRange(call, { pos: start, end: start }) as ts.Expression as T;
  }

  /** A cell that was interrupted while it waited must not go on when the wait is over. */
  private topLevelAwait(node: ts.AwaitExpression): ts.Node {
    this.result.isAsync = true;
    const visited = ts.visitEachChild(node, this.visitor, this.context);
    return ts.setTextRange(callMethod(this.scope, 'resume', visited), node);
  }

  /** Every loop asks first whether it has been interrupted: `if ($interrupt[0]) $.check();` */
  private loop(node: ts.IterationStatement): ts.Node {
    this.hasLoops = true;
    if (ts.isForOfStatement(node) && node.awaitModifier !== undefined && this.functionDepth === 0)
      this.result.isAsync = true;
    const check = factory.createIfStatement(
      factory.createElementAccessExpression(this.flag, 0),
      factory.createExpressionStatement(callMethod(this.scope, 'check')),
    );
    const checked = (statement: ts.Statement): ts.Block => {
      const visited = this.visit(statement);
      if (ts.isBlock(visited)) return factory.updateBlock(visited, [check, ...visited.statements]);
      return ts.setTextRange(factory.createBlock([check, visited], true), statement);
    };
    if (ts.isForStatement(node)) {
      const initializer = node.initializer && this.forInitializer(node.initializer);
      const condition = node.condition && this.visit(node.condition);
      const incrementor = node.incrementor && this.visit(node.incrementor);
      return factory.updateForStatement(node, initializer, condition, incrementor, checked(node.statement));
    }
    if (ts.isForOfStatement(node)) {
      const target = this.forTarget(node.initializer);
      return factory.updateForOfStatement(
        node,
        node.awaitModifier,
        target,
        this.visit(node.expression),
        checked(node.statement),
      );
    }
    if (ts.isForInStatement(node)) {
      const target = this.forTarget(node.initializer);
      return factory.updateForInStatement(node, target, this.visit(node.expression), checked(node.statement));
    }
    if (ts.isWhileStatement(node)) {
      return factory.updateWhileStatement(node, this.visit(node.expression), checked(node.statement));
    }
    const loop = node as ts.DoStatement;
    return factory.updateDoStatement(loop, checked(loop.statement), this.visit(loop.expression));
  }

  // --- `var` inside blocks and loops of the top level: it belongs to the notebook, so it becomes an assignment to its box ---

  private isTopLevelVar(list: ts.VariableDeclarationList): boolean {
    return this.functionDepth === 0 && isVar(list) && !isInsideNamespace(list);
  }

  private forInitializer(node: ts.ForInitializer): ts.ForInitializer | undefined {
    if (ts.isVariableDeclarationList(node) && this.isTopLevelVar(node)) return this.varAsAssignment(node);
    return this.visit(node);
  }

  private forTarget(node: ts.ForInitializer): ts.ForInitializer {
    if (!ts.isVariableDeclarationList(node)) return this.visit(node);
    if ((node.flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.AwaitUsing && this.functionDepth === 0)
      this.result.isAsync = true;
    return this.isTopLevelVar(node) ? this.bindingAsTarget(node.declarations[0].name) : this.visit(node);
  }

  private varAsAssignment(list: ts.VariableDeclarationList): ts.Expression | undefined {
    const assignments = list.declarations.flatMap(({ name, initializer }) =>
      initializer === undefined
        ? []
        : [factory.createAssignment(this.bindingAsTarget(name), this.visit(initializer))],
    );
    if (assignments.length === 0) return undefined;
    return assignments.reduce<ts.Expression>(
      (left, right) => (left === right ? left : factory.createComma(left, right)),
      assignments[0],
    );
  }

  /** The assignment pattern that does what a binding pattern does: `{ a, b: [c = 1] }` to `{ a: $a.v, b: [$c.v = 1] }`. */
  private bindingAsTarget(name: ts.BindingName): ts.Expression {
    if (ts.isIdentifier(name)) return this.read(name.text, name);
    const withDefault = (element: ts.BindingElement): ts.Expression => {
      const target = this.bindingAsTarget(element.name);
      return element.initializer === undefined
        ? target
        : factory.createAssignment(target, this.visit(element.initializer));
    };
    if (ts.isArrayBindingPattern(name)) {
      return factory.createArrayLiteralExpression(
        name.elements.map((element) => {
          if (ts.isOmittedExpression(element)) return element;
          return element.dotDotDotToken
            ? factory.createSpreadElement(withDefault(element))
            : withDefault(element);
        }),
      );
    }
    return factory.createObjectLiteralExpression(
      name.elements.map((element) => {
        if (element.dotDotDotToken) return factory.createSpreadAssignment(withDefault(element));
        const { propertyName } = element;
        const property =
          propertyName && ts.isComputedPropertyName(propertyName) ? this.visit(propertyName) : propertyName;
        return factory.createPropertyAssignment(
          property ?? (element.name as ts.Identifier).text,
          withDefault(element),
        );
      }),
    );
  }
}

function callMethod(
  object: ts.Expression,
  method: string,
  ...parameters: ts.Expression[]
): ts.CallExpression {
  return factory.createCallExpression(
    factory.createPropertyAccessExpression(object, method),
    undefined,
    parameters,
  );
}

function statementOf(expression: ts.Expression): ts.Statement {
  return factory.createExpressionStatement(expression);
}

function skipOuterExpressions(node: ts.Node): ts.Node {
  const isOuter =
    ts.isParenthesizedExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node);
  return isOuter ? skipOuterExpressions(node.expression) : node;
}

function isVarDeclaration(node: ts.Node): boolean {
  const variable = variableOf(node);
  return variable !== undefined && ts.isVariableDeclarationList(variable.parent) && isVar(variable.parent);
}

/** The declaration stands in a statement of the cell's top level, not in a block or in the head of a loop. */
function isTopLevelStatement(variable: ts.VariableDeclaration): boolean {
  return ts.isVariableStatement(variable.parent.parent) && ts.isSourceFile(variable.parent.parent.parent);
}

/** The identifier is the place where the symbol gets its name, in one of its declarations. */
function isDeclarationName(node: ts.Identifier, symbol: ts.Symbol): boolean {
  const parent = node.parent as ts.NamedDeclaration;
  return parent.name === node && symbol.declarations?.includes(parent) === true;
}

/** `b` in `a.b` and in `{ b: a }`. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) return parent.name === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return ts.isQualifiedName(parent) && parent.right === node;
}

/** The variable declaration that a binding element belongs to. */
function variableOf(declaration: ts.Node): ts.VariableDeclaration | undefined {
  let node = declaration;
  while (ts.isBindingElement(node)) node = node.parent.parent;
  return ts.isVariableDeclaration(node) ? node : undefined;
}

function isInsideNamespace(node: ts.Node): boolean {
  for (let parent = node.parent; !ts.isSourceFile(parent); parent = parent.parent)
    if (ts.isModuleDeclaration(parent)) return true;
  return false;
}

/** `true` for `x = 1`, `undefined` (both read and written) for `x += 1` and `x++`, `false` for a mere read. */
function isAssignmentTarget(node: ts.Identifier): boolean | undefined {
  let child: ts.Node = node;
  let { parent } = child;
  while (ts.isParenthesizedExpression(parent) || ts.isNonNullExpression(parent))
    [child, parent] = [parent, parent.parent];
  if (ts.isBinaryExpression(parent) && parent.left === child) {
    if (parent.operatorToken.kind === ts.SyntaxKind.EqualsToken) return true;
    const { kind } = parent.operatorToken;
    return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment ? undefined : false;
  }
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) {
    const steps = [ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken];
    return steps.includes(parent.operator) ? undefined : false;
  }
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.initializer === child;
  return isDestructuringTarget(child) ? true : false;
}

/** `a` in `[a, b] = pair` and in `({ a, x: b = 1 } = object)`. */
function isDestructuringTarget(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent)) {
    return parent.left === node && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  }
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.initializer === node;
  if (ts.isShorthandPropertyAssignment(parent))
    return parent.name === node && isDestructuringTarget(parent.parent);
  if (ts.isPropertyAssignment(parent))
    return parent.initializer === node && isDestructuringTarget(parent.parent);
  if (ts.isSpreadElement(parent) || ts.isSpreadAssignment(parent))
    return isDestructuringTarget(parent.parent);
  if (ts.isArrayLiteralExpression(parent)) return isDestructuringTarget(parent);
  return false;
}
