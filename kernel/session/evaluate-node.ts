// The evaluator's edge towards Node: `vm`, AsyncLocalStorage and module loading.
import { AsyncLocalStorage } from 'node:async_hooks';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import type { CompiledCell } from '../compile/types.js';
import { isOwnPackage } from '../own-packages.js';
import { makeTemporaryFolder, removeFolder } from '../temporary-folders.js';
import { SourceMaps } from './evaluate-errors.js';
import { loadLocalModules } from './evaluate-modules.js';
import type { CellScope, EvaluationHost, Run } from './evaluate.js';
import { Interrupted } from './evaluate-interrupt.js';
import { Activity, ACTIVITY_LENGTH, SynchronousPart } from './shared.js';

const trampolineScript = new vm.Script(`globalThis[Symbol.for('edflab.trampoline')]()`, {
  filename: 'edflab:trampoline',
});

/** More than a signal to this very process takes. */
const SIGNAL_MS = 1000;

export interface NodeHostOptions {
  /** The notebook's folder: imports are resolved from here. */
  directory: string;
  /** Let every `error.stack` speak of the cells' own lines, for all of this process. */
  mapStackTraces?: boolean;
  /** Shared with a thread that may send a signal: see `Activity`. */
  activity?: Int32Array;
  /** Modules that stand for packages in local files: URLs by what is imported. */
  packages?: Record<string, string>;
}

export class NodeEvaluationHost implements EvaluationHost {
  readonly storage = new AsyncLocalStorage<Run>();
  readonly meta: object;
  readonly sourceMaps = new SourceMaps();
  private readonly activity: Int32Array;
  private readonly notebookUrl: string;
  private readonly packages: Record<string, string> | undefined;
  private moduleFolder: string | undefined;
  private readonly importFromNotebook: (
    specifier: string,
    options?: ImportCallOptions,
  ) => Promise<Record<string, unknown>>;

  constructor({ directory, mapStackTraces = false, activity, packages }: NodeHostOptions) {
    this.packages = packages;
    this.activity = activity ?? new Int32Array(ACTIVITY_LENGTH);
    if (mapStackTraces) this.sourceMaps.install();
    const filename = join(directory, 'notebook.mjs');
    const url = (this.notebookUrl = pathToFileURL(filename).href);
    const require = createRequire(filename);
    this.meta = {
      url,
      dirname: directory,
      filename,
      resolve: (specifier: string) => pathToFileURL(require.resolve(specifier)).href,
    };
    // Node resolves an `import()` from the file name of the script it stands in.
    this.importFromNotebook = vm.runInThisContext('(specifier, options) => import(specifier, options)', {
      filename,
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }) as typeof this.importFromNotebook;
  }

  compile({ javascript, file, sourceMap }: CompiledCell): () => (scope: CellScope) => unknown {
    this.sourceMaps.add(file, sourceMap);
    return vm.compileFunction(javascript, [], { filename: file }) as () => (scope: CellScope) => unknown;
  }

  runInterruptibly<T>(body: () => T): T {
    const key = Symbol.for('edflab.trampoline');
    const globals = globalThis as unknown as Record<symbol, unknown>;
    let result: T | undefined;
    globals[key] = (): void => {
      delete globals[key];
      Atomics.store(this.activity, Activity.synchronous, SynchronousPart.on);
      try {
        result = body();
      } finally {
        this.endSynchronousPart();
      }
    };
    try {
      trampolineScript.runInThisContext({ breakOnSigint: true, displayErrors: false });
    } catch (error) {
      if ((error as NodeJS.ErrnoException | null)?.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED')
        throw new Interrupted();
      throw error;
    } finally {
      Atomics.store(this.activity, Activity.synchronous, SynchronousPart.none);
    }
    return result as T;
  }

  /** If a signal is under way, the part ends by it and not by itself. */
  private endSynchronousPart(): void {
    const { none, on } = SynchronousPart;
    if (Atomics.compareExchange(this.activity, Activity.synchronous, on, none) === on) return;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SIGNAL_MS);
  }

  defineModule(name: string, source: string): void {
    writeFileSync(join(this.moduleCells(), `${name}.ts`), source);
  }

  /** A folder for the modules that cells hold, of this process alone. Where it is killed, whoever sees that removes the folder. */
  private moduleCells(): string {
    if (this.moduleFolder === undefined) {
      const folder = makeTemporaryFolder('session', 'modules');
      process.on('exit', () => removeFolder(folder));
      this.moduleFolder = folder;
    }
    return this.moduleFolder;
  }

  import(specifier: string, attributes?: Record<string, string>): Promise<Record<string, unknown>> {
    const options = attributes === undefined ? undefined : ({ with: attributes } as ImportCallOptions);
    if (isOwnPackage(specifier)) return import(specifier, options) as Promise<Record<string, unknown>>;
    if (/^(?:\.{0,2}\/|file:)/.test(specifier))
      loadLocalModules({
        notebook: this.notebookUrl,
        moduleCells: this.moduleCells(),
        packages: this.packages,
      });
    return withoutWarnings(() => this.importFromNotebook(specifier, options));
  }
}

/** Node calls the default loader for scripts experimental, and says so below the student's first cell. */
function withoutWarnings<T>(body: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return body();
  } finally {
    process.emitWarning = emitWarning;
  }
}
