/** Compiles the cells of submissions on a thread, one submission after another, with a time limit for every cell. */
import { fileURLToPath } from 'node:url';
import { nodeGlobals } from '../kernel/compile/globals.js';
import { RemoteCompiler } from '../kernel/compile/remote.js';
import type { CellDiagnostic, CompiledCell } from '../kernel/compile/types.js';
import { crowding } from './sandbox/limits.js';

/** A cell to be compiled; `number` is the one in its file name, `cell-3.ts`. */
export interface SourceCell {
  number: number;
  id: string;
  source: string;
}

interface Refused {
  kind: 'refused';
  obstacle: 'compile-timeout' | 'compile-error' | 'grader-error';
  message: string;
}

export type Compilation = { kind: 'compiled'; cell: CompiledCell } | Refused;

/** What a problem's cells are given: what holds no answer, or everything. */
export type Library = 'closed' | 'full';

const libraryFiles: Record<Library, string> = {
  closed: 'sandbox/library.d.ts',
  full: 'sandbox/full-library.d.ts',
};

function declarationFile(library: Library): string {
  return fileURLToPath(new URL(libraryFiles[library], import.meta.url));
}

/** Seconds for one cell, where nothing else is to be done. Ordinary cells take a fraction of one. */
const secondsPerCell = 30;

/** Imports are looked up from a folder without packages: an answer imports nothing but the library. */
const directory = fileURLToPath(new URL('nowhere/', import.meta.url));

/** Declarations that outlive `reset`: after such a text the next submission gets a new thread. */
function leavesTraces(source: string): boolean {
  return (
    /\b(?:declare|import|require)\b/.test(source) ||
    (source.match(/[A-Za-z_$][\w$]*/g) ?? []).some((name) => nodeGlobals.has(name))
  );
}

/** A text that other cells may see without naming it, or that is a module: compiled when those before it are done. */
function needsItsTurn(source: string): boolean {
  return leavesTraces(source) || source.includes('@module');
}

export class Compiler {
  readonly #threads = new Map<Library, RemoteCompiler>();

  /** Compiles cells in order, each seeing those before it that had no error. Always one result for every cell. */
  async compile(cells: SourceCell[], library: Library): Promise<Map<string, Compilation>> {
    const together =
      cells.every(({ source }) => !needsItsTurn(source)) && (await this.#runAll(cells, library));
    if (together) return together;
    const results = new Map<string, Compilation>();
    let remaining = cells;
    while (remaining.length > 0) {
      const stuck = await this.#run(remaining, library, results);
      if (stuck === undefined) break;
      await this.#end(library);
      // The cells before it have to be seen by those after it, so all are compiled again without it.
      remaining = remaining.filter(({ id }) => id !== stuck);
    }
    if (cells.some(({ source }) => leavesTraces(source))) await this.#end(library);
    return results;
  }

  async close(): Promise<void> {
    await Promise.all([this.#end('closed'), this.#end('full')]);
  }

  /** All in one check: a third of the time. Undefined when it does not end in time or fails: then each has its turn. */
  async #runAll(cells: SourceCell[], library: Library): Promise<Map<string, Compilation> | undefined> {
    const thread = this.#thread(library);
    await thread.reset();
    const all = cells.map(({ number, source }) => ({ cell: number, source }));
    const compiled = await withTimeLimit(thread.compileAll(all));
    if (compiled.kind === 'compiled')
      return new Map(cells.map(({ id }, index) => [id, { kind: 'compiled', cell: compiled.value[index] }]));
    await this.#end(library);
    return undefined;
  }

  #thread(library: Library): RemoteCompiler {
    let thread = this.#threads.get(library);
    if (!thread)
      this.#threads.set(
        library,
        (thread = new RemoteCompiler({
          declarationFile: declarationFile(library),
          directory,
          untrusted: true,
        })),
      );
    return thread;
  }

  /** Resolves to the id of the cell at which the thread got stuck, or undefined. */
  async #run(
    cells: SourceCell[],
    library: Library,
    results: Map<string, Compilation>,
  ): Promise<string | undefined> {
    const thread = this.#thread(library);
    await thread.reset();
    for (const { number, id, source } of cells) {
      const result = await withTimeLimit(thread.compile(source, { cell: number }));
      if (result.kind === 'refused') {
        results.set(id, result);
        return id;
      }
      results.set(id, { kind: 'compiled', cell: result.value });
      if (errorsOf(result.value).length === 0) await thread.commit(number, result.value.defines);
    }
    return undefined;
  }

  async #end(library: Library): Promise<void> {
    const thread = this.#threads.get(library);
    this.#threads.delete(library);
    await thread?.close();
  }
}

async function withTimeLimit<T>(compiling: Promise<T>): Promise<{ kind: 'compiled'; value: T } | Refused> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<Refused>((resolve) => {
    const message = `Checking its types took longer than ${secondsPerCell} s.`;
    timer = setTimeout(
      () => resolve({ kind: 'refused', obstacle: 'compile-timeout', message }),
      secondsPerCell * 1000 * crowding(),
    );
  });
  try {
    return await Promise.race([compiling.then((value) => ({ kind: 'compiled' as const, value })), expired]);
  } catch (error) {
    const [message] = (error as Error).message.split('\n');
    // The compiler's stack is as deep as the text.
    if (message.includes('Maximum call stack'))
      return { kind: 'refused', obstacle: 'compile-error', message: 'It is nested too deeply.' };
    return { kind: 'refused', obstacle: 'grader-error', message: `The compiler gave up: ${message}` };
  } finally {
    clearTimeout(timer);
  }
}

export function errorsOf(cell: CompiledCell): CellDiagnostic[] {
  return cell.diagnostics.filter(({ category }) => category === 'error');
}
