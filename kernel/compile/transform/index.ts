// Turns a cell into a function of its scope. Every name of the notebook lives in one box; references become `$x$.v`, so a closure
// sees what a later cell assigns. Declarations stay as written (function names, `using`, destructuring survive) and are
// published into their boxes right after they ran.
import ts from '../typescript.cjs';
import { boundNames, isVar, topLevelNames, type TopLevelName } from '../names.js';
import type { CellImport } from '../types.js';
import { BodyTransform } from './body.js';
import { importOf, isImportedValue } from './imports.js';
import { References } from './references.js';
import { callMethod, isVarDeclaration, statementOf } from './syntax.js';

const { factory } = ts;

export interface TransformResult {
  isAsync: boolean;
  imports: CellImport[];
  /** Names from outside the cell that it reads, and those it assigns to. */
  uses: ReadonlySet<string>;
  assigns: ReadonlySet<string>;
}

/**
 * The transformer of one cell; `result` says afterwards what it found out. `shift` is the length of the prologue;
 * `isBoxed` says of a name from outside the cell whether it exists at run time.
 */
export function cellTransformer(
  checker: ts.TypeChecker,
  shift: number,
  isBoxed: (outerName: string) => boolean,
): { transformers: ts.CustomTransformers; result: () => TransformResult } {
  let transform: CellTransform | undefined;
  const before: ts.TransformerFactory<ts.SourceFile> = (context) => (file) => {
    transform = new CellTransform(context, checker, file, shift, isBoxed);
    return transform.run();
  };
  // The module transformer marks what it takes for an ES module with `export {}`; a function body may not hold that.
  const after: ts.TransformerFactory<ts.SourceFile> = () => (file) =>
    factory.updateSourceFile(
      file,
      file.statements.filter((statement) => !ts.isExportDeclaration(statement)),
    );
  const result = (): TransformResult => {
    if (transform === undefined) throw new Error('The cell has not been emitted yet');
    return transform.result();
  };
  return { transformers: { before: [before], after: [after] }, result };
}

/** The top level of a cell: what it publishes, imports and returns. */
class CellTransform {
  private readonly names: Map<string, TopLevelName>;
  private readonly references: References;
  private readonly body: BodyTransform;
  private readonly imports: CellImport[] = [];
  /** Runs before everything else: functions and `var` exist from the first line on. */
  private readonly hoisted: ts.Statement[] = [];

  constructor(
    context: ts.TransformationContext,
    private readonly checker: ts.TypeChecker,
    private readonly file: ts.SourceFile,
    private readonly shift: number,
    isBoxed: (outerName: string) => boolean,
  ) {
    this.names = topLevelNames(file.statements);
    this.references = new References(this.names, shift, isBoxed);
    this.body = new BodyTransform(context, checker, this.references);
  }

  result(): TransformResult {
    const { uses, assigns } = this.references;
    return { isAsync: this.body.isAsync, imports: this.imports, uses, assigns };
  }

  run(): ts.SourceFile {
    const own = this.file.statements.filter((statement) => statement.end > this.shift);
    const last = own.findLast((statement) => !ts.isEmptyStatement(statement));
    const statements = own.flatMap((statement) => this.statement(statement, statement === last));
    const hoistedVars = [...this.names.values()].filter(
      ({ ambient, declarations }) =>
        !ambient && declarations.some((node) => node.end > this.shift && isVarDeclaration(node)),
    );
    const declared = hoistedVars.map(({ name }) =>
      statementOf(callMethod(this.body.scope, 'declare', factory.createStringLiteral(name))),
    );
    const useStrict = statementOf(factory.createStringLiteral('use strict', true));
    const block = factory.createBlock(
      [useStrict, ...this.constants(), ...declared, ...this.hoisted, ...statements],
      true,
    );
    const parameter = factory.createParameterDeclaration(undefined, undefined, this.body.scope);
    const modifiers = this.body.isAsync ? [factory.createModifier(ts.SyntaxKind.AsyncKeyword)] : undefined;
    const cell = factory.createFunctionExpression(
      modifiers,
      undefined,
      undefined,
      undefined,
      [parameter],
      undefined,
      block,
    );
    return factory.updateSourceFile(this.file, [factory.createReturnStatement(cell)]);
  }

  /** `const $interrupt = $.flag, $x$ = $.box("x");` */
  private constants(): ts.Statement[] {
    const { scope, flag, boxes, hasLoops } = this.body;
    const constants: [ts.Identifier, ts.Expression][] = [...boxes].map(([name, box]) => [
      box,
      callMethod(scope, 'box', factory.createStringLiteral(name)),
    ]);
    if (hasLoops) constants.unshift([flag, factory.createPropertyAccessExpression(scope, 'flag')]);
    if (constants.length === 0) return [];
    const declarations = constants.map(([name, value]) =>
      factory.createVariableDeclaration(name, undefined, undefined, value),
    );
    return [
      factory.createVariableStatement(
        undefined,
        factory.createVariableDeclarationList(declarations, ts.NodeFlags.Const),
      ),
    ];
  }

