// Whether an identifier is read or assigned to where it stands.
import ts from '../typescript.cjs';

/** `true` for `x = 1`, `undefined` (both read and written) for `x += 1` and `x++`, `false` for a mere read. */
export function isAssignmentTarget(node: ts.Identifier): boolean | undefined {
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
