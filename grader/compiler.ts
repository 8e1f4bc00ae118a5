/** Compiles the cells of submissions in a thread, one submission after another, with a time limit for every cell. */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { CellDiagnostic, CompiledCell, Prelude } from '../kernel/compile/types.js';
import type { CompileAnswer, CompileRequest, CompileWorkerData, SourceCell } from './compile-worker.js';
import * as fullLibrary from './sandbox/full-library.js';
import * as library from './sandbox/library.js';

export type Compilation = { kind: 'compiled'; cell: CompiledCell } | { kind: 'refused'; obstacle: 'compile-timeout' | 'grader-error'; message: string };

/** Seconds for one cell. Ordinary cells take a fraction of one. */
const secondsPerCell = 20;

/** What an answer may know: the names of a child's library, with their types. */
export const preludes = {
  closed: prelude('library', library),
  full: prelude('full-library', fullLibrary),
} satisfies Record<string, Prelude>;

export type Library = keyof typeof preludes;

function prelude(file: string, module: object): Prelude {
  return { declarationFile: fileURLToPath(new URL(`sandbox/${file}.d.ts`, import.meta.url)), names: Object.keys(module) };
}

export class Compiler {
  #worker: Worker | undefined;

  /** Compiles cells in order, each seeing those before it that had no error. Always one result for every cell. */
  async compile(cells: SourceCell[], library: Library): Promise<Map<string, Compilation>> {
    const results = new Map<string, Compilation>();
    let remaining = cells;
    while (remaining.length > 0) {
      const stuck = await this.#run(remaining, preludes[library], results);
      if (stuck === undefined) break;
      await this.#restart();
      // The cells before it have to be seen by those after it, so all are compiled again without it.
      remaining = remaining.filter(({ id }) => id !== stuck);
    }
    return results;
  }

  async close(): Promise<void> {
    await this.#restart();
  }

  /** Resolves to the id of the cell at which it got stuck, or undefined. */
  #run(cells: SourceCell[], prelude: Prelude, results: Map<string, Compilation>): Promise<string | undefined> {
    const worker = (this.#worker ??= this.#start());
    return new Promise((resolve) => {
      let next = 0;
      const end = (stuck?: string) => {
        clearTimeout(timer);
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
        resolve(stuck);
      };
      const give = (obstacle: 'compile-timeout' | 'grader-error', message: string) => {
        results.set(cells[next].id, { kind: 'refused', obstacle, message });
        end(cells[next].id);
      };
      const expire = () => give('compile-timeout', `Checking its types took longer than ${secondsPerCell} s.`);
      let timer = setTimeout(expire, secondsPerCell * 1000);
      const onMessage = (answer: CompileAnswer) => {
        results.set(
          answer.id,
          'cell' in answer
            ? { kind: 'compiled', cell: answer.cell }
            : { kind: 'refused', obstacle: 'grader-error', message: `The compiler gave up: ${answer.error}` },
        );
        clearTimeout(timer);
        timer = setTimeout(expire, secondsPerCell * 1000);
        if (++next === cells.length) end();
      };
      const onError = (error: Error) => give('grader-error', `The compiler gave up: ${error.message}`);
      const onExit = () => give('grader-error', 'The compiler ended.');
      worker.on('message', onMessage).on('error', onError).on('exit', onExit);
      worker.postMessage({ cells, prelude } satisfies CompileRequest);
    });
  }

  #start(): Worker {
    // A folder without packages: an answer imports nothing but the library.
    const workerData: CompileWorkerData = { directory: fileURLToPath(new URL('nowhere/', import.meta.url)) };
    const worker = new Worker(new URL('compile-worker.js', import.meta.url), {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: 1024 },
    });
    worker.unref();
    return worker;
  }

  async #restart(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }
}

export function errorsOf(cell: CompiledCell): CellDiagnostic[] {
  return cell.diagnostics.filter(({ category }) => category === 'error');
}
