// What a debugger asks about the text of a cell: where it can stop, and what an expression typed into a stopped frame means.
import ts from './typescript.cjs';
import { isAssignmentTarget } from './transform/assignments.js';
import { isMemberName } from './transform/references.js';
import { callMethod } from './transform/syntax.js';

const { factory } = ts;

export interface LineColumn {
  /** 1-based. */
  line: number;
  column: number;
}

function parse(source: string): ts.SourceFile {
  return ts.createSourceFile('cell.ts', source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
}

function placeOf(file: ts.SourceFile, node: ts.Node): LineColumn {
  const { line, character } = file.getLineAndCharacterOfPosition(node.getStart(file));
  return { line: line + 1, column: character + 1 };
}

/** The first statement of each line on which one begins: there a breakpoint can stand. */
export function stops(source: string): LineColumn[] {
  const file = parse(source);
  const places = new Map<number, LineColumn>();
  const visit = (node: ts.Node): void => {
    if (isAmbient(node)) return;
    if (isStop(node)) {
      const place = placeOf(file, node);
      if (!places.has(place.line)) places.set(place.line, place);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return [...places.values()].sort((a, b) => a.line - b.line);
}

/** What is only types. */
function isAmbient(node: ts.Node): boolean {
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return true;
  const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined;
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) ?? false;
}

function isStop(node: ts.Node): boolean {
  if (ts.isVariableStatement(node)) {
    return node.declarationList.declarations.some(({ initializer }) => initializer !== undefined);
  }
  if (ts.isBlock(node) || ts.isEmptyStatement(node) || ts.isFunctionDeclaration(node)) return false;
  if (ts.isTryStatement(node) || ts.isLabeledStatement(node)) return false;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isClassDeclaration(node))
    return false;
  if (ts.isStatement(node)) return true;
  // `(x) => x * 2` stops at `x * 2`.
  const { parent } = node as { parent: ts.Node | undefined };
  return parent !== undefined && ts.isArrowFunction(parent) && parent.body === node;
}

/** Whether an error thrown there is caught by the function it is in. */
export function isCaught(source: string, { line, column }: LineColumn): boolean {
  const file = parse(source);
  const lines = file.getLineStarts();
  if (line > lines.length) return false;
  const position = lines[line - 1] + column - 1;
  let caught = false;
  const visit = (node: ts.Node): void => {
    if (position < node.getStart(file) || position >= node.end) return;
    if (ts.isFunctionLike(node)) caught = false;
    if (ts.isTryStatement(node) && node.catchClause !== undefined) {
      if (position >= node.tryBlock.pos && position < node.tryBlock.end) caught = true;
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return caught;
}

/** Where an expression in a stopped frame finds what its names mean. */
export interface NameLookup {
  /** The frame's own names. */
  locals: readonly string[];
  /** Names of the notebook. */
  outer: readonly string[];
  /** JavaScript for an object with `get(name)` and `box(name).v`, which reach the latter. */
  object: string;
}

/** JavaScript for an expression, or for statements, in a stopped frame. */
export function frameExpression(text: string, { locals, outer, object }: NameLookup): string {
  // `{ a, b }` is an object here, not a block.
  const source = /^\s*\{/.test(text) ? `(${text})` : text;
  const declared = new Set(locals);
  const isOuter = (node: ts.Identifier): boolean => outer.includes(node.text) && !declared.has(node.text);
  const transformer: ts.TransformerFactory<ts.SourceFile> = (context) => (file) => {
    for (const name of declaredNames(file)) declared.add(name);
    const visit = (node: ts.Node): ts.Node => {
      if (ts.isTypeNode(node)) return node;
      if (ts.isShorthandPropertyAssignment(node) && isOuter(node.name)) {
        return factory.createPropertyAssignment(node.name.text, reach(object, node.name));
      }
      if (ts.isIdentifier(node) && isOuter(node) && !isMemberName(node)) return reach(object, node);
      return ts.visitEachChild(node, visit, context);
    };
    return ts.visitEachChild(file, visit, context);
  };
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
    transformers: { before: [transformer] },
  });
  // As an expression, it can stand in parentheses.
  return outputText
    .replace(/^"use strict";|^export \{\};/gm, '')
    .trim()
    .replace(/;$/, '');
}

function reach(object: string, name: ts.Identifier): ts.Expression {
  const isRead = isAssignmentTarget(name) === false;
  const found = callMethod(
    factory.createIdentifier(object),
    isRead ? 'get' : 'box',
    factory.createStringLiteral(name.text),
  );
  return isRead ? found : factory.createPropertyAccessExpression(found, 'v');
}

/** What the text itself declares: parameters, variables, functions. */
function declaredNames(file: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    const isDeclared =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node);
    if (isDeclared && node.name !== undefined && ts.isIdentifier(node.name)) names.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return names;
}
