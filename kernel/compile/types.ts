/** What the compiler hands to the rest of the kernel and to the grader. */

/** A problem in a cell, with positions in the cell's own text. */
export interface CellDiagnostic {
  /** TypeScript's number, e.g. 2322. */
  code: number;
  category: 'error' | 'warning' | 'suggestion';
  message: string;
  /** The same in plain words, for the errors that beginners meet most. */
  hint?: string;
  /** The preloaded function or class whose call it is in, such as `np.matmul`. */
  documented?: string;
  /** 1-based line and column in the cell. */
  line: number;
  column: number;
  length: number;
  /** The line in question with a marker under the place. */
  frame: string;
}

/** A static import of a cell. It is loaded before the cell's body runs, as in every ES module. */
export interface CellImport {
  specifier: string;
  /** Exported name (`*` for the whole module) and the name it gets in the cell. */
  names: { exported: string; local: string }[];
  /** Import attributes, e.g. `{ type: 'json' }`. */
  attributes?: Record<string, string>;
}

/** One execution of a cell, ready to be evaluated. */
export interface CompiledCell {
  /** Virtual file name, shown in stack traces: `cell-3.ts`. */
  file: string;
  /** The front end's id of the cell, the same for all its executions. */
  cellId?: string;
  /** A function body that returns the cell as a function of its scope: see `CellScope` in session/evaluate.ts. */
  javascript: string;
  /** Source map (version 3, JSON) from `javascript` to the cell's own lines; it holds the cell's text. */
  sourceMap: string;
  /** The cell awaits at its top level. */
  isAsync: boolean;
  imports: CellImport[];
  /** The cell is not run: it is the text of a module that others import as `./name`. */
  module?: { name: string; source: string };
  /** Top-level names that the cell declares, values and types. */
  defines: string[];
  /** Names of earlier cells or of the prelude whose values the cell reads. */
  uses: string[];
  /** Names of earlier cells that the cell assigns to (`lr = .1`). */
  assigns: string[];
  /** Names of the prelude that this cell is the first to hide behind a variable. */
  shadows: string[];
  /** Any diagnostic of category `error` means: do not run. */
  diagnostics: CellDiagnostic[];
}

/** Names that exist before the first cell. */
export interface Prelude {
  /** A declaration file whose exports are the preloaded names. */
  declarationFile: string;
  names: string[];
}

/** One proposal; `start` and `end` are UTF-16 offsets of the text it replaces. */
export interface CompletionItem {
  text: string;
  /** What the name is: `function`, `class`, `const`, `property`, `method`, `keyword`, ... */
  type: string;
  start: number;
  end: number;
  signature?: string;
}

export interface Completion {
  items: CompletionItem[];
  /** The range that the proposals replace, in UTF-16 code units of the cell. */
  start: number;
  end: number;
}

/** What is known about the name under the cursor. */
export interface Inspection {
  /** Signature, documentation and (detail 1) source. */
  markdown: string;
  /** The same without markup. */
  text: string;
}

export type Completeness =
  | { status: 'complete' | 'invalid' | 'unknown' }
  /** `indent` is the white space the next line should begin with. */
  | { status: 'incomplete'; indent: string };
