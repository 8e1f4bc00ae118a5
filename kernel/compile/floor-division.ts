// `n // 2` divides and rounds down in Python. Here it is `n` and a comment: nothing fails, and the number is wrong.
import ts from './typescript.cjs';

/** All of a comment: a whole number to divide by, or a name. */
const divisor = /^\/\/\s*(?:([2-9]|[1-9]\d+)|([\p{ID_Start}$_][\p{ID_Continue}$]*))\s*$/u;

/**
 * The comment behind `node` where it is surely meant as a division: behind a number that nobody needs to explain, and nothing but what it
 * could be divided by. Results (`f(x) // 3`), other values (`const rate = 5 // 10`) and words are comments.
 */
export function floorDivision(
  node: ts.Node,
  file: ts.SourceFile,
  checker: ts.TypeChecker,
): { divisor: string } | undefined {
  const value = valueOf(node);
  if (value === undefined || value.end !== node.end || !isPlain(value)) return undefined;
  const { text } = file;
  const comment = ts.getTrailingCommentRanges(text, value.end)?.[0];
  if (comment?.kind !== ts.SyntaxKind.SingleLineCommentTrivia) return undefined;
  const [, number, name] = divisor.exec(text.slice(comment.pos, comment.end)) ?? [];
  if (number === undefined && name === undefined) return undefined;
  if (ts.isNumericLiteral(value) && (!ts.isExpressionStatement(node) || value.text === number))
    return undefined;
  if (!isNumber(checker.getTypeAtLocation(value))) return undefined;
  if (name !== undefined) {
    const symbol = checker
      .getSymbolsInScope(node, ts.SymbolFlags.Variable | ts.SymbolFlags.Alias)
      .find((candidate) => candidate.name === name);
    const isOther = symbol?.declarations?.every((declaration) => !contains(node, declaration)) === true;
    if (!isOther || !isNumber(checker.getTypeOfSymbolAtLocation(symbol, node))) return undefined;
  }
  return { divisor: number ?? name };
}

/** What a statement shows, keeps or gives back: its last part, before the comment. */
function valueOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isReturnStatement(node)) return node.expression;
  if (ts.isVariableStatement(node)) return node.declarationList.declarations.at(-1)?.initializer;
  if (!ts.isExpressionStatement(node)) return undefined;
  const { expression } = node;
  const assigns =
    ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  return assigns ? expression.right : expression;
}

/** A number, a name, a part of something, brackets: what is divided, where a call or a sum is a result. */
function isPlain(value: ts.Expression): boolean {
  return (
    ts.isNumericLiteral(value) ||
    ts.isIdentifier(value) ||
    ts.isParenthesizedExpression(value) ||
    ts.isPropertyAccessExpression(value) ||
    ts.isElementAccessExpression(value)
  );
}

function isNumber(type: ts.Type): boolean {
  return (type.flags & ts.TypeFlags.NumberLike) !== 0;
}

function contains(node: ts.Node, other: ts.Node): boolean {
  return node.getSourceFile() === other.getSourceFile() && node.pos <= other.pos && other.end <= node.end;
}

/** The same in a line that cannot be parsed, because the comment has swallowed a bracket or a semicolon. */
export const swallowing = /[\w)\]]\s*\/\/\s*[\w.]+\s*[)\]};,]/;

export const floorDivisionHint = '`//` begins a comment: a division that rounds down is `Math.floor(a / b)`.';
