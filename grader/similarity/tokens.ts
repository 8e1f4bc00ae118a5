/**
 * A cell as tokens in which what changes nothing has no part: comments, layout, types, values of literals, superfluous
 * parentheses, and which names its writer chose.
 */
import ts from '../../kernel/compile/typescript.cjs';

export interface Token {
  /** What it is compared by; of a name that the writer chose, the name, which is compared by where else it stands. */
  text: string;
  isOwnName: boolean;
  start: number;
  end: number;
}

/** Past this a cell is no longer read: no answer is so long, and none may cost the others their time. */
const mostTokens = 20_000;

/** Names that a cell introduces: variables as they are, fields with a dot in front. */
export function declaredNames(source: string): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyDeclaration(node) || ts.isMethodDeclaration(node) || ts.isAccessor(node)) {
      if (!ts.isObjectLiteralExpression(node.parent)) names.add(`.${node.name.getText()}`);
    } else if (
      (ts.isVariableDeclaration(node) ||
        ts.isParameter(node) ||
        ts.isBindingElement(node) ||
        ts.isFunctionLike(node) ||
        ts.isClassLike(node)) &&
      node.name &&
      ts.isIdentifier(node.name)
    ) {
      names.add(node.name.text);
      // constructor(public x: Node) is a field, too.
      if (ts.isParameter(node) && node.modifiers?.length) names.add(`.${node.name.text}`);
    } else if (
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      ts.isPropertyAccessExpression(node.left) &&
      node.left.expression.kind === ts.SyntaxKind.ThisKeyword
    ) {
      names.add(`.${node.left.name.text}`);
    }
    ts.forEachChild(node, visit);
  };
  return unlessTooDeep(source, names, (file) => {
    visit(file);
    return names;
  });
}

/**
 * @param given names that every student was given in this cell: they are no choice of the writer
 */
export function tokensOf(source: string, given: ReadonlySet<string>): Token[] {
  const own = declaredNames(source);
  return unlessTooDeep(source, [], (file) => tokensIn(file, (name) => own.has(name) && !given.has(name)));
}

function tokensIn(file: ts.SourceFile, isOwn: (name: string) => boolean): Token[] {
  const tokens: Token[] = [];
  const visit = (node: ts.Node): void => {
    if (tokens.length >= mostTokens) return;
    const children = node.getChildren(file).filter((child) => !isSilent(child, node));
    if (children.length > 0) {
      let isTyping = false;
      children.forEach((child, index) => {
        const next = children[index + 1];
        if (isAngle(child, node)) isTyping = child.kind === ts.SyntaxKind.LessThanToken;
        else if (!isTyping && !leadsToType(child, next)) visit(child);
      });
    } else if (node.getWidth(file) > 0) {
      const name = nameOf(node);
      const isOwnName = name !== undefined && isOwn(name);
      tokens.push({
        text: name ?? textOf(node, file),
        isOwnName,
        start: node.getStart(file),
        end: node.getEnd(),
      });
    }
  };
  visit(file);
  return tokens;
}

/** A text that is nested deeper than the stack is nobody's answer: it has no tokens. */
function unlessTooDeep<Result>(
  source: string,
  instead: Result,
  read: (file: ts.SourceFile) => Result,
): Result {
  try {
    return read(ts.createSourceFile('cell.ts', source, ts.ScriptTarget.Latest, true));
  } catch (error) {
    if (error instanceof RangeError) return instead;
    throw error;
  }
}

const { SyntaxKind } = ts;

const silent = new Set<ts.SyntaxKind>([
  SyntaxKind.SemicolonToken,
  SyntaxKind.PublicKeyword,
  SyntaxKind.PrivateKeyword,
  SyntaxKind.ProtectedKeyword,
  SyntaxKind.ReadonlyKeyword,
  SyntaxKind.OverrideKeyword,
  SyntaxKind.InterfaceDeclaration,
  SyntaxKind.TypeAliasDeclaration,
]);

function isSilent(node: ts.Node, parent: ts.Node): boolean {
  return (
    silent.has(node.kind) ||
    ts.isJSDoc(node) ||
    isType(node) ||
    (ts.isParenthesizedExpression(parent) && node !== parent.expression) ||
    (ts.isNonNullExpression(parent) && node !== parent.expression) ||
    (ts.isAsExpression(parent) && node !== parent.expression)
  );
}

/** `extends CompNode` has the form of a type and says what is done. */
function isType(node: ts.Node): boolean {
  return ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node);
}

/** The colon of `x: Node`, the type itself being gone. */
function leadsToType(node: ts.Node, next: ts.Node | undefined): boolean {
  if (node.kind !== SyntaxKind.ColonToken) return false;
  const { parent } = node;
  const typed = parent as { type?: ts.Node };
  return (
    !ts.isConditionalExpression(parent) &&
    !ts.isPropertyAssignment(parent) &&
    typed.type !== undefined &&
    (next === undefined || typed.type.end <= next.pos)
  );
}

/** `<` and `>` around types, not between numbers. */
function isAngle(node: ts.Node, parent: ts.Node): boolean {
  const { kind } = node;
  return (
    (kind === SyntaxKind.LessThanToken || kind === SyntaxKind.GreaterThanToken) &&
    !ts.isBinaryExpression(parent)
  );
}

/** A variable's name, a field's with a dot in front. */
function nameOf(node: ts.Node): string | undefined {
  if (!ts.isIdentifier(node) && !ts.isPrivateIdentifier(node)) return undefined;
  const { parent } = node;
  const isField =
    (ts.isPropertyAccessExpression(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isAccessor(parent)) &&
    parent.name === node;
  return isField ? `.${node.text}` : node.text;
}

function textOf(node: ts.Node, file: ts.SourceFile): string {
  if (ts.isNumericLiteral(node) || ts.isBigIntLiteral(node)) return '0';
  if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
    return "''";
  if (node.kind === SyntaxKind.LetKeyword || node.kind === SyntaxKind.VarKeyword) return 'const';
  return node.getText(file);
}

/** A written answer as tokens: its words. */
export function wordsOf(text: string): Token[] {
  return Array.from(text.matchAll(/[\p{L}\p{N}]+/gu), ({ 0: word, index }) => ({
    text: word.toLowerCase(),
    isOwnName: false,
    start: index,
    end: index + word.length,
  })).slice(0, mostTokens);
}
