/** What grader and child say to each other. Both are plain data: see `codec.ts`. */
import type { CellImport } from '../../kernel/compile/types.js';

/** The first request: the cells to evaluate, in order. The answer is a list of `LoadFailure`. Every later request is a Trial. */
export interface LoadRequest {
  cells: LoadedCell[];
  /** Names of the library that are not to be there. */
  withheld: string[];
}

/** A compiled cell as the child gets it: no source, no source map. */
export interface LoadedCell {
  file: string;
  javascript: string;
  isAsync: boolean;
  imports: CellImport[];
}

/** A cell that threw while it was evaluated; `cell` is its index in the request, `line` counts in the compiled text. */
export interface LoadFailure {
  cell: number;
  name: string;
  message: string;
  line: number | null;
}
