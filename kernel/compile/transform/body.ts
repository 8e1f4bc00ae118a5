// The inside of a cell's statements: references become boxes, loops ask whether they were interrupted, awaits of the top level too.
import ts from '../typescript.cjs';
import { boxName } from '../box-names.js';
import { isVar } from '../names.js';
import type { References } from './references.js';
import { callMethod, isInsideNamespace, skipOuterExpressions, statementOf } from './syntax.js';

const { factory } = ts;

export class BodyTransform {
  /** The parameter of the cell's function. */
  readonly scope = factory.createUniqueName('$', ts.GeneratedIdentifierFlags.Optimistic);
  /** The array that loops read. */
  readonly flag = factory.createUniqueName('$interrupt', ts.GeneratedIdentifierFlags.Optimistic);
  readonly boxes = new Map<string, ts.Identifier>();
  isAsync = false;
  hasLoops = false;
  private functionDepth = 0;

  constructor(
    private readonly context: ts.TransformationContext,
    private readonly checker: ts.TypeChecker,
    private readonly references: References,
  ) {}

  visit<T extends ts.Node>(node: T): T {
    return ts.visitNode(node, this.visitor) as T;
  }

  private readonly visitor = (node: ts.Node): ts.VisitResult<ts.Node | undefined> => {
    if (ts.isExpressionWithTypeArguments(node)) {
      const isType =
        ts.isHeritageClause(node.parent) && node.parent.token === ts.SyntaxKind.ImplementsKeyword;
      return isType ? node : ts.visitEachChild(node, this.visitor, this.context);
    }
    // The cell's function cannot hold `export`; what it publishes it says itself.
    if (node.kind === ts.SyntaxKind.ExportKeyword || node.kind === ts.SyntaxKind.DefaultKeyword) {
      if (ts.isSourceFile(node.parent.parent)) return undefined;
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
    if (ts.isCatchClause(node)) return this.catchClause(node);
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
    const name = this.references.find(node, () => this.checker.getSymbolAtLocation(node));
    return name === undefined ? node : this.read(name, node);
  }

  private read(name: string, at: ts.Identifier): ts.Expression {
    const access = factory.createPropertyAccessExpression(this.box(name), 'v');
    return ts.setOriginalNode(ts.setTextRange(access, at), at);
  }

  private box(name: string): ts.Identifier {
    let box = this.boxes.get(name);
    if (box === undefined) {
      box = factory.createUniqueName(boxName(name), ts.GeneratedIdentifierFlags.Optimistic);
      this.boxes.set(name, box);
    }
    return box;
  }

  /** `{ x }` becomes `{ x: $x$.v }`, and `({ x = 1 } = o)` becomes `({ x: $x$.v = 1 } = o)`. */
  private shorthand(node: ts.ShorthandPropertyAssignment): ts.Node {
    const name = this.references.find(node.name, () => this.checker.getShorthandAssignmentValueSymbol(node));
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
    const { questionDotToken, typeArguments, arguments: parameters } = visited;
    return ts.isCallChain(visited)
      ? factory.updateCallChain(visited, callee, questionDotToken, typeArguments, parameters)
      : factory.updateCallExpression(visited, callee, typeArguments, parameters);
  }

  /** `catch (e) { ... }` becomes `catch (e) { $.caught(e); ... }`: messages that V8 wrote speak of the emitted code. */
  private catchClause(node: ts.CatchClause): ts.CatchClause {
    const visited = ts.visitEachChild(node, this.visitor, this.context);
    const { variableDeclaration: variable, block } = visited;
    if (variable === undefined) return visited;
    const error = factory.createUniqueName('$error', ts.GeneratedIdentifierFlags.Optimistic);
    const caught = (value: ts.Expression): ts.Expression => callMethod(this.scope, 'caught', value);
    if (ts.isIdentifier(variable.name)) {
      const statements = [statementOf(caught(variable.name)), ...block.statements];
      return factory.updateCatchClause(visited, variable, factory.updateBlock(block, statements));
    }
    const taken = factory.createVariableDeclaration(variable.name, undefined, undefined, caught(error));
    const list = factory.createVariableDeclarationList([taken], ts.NodeFlags.Let);
    const statements = [factory.createVariableStatement(undefined, list), ...block.statements];
    return factory.updateCatchClause(
      visited,
      factory.createVariableDeclaration(error),
      factory.updateBlock(block, statements),
    );
  }

  /** `$f$.v(x)` would hand the box to `f` as `this`: `(0, $f$.v)(x)` does not. */
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
    this.isAsync = true;
    const visited = ts.visitEachChild(node, this.visitor, this.context);
    return ts.setTextRange(callMethod(this.scope, 'resume', visited), node);
  }

  /** Every loop asks first whether it has been interrupted: `if ($interrupt[0]) $.check();` */
  private loop(node: ts.IterationStatement): ts.Node {
    this.hasLoops = true;
    if (ts.isForOfStatement(node) && node.awaitModifier !== undefined && this.functionDepth === 0)
      this.isAsync = true;
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

  // A `var` inside a block or a loop of the top level belongs to the notebook: it becomes an assignment to its box.

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
      this.isAsync = true;
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

  /** The assignment pattern that does what a binding pattern does: `{ a, b: [c = 1] }` to `{ a: $a$.v, b: [$c$.v = 1] }`. */
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
