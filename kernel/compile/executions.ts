// The executions of cells that something still leads to: a name that they defined last, or a type of another one. A cell that is run a
// thousand times must not fill the memory.
import ts from './typescript.cjs';
import type { TopLevelName } from './names.js';

export interface Execution {
  names: Map<string, TopLevelName>;
  /** Earlier executions that this one's types refer to. */
  cells: string[];
  augmentsGlobals: boolean;
}

export class Executions {
  private readonly byName = new Map<string, Execution>();

  /** `remove` is told which ones are forgotten. */
  constructor(private readonly remove: (name: string) => void) {}

  get size(): number {
    return this.byName.size;
  }

  get(name: string): Execution | undefined {
    return this.byName.get(name);
  }

  set(name: string, execution: Execution): void {
    this.byName.set(name, execution);
  }

  clear(): void {
    for (const name of this.byName.keys()) this.remove(name);
    this.byName.clear();
  }

  /** `roots` are the executions that define names. */
  forgetUnreachable(roots: Iterable<string>): void {
    const reachable = new Set<string>();
    const visit = (name: string): void => {
      if (reachable.has(name)) return;
      reachable.add(name);
      this.byName.get(name)?.cells.forEach(visit);
    };
    for (const root of roots) visit(root);
    for (const [name, { augmentsGlobals }] of this.byName) {
      if (reachable.has(name) || augmentsGlobals) continue;
      this.byName.delete(name);
      this.remove(name);
    }
  }
}

/** What is there after a run: the names that it published, and types, which exist without being run. */
export function namesThere({ names }: Execution, published: ReadonlySet<string>): TopLevelName[] {
  return [...names.values()].filter((declared) => published.has(declared.name) || !hasValue(declared));
}

function hasValue({ ambient, declarations }: TopLevelName): boolean {
  if (ambient) return false;
  return !declarations.every(
    (node) =>
      ts.isInterfaceDeclaration(node) ||
      ts.isTypeAliasDeclaration(node) ||
      isTypeImport(node) ||
      isTypeNamespace(node),
  );
}

function isTypeImport(node: ts.Node): boolean {
  if (ts.isImportSpecifier(node) && node.isTypeOnly) return true;
  for (let parent = node; !ts.isSourceFile(parent); parent = parent.parent) {
    if (ts.isImportClause(parent)) return parent.phaseModifier === ts.SyntaxKind.TypeKeyword;
  }
  return false;
}

/** A namespace that holds nothing but types is not there at run time. */
function isTypeNamespace(node: ts.Node): boolean {
  if (!ts.isModuleDeclaration(node) || node.body === undefined || !ts.isModuleBlock(node.body)) return false;
  return node.body.statements.every(
    (statement) => ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement),
  );
}
