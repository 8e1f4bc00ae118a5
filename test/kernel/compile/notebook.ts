// A notebook for tests: compiler and evaluator together, in this process.
import { NotebookCompiler, type CompilerOptions } from '../../../kernel/compile/notebook-compiler.js';
import { Evaluator, type EvaluatorOptions, type Result } from '../../../kernel/session/evaluate.js';
import { NodeEvaluationHost } from '../../../kernel/session/evaluate-node.js';
import type { CompiledCell } from '../../../kernel/compile/types.js';

export interface CellOutcome {
  compiled: CompiledCell;
  /** Absent when the cell did not compile. */
  result?: Result;
}

export class TestNotebook {
  readonly compiler: NotebookCompiler;
  readonly evaluator: Evaluator;
  private count = 0;

  constructor(
    options: Partial<CompilerOptions> &
      Partial<EvaluatorOptions['host']> & { preludeValues?: Record<string, unknown> } = {},
  ) {
    const directory = options.directory ?? process.cwd();
    this.compiler = new NotebookCompiler({
      directory,
      prelude: options.prelude as CompilerOptions['prelude'],
    });
    this.evaluator = new Evaluator({
      host: new NodeEvaluationHost({ directory }),
      prelude: options.preludeValues,
    });
  }

  async run(source: string, cellId?: string): Promise<CellOutcome> {
    const cell = ++this.count;
    const compiled = this.compiler.compile(source, { cell, cellId });
    if (compiled.diagnostics.some(({ category }) => category === 'error')) return { compiled };
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
