// Which cell a piece of running code belongs to, also in its timers and after its awaits. The evaluator follows the
// code; this file is where displays, input and output ask.

export interface CellContext {
  /** Number of this run, unique within the kernel; output is sorted by it. */
  execution: number;
  /** The number shown beside the cell. */
  cell: number;
  /** May the front end be asked for input? */
  allowInput: boolean;
}

let current: () => CellContext = () => ({ execution: 0, cell: 0, allowInput: false });

export function connectCells(provider: () => CellContext): void {
  current = provider;
}

export function currentCell(): CellContext {
  return current();
}
