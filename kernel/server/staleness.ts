// Which cells show results that another cell has since made untrue, and what made them so.
import type { CompiledCell } from '../compile/types.js';

/** As the metadata of an execute reply says it: `edflab.stale` lists all cells that are stale now. */
export interface StaleCell {
  cellId: string;
  /** The names it used that changed, or that stale cells define. */
  names: string[];
  /** The number of the execution that changed them. */
  changedIn: number;
}

interface KnownCell {
  uses: ReadonlySet<string>;
  defines: ReadonlySet<string>;
}

export class Staleness {
  private readonly cells = new Map<string, KnownCell>();
  private readonly stale = new Map<string, StaleCell>();

  /** A cell has run under a number and published `names`. Returns all cells that are stale now. */
  ran(cell: CompiledCell, names: readonly string[], changedIn: number): StaleCell[] {
    const { cellId } = cell;
    const defines = new Set([...names, ...cell.assigns]);
    this.spread(defines, cellId, changedIn);
    if (cellId !== undefined) {
      this.cells.set(cellId, { uses: new Set(cell.uses), defines });
      this.stale.delete(cellId);
    }
    return [...this.stale.values()];
  }

  forget(): void {
    this.cells.clear();
    this.stale.clear();
  }

  /** Marks who used a changed name; what those cells define rests on it as well. */
  private spread(changed: ReadonlySet<string>, source: string | undefined, changedIn: number): void {
    const suspect = [changed];
    const seen = new Set([source]);
    for (let names = suspect.shift(); names !== undefined; names = suspect.shift()) {
      for (const [cellId, { uses, defines }] of this.cells) {
        const used = [...uses].filter((name) => names.has(name));
        if (used.length === 0 || seen.has(cellId)) continue;
        seen.add(cellId);
        this.stale.set(cellId, { cellId, names: used, changedIn });
        suspect.push(defines);
      }
    }
  }
}
