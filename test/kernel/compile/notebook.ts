// A notebook for tests: compiler and evaluator together, in this process.
import { NotebookCompiler } from '../../../kernel/compile/notebook-compiler.js';
import { Evaluator, type Result } from '../../../kernel/session/evaluate.js';
import { NodeEvaluationHost } from '../../../kernel/session/evaluate-node.js';
import type { CompiledCell, Prelude } from '../../../kernel/compile/types.js';

export interface CellOutcome {
  compiled: CompiledCell;
  /** Absent when the cell did not compile. */
  result?: Result;
}

export interface TestOptions {
  directory?: string;
  prelude?: Prelude;
  preludeValues?: Record<string, unknown>;
  interruptFlag?: SharedArrayBuffer;
  mapStackTraces?: boolean;
}

export class TestNotebook {
  readonly compiler: NotebookCompiler;
  readonly evaluator: Evaluator;
  private count = 0;

  constructor({
    directory = process.cwd(),
    prelude,
    preludeValues,
    interruptFlag,
    mapStackTraces,
  }: TestOptions = {}) {
    this.compiler = new NotebookCompiler({ directory, prelude });
    const host = new NodeEvaluationHost({ directory, mapStackTraces });
    this.evaluator = new Evaluator({ host, prelude: preludeValues, interruptFlag });
  }

  async run(
    source: string,
    { cellId, beforeRun }: { cellId?: string; beforeRun?: () => void } = {},
  ): Promise<CellOutcome> {
    const cell = ++this.count;
    const compiled = this.compiler.compile(source, { cell, cellId });
    if (compiled.diagnostics.some(({ category }) => category === 'error')) return { compiled };
    beforeRun?.();
    const result = await this.evaluator.run(compiled);
    this.compiler.commit(cell, result.published);
    return { compiled, result };
  }
}

/** The value of a cell's last expression; a cell that fails in either way throws. */
export function valueOf({ compiled, result }: CellOutcome): unknown {
  if (result === undefined)
    throw new Error(compiled.diagnostics.map(({ message, line }) => `line ${line}: ${message}`).join('\n'));
  if (!result.ok) throw result.error;
  return result.value;
}
