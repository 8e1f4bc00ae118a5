/**
 * The thread that compiles submissions. Type-checking a hostile text may take for ever, so it happens where it can be ended.
 * One message in: the cells of one submission; one message out for each cell, in order.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { NotebookCompiler } from '../kernel/compile/notebook-compiler.js';
import type { CompiledCell, Prelude } from '../kernel/compile/types.js';

export interface CompileRequest {
  cells: SourceCell[];
  prelude: Prelude;
}

export interface SourceCell {
  /** The number in the cell's file name, `cell-3.ts`. */
  number: number;
  id: string;
  source: string;
}

export interface CompileWorkerData {
  /** Where imports are looked up. */
  directory: string;
}

export type CompileAnswer = { id: string; cell: CompiledCell } | { id: string; error: string };

const { directory } = workerData as CompileWorkerData;
const port = parentPort!;

port.on('message', ({ cells, prelude }: CompileRequest) => {
  // A compiler of its own for every submission: nothing that one defines is known to the next.
  const compiler = new NotebookCompiler({ prelude, directory });
  for (const { number, id, source } of cells) {
    try {
      const cell = compiler.compile(source, { cell: number });
      if (!cell.diagnostics.some(({ category }) => category === 'error')) compiler.commit(number, cell.defines);
      port.postMessage({ id, cell } satisfies CompileAnswer);
    } catch (error) {
      port.postMessage({ id, error: (error as Error).message } satisfies CompileAnswer);
    }
  }
});
