// Which cells show results that another cell has since made untrue.
import type { CompiledCell } from '../compile/types.js';

export class Staleness {
  private readonly uses = new Map<string, Set<string>>();
  private readonly stale = new Set<string>();

  /** A cell has run and published `names`. Returns the ids of all cells that are stale now. */
  ran(cell: CompiledCell, names: readonly string[]): string[] {
    const { cellId } = cell;
    const changed = new Set([...names, ...cell.assigns]);
    for (const [other, used] of this.uses) {
      if (other !== cellId && [...used].some((name) => changed.has(name))) this.stale.add(other);
    }
    if (cellId !== undefined) {
      this.uses.set(cellId, new Set(cell.uses));
      this.stale.delete(cellId);
    }
    return [...this.stale];
  }

  forget(): void {
    this.uses.clear();
    this.stale.clear();
  }
}
