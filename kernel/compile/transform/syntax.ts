// Small questions about syntax, and small pieces of it.
import ts from '../typescript.cjs';
import { isVar } from '../names.js';

const { factory } = ts;

export function callMethod(
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

export function statementOf(expression: ts.Expression): ts.Statement {
  return factory.createExpressionStatement(expression);
}

export function skipOuterExpressions(node: ts.Node): ts.Node {
  const isOuter =
    ts.isParenthesizedExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node);
  return isOuter ? skipOuterExpressions(node.expression) : node;
}

export function isVarDeclaration(node: ts.Node): boolean {
  const variable = variableOf(node);
  return variable !== undefined && ts.isVariableDeclarationList(variable.parent) && isVar(variable.parent);
}

/** The declaration stands in a statement of the cell's top level, not in a block or in the head of a loop. */
export function isTopLevelStatement(variable: ts.VariableDeclaration): boolean {
  return ts.isVariableStatement(variable.parent.parent) && ts.isSourceFile(variable.parent.parent.parent);
}

/** The variable declaration that a binding element belongs to. */
export function variableOf(declaration: ts.Node): ts.VariableDeclaration | undefined {
  let node = declaration;
  while (ts.isBindingElement(node)) node = node.parent.parent;
  return ts.isVariableDeclaration(node) ? node : undefined;
}

export function isInsideNamespace(node: ts.Node): boolean {
  for (let parent = node.parent; !ts.isSourceFile(parent); parent = parent.parent)
    if (ts.isModuleDeclaration(parent)) return true;
  return false;
}
