// Which notebook cell is running, so that a graph can tell the nodes of this run of a cell from those of an earlier one.

/** What the kernel publishes about the running cell; absent outside a notebook. */
interface Notebook {
  /** The front end's name for the cell, the same each time it runs. */
  cellId?: string;
  /** Names the run: another one each time the cell runs. */
  execution?: number | string;
}

/** Which run of which cell made something. */
export interface Origin {
  readonly cell: string;
  readonly execution: number | string;
}

/** The run of the cell that is executing now, or null outside a notebook. */
export function currentOrigin(): Origin | null {
  const notebook = (globalThis as { [key: symbol]: unknown })[Symbol.for('edflab.notebook')] as
    Notebook | undefined;
  const { cellId, execution } = notebook ?? {};
  return cellId === undefined || execution === undefined ? null : { cell: cellId, execution };
}

/** Whether `origin` is an earlier run of the cell that is now running. */
export function isSuperseded(origin: Origin | null, now: Origin): boolean {
  return origin !== null && origin.cell === now.cell && origin.execution !== now.execution;
}
