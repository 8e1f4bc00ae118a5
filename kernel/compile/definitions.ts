// Who defined a name last, and the prologue line that makes those definitions visible to a cell.
import { cellModule } from './host.js';
import type { Prelude } from './types.js';

export interface Definition {
  /** Name of the cell's file, without folder and extension, or undefined for a name of the prelude. */
  cell?: string;
  mutable: boolean;
  /** Known to the checker only (`declare`): its references are left as they are. */
  ambient: boolean;
}

export class Definitions {
  private names = new Map<string, Definition>();
  private preludeModule: string;

  constructor(prelude: Prelude | undefined) {
    this.preludeModule =
      prelude === undefined ? '' : prelude.declarationFile.replaceAll('\\', '/').replace(/\.d\.ts$/, '.js');
    for (const name of prelude?.names ?? []) this.names.set(name, { mutable: false, ambient: false });
  }

  copy(): Definitions {
    const copy = new Definitions(undefined);
    copy.preludeModule = this.preludeModule;
    copy.names = new Map(this.names);
    return copy;
  }

  get(name: string): Definition | undefined {
    return this.names.get(name);
  }

  set(name: string, definition: Definition): void {
    this.names.set(name, definition);
  }

  all(): string[] {
    return [...this.names.keys()];
  }

  /** The cells that still define something. */
  cells(): Set<string> {
    return new Set([...this.names.values()].flatMap(({ cell }) => cell ?? []));
  }

  /**
   * One line before the cell's text. `outer` are the names it takes from others: what cannot be assigned to is imported, type
   * and documentation included; a `let` is declared, because assigning to an import is an error that leaves the right side
   * unchecked. `own` are the cell's own names; exporting them here keeps the text itself as the student wrote it.
   */
  prologue(outer: string[], own: string[]): { text: string; cells: string[] } {
    const imports = new Map<string, string[]>();
    const variables: string[] = [];
    const cells = new Set<string>();
    for (const name of outer) {
      const definition = this.names.get(name);
      if (definition === undefined) continue;
      const module = definition.cell === undefined ? this.preludeModule : cellModule(definition.cell);
      if (definition.cell !== undefined) cells.add(definition.cell);
      if (definition.mutable)
        variables.push(`declare let ${name}: typeof import(${JSON.stringify(module)}).${name};`);
      else imports.set(module, [...(imports.get(module) ?? []), name]);
    }
    const lines = [...imports].map(
      ([module, names]) => `import { ${names.join(', ')} } from ${JSON.stringify(module)};`,
    );
    const exports = own.length > 0 ? `export { ${own.join(', ')} };` : '';
    return { text: [...lines, ...variables, exports].join(' ') + '\n', cells: [...cells] };
  }
}
