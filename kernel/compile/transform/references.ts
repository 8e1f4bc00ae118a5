// Which identifiers of a cell stand for names of the notebook. The checker has resolved them all; this only asks it.
import ts from '../typescript.cjs';
import type { TopLevelName } from '../names.js';
import { isAssignmentTarget } from './assignments.js';
import { isTopLevelStatement, variableOf } from './syntax.js';

export class References {
  /** Names from outside the cell that it reads, and those it assigns to. */
  readonly uses = new Set<string>();
  readonly assigns = new Set<string>();

  /** `names` are those of the cell's top level, the prologue's included; the prologue ends at `shift`. */
  constructor(
    private readonly names: ReadonlyMap<string, TopLevelName>,
    private readonly shift: number,
    private readonly isBoxed: (outerName: string) => boolean,
  ) {}

  /** The name whose box an identifier stands for, if it stands for one. */
  find(node: ts.Identifier, symbolOf: () => ts.Symbol | undefined): string | undefined {
    const declared = this.names.get(node.text);
    if (declared === undefined || isMemberName(node)) return undefined;
    const symbol = symbolOf();
    const declaration = symbol?.declarations?.find((candidate) => declared.declarations.includes(candidate));
    if (symbol === undefined || declaration === undefined || isDeclarationName(node, symbol))
      return undefined;
    if (declaration.end <= this.shift) {
      if (!this.isBoxed(node.text)) return undefined;
      const isPlainAssignment = isAssignmentTarget(node);
      if (isPlainAssignment !== false) this.assigns.add(node.text);
      if (isPlainAssignment !== true) this.uses.add(node.text);
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
}

/** The identifier is the place where the symbol gets its name, in one of its declarations. */
function isDeclarationName(node: ts.Identifier, symbol: ts.Symbol): boolean {
  const parent = node.parent as ts.NamedDeclaration;
  return parent.name === node && symbol.declarations?.includes(parent) === true;
}

/** `b` in `a.b` and in `{ b: a }`. */
export function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) return parent.name === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return ts.isQualifiedName(parent) && parent.right === node;
}
