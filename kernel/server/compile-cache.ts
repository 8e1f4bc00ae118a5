// Cells that are run again as they were: compiled once, as long as no name of the notebook has changed its meaning.
import type { RemoteCompiler } from '../compile/remote.js';
import type { CompiledCell } from '../compile/types.js';

const MAX_CELLS = 200;

export class CompileCache {
  private readonly cells = new Map<string, CompiledCell>();

  constructor(private readonly compiler: RemoteCompiler) {}

  async compile(source: string, { cell, cellId }: { cell: number; cellId?: string }): Promise<CompiledCell> {
    const known = this.cells.get(source);
    if (known) return { ...known, file: `cell-${cell}.ts`, cellId };
    const compiled = await this.compiler.compile(source, { cell, cellId });
    // What a cell defines has to be compiled anew, and what it imports may have changed on disk.
    const isLasting =
      compiled.defines.length === 0 && compiled.imports.length === 0 && !source.includes('import(');
    if (isLasting && compiled.diagnostics.length === 0) {
      if (this.cells.size >= MAX_CELLS) this.cells.clear();
      this.cells.set(source, compiled);
    }
    return compiled;
  }

  commit(cell: number, { defines }: CompiledCell, published: readonly string[]): void {
    if (defines.length === 0 && published.length === 0) return;
    this.cells.clear();
    // Not awaited: the compiler answers in order, so the next cell sees it.
    void this.compiler.commit(cell, published).catch(() => undefined);
  }

  /** A name has changed its meaning. */
  forget(): void {
    this.cells.clear();
  }

  reset(): void {
    this.cells.clear();
    void this.compiler.reset().catch(() => undefined);
  }
}