  private statement(statement: ts.Statement, isLast: boolean): ts.Statement[] {
    const imported = importOf(statement, this.checker);
    if (imported !== undefined) this.imports.push(imported);
    if (ts.isImportEqualsDeclaration(statement)) return this.alias(statement);
    if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) return [];
    if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) return [];
    if (ts.isExportAssignment(statement) || ts.isExpressionStatement(statement)) {
      return [this.expression(statement, isLast)];
    }
    if (ts.isVariableStatement(statement)) return this.variables(statement);
    if (ts.isFunctionDeclaration(statement)) {
      if (statement.body === undefined || statement.name === undefined) return [];
      this.hoisted.push(this.define(statement.name.text));
      return [this.body.visit(statement)];
    }
    if (
      ts.isClassDeclaration(statement) ||
      ts.isEnumDeclaration(statement) ||
      ts.isModuleDeclaration(statement)
    ) {
      return this.named(statement);
    }
    return [this.body.visit(statement)];
  }

  /** The value of a last expression travels inside an array: a promise must not be awaited by accident. */
  private expression(statement: ts.ExportAssignment | ts.ExpressionStatement, isLast: boolean): ts.Statement {
    const value = this.body.visit(statement.expression);
    const result = isLast
      ? factory.createReturnStatement(factory.createArrayLiteralExpression([alone(value)]))
      : statementOf(value);
    return ts.setTextRange(result, statement);
  }

  /** One statement per declarator, each followed by what it publishes: the next one may already read it. */
  private variables(statement: ts.VariableStatement): ts.Statement[] {
    if (statement.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.DeclareKeyword)) return [];
    const list = statement.declarationList;
    if ((list.flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.AwaitUsing) this.body.isAsync = true;
    return list.declarations.flatMap((declaration) => {
      // `var x;` after `var x = 1;` changes nothing, and so must not publish the local variable again.
      if (isVar(list) && declaration.initializer === undefined) return [];
      const single = factory.createVariableDeclarationList([this.body.visit(declaration)], list.flags);
      ts.setOriginalNode(single, list);
      const kept = ts.setTextRange(factory.createVariableStatement(undefined, single), declaration);
      return [kept, ...boundNames(declaration).map(([name]) => this.define(name))];
    });
  }

  private named(statement: ts.ClassDeclaration | ts.EnumDeclaration | ts.ModuleDeclaration): ts.Statement[] {
    // `declare global`, `declare module 'x'` and an `export default class` without a name define nothing.
    if (statement.name === undefined || !ts.isIdentifier(statement.name)) return [];
    const visited = this.body.visit(statement as ts.Statement);
    const flags = this.checker.getSymbolAtLocation(statement.name)?.flags ?? ts.SymbolFlags.Value;
    const isValue =
      (flags & ts.SymbolFlags.Value) !== 0 && this.names.get(statement.name.text)?.ambient === false;
    return isValue ? [visited, this.define(statement.name.text)] : [visited];
  }

  /** `import short = Long.name` */
  private alias(node: ts.ImportEqualsDeclaration): ts.Statement[] {
    const { name, moduleReference } = node;
    if (ts.isExternalModuleReference(moduleReference)) return [];
    if (node.isTypeOnly || !isImportedValue(node, this.checker)) return [];
    const path = (entity: ts.EntityName): ts.Expression =>
      ts.isIdentifier(entity)
        ? this.body.visit(entity as ts.Expression)
        : factory.createPropertyAccessExpression(path(entity.left), entity.right);
    const declaration = factory.createVariableDeclaration(name, undefined, undefined, path(moduleReference));
    const list = factory.createVariableDeclarationList([declaration], ts.NodeFlags.Const);
    return [ts.setTextRange(factory.createVariableStatement(undefined, list), node), this.define(name.text)];
  }

  /** `$.define("x", x)` */
  private define(name: string): ts.Statement {
    const parameters = [factory.createStringLiteral(name), factory.createIdentifier(name)];
    return statementOf(callMethod(this.body.scope, 'define', ...parameters));
  }
}

/** Without the comment behind it, which would swallow what is written after the expression. */
function alone(value: ts.Expression): ts.Expression {
  return ts.setEmitFlags(factory.createParenthesizedExpression(value), ts.EmitFlags.NoComments);
}
