/** What the compiler hands to the rest of the kernel and to the grader. */

/** A problem in a cell, with positions in the cell's own text. */
export interface CellDiagnostic {
  /** TypeScript's number, e.g. 2322. */
  code: number;
  category: 'error' | 'warning' | 'suggestion';
  message: string;
  /** 1-based line and column in the cell. */
  line: number;
  column: number;
  length: number;
  /** The line in question with a marker under the place. */
  frame: string;
}

/** One execution of a cell, ready to be evaluated. */
export interface CompiledCell {
  /** Virtual file name, shown in stack traces: `cell-3.ts`. */
  file: string;
  javascript: string;
  /** Source map (version 3, JSON) from `javascript` to the cell's own lines. */
  sourceMap: string;
  isAsync: boolean;
  /** Top-level names the cell declares, and those of earlier cells or the prelude it reads. */
  defines: string[];
  uses: string[];
  /** Any diagnostic of category `error` means: do not run. */
  diagnostics: CellDiagnostic[];
}

/** Names that exist before the first cell. */
export interface Prelude {
  /** A declaration file whose exports are the preloaded names. */
  declarationFile: string;
  names: string[];
}
