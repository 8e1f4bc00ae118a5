// What the language allows and a beginner hardly ever means. Said quietly below the cell, which runs all the same.
import { floorDivision, floorDivisionHint } from './floor-division.js';
import ts from './typescript.cjs';

/** Numbers of our own, above all of TypeScript's. */
export const Trap = {
  negativeIndex: 90001,
  inArray: 90002,
  forIn: 90003,
  floatingPromise: 90004,
  floorDivision: 90005,
  sameArray: 90006,
} as const;

/** The traps in the statements behind `shift`, as warnings in words that need no hint. */
export function traps(file: ts.SourceFile, checker: ts.TypeChecker, shift: number): ts.Diagnostic[] {
  const found: ts.Diagnostic[] = [];
  const warn = (node: ts.Node, code: number, messageText: string): void => {
    const start = node.getStart(file);
    const length = node.getEnd() - start;
    found.push({ category: ts.DiagnosticCategory.Warning, code, file, start, length, messageText });
  };
  const isList = (node: ts.Node): boolean => {
    const type = checker.getTypeAtLocation(node);
    return checker.isArrayType(type) || checker.isTupleType(type);
  };
  /** Lists, typed arrays, and classes that call themselves arrays. */
  const isArray = (node: ts.Node): boolean =>
    isList(node) || checker.getTypeAtLocation(node).symbol?.name.endsWith('Array') === true;
  const visit = (node: ts.Node): void => {
    if (floorDivision(node, file, checker)) warn(node, Trap.floorDivision, floorDivisionHint);
    if (ts.isElementAccessExpression(node)) {
      const index = node.argumentExpression;
      const isNegative =
        ts.isPrefixUnaryExpression(index) &&
        index.operator === ts.SyntaxKind.MinusToken &&
        ts.isNumericLiteral(index.operand);
      if (isNegative && isList(node.expression))
        warn(
          index,
          Trap.negativeIndex,
          'Nothing is at a negative place of an array: its last element is `x.at(-1)`.',
        );
    } else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InKeyword) {
      if (isList(node.right))
        warn(
          node,
          Trap.inArray,
          '`in` looks for the number of a place, not for a value: `list.includes(value)` looks for a value.',
        );
    } else if (ts.isBinaryExpression(node) && equality.has(node.operatorToken.kind)) {
      if (isArray(node.left) && isArray(node.right))
        warn(
          node,
          Trap.sameArray,
          `\`${node.operatorToken.getText(file)}\` asks whether both are one and the same array, not whether their values are equal: \`np.arrayEqual(a, b)\` compares values.`,
        );
    } else if (ts.isForInStatement(node) && isList(node.expression)) {
      warn(
        node.initializer,
        Trap.forIn,
        '`for ... in` goes through the numbers of the places, as texts; `for ... of` goes through the values.',
      );
    } else if (
      ts.isExpressionStatement(node) &&
      ts.isSourceFile(node.parent) &&
      isPromise(node.expression, checker)
    ) {
      warn(
        node.expression,
        Trap.floatingPromise,
        'Nobody waits for this promise: write `await` in front of it.',
      );
    }
    ts.forEachChild(node, visit);
  };
  for (const statement of file.statements) if (statement.end > shift) visit(statement);
  return found;
}

const equality = new Set([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);

/** A call that gives a promise and says nothing of what comes after it. */
function isPromise(node: ts.Expression, checker: ts.TypeChecker): boolean {
  if (!ts.isCallExpression(node)) return false;
  const { expression } = node;
  if (ts.isPropertyAccessExpression(expression) && /^(?:then|catch|finally)$/.test(expression.name.text))
    return false;
  return checker.getTypeAtLocation(node).symbol?.name === 'Promise';
}
