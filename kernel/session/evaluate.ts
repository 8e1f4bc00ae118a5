// Runs compiled cells. Everything that depends on where it runs (Node's `vm` and AsyncLocalStorage, or a browser's worker) is behind
// `EvaluationHost`; see evaluate-node.ts.
import { readableError } from '../compile/box-names.js';
import type { CompiledCell } from '../compile/types.js';
import { Box, Boxes } from './evaluate-boxes.js';
import { Interrupted, Interruption } from './evaluate-interrupt.js';
import { mendRejections } from './evaluate-rejections.js';

/** One run of a cell. It follows the cell's code through every await and timer: `Evaluator.currentRun`. */
export interface Run {
  readonly cell: CompiledCell;
  /** Whatever the caller wants to find again, e.g. the parent header for late output. */
  readonly tag: unknown;
  interrupted: boolean;
  readonly published: Set<string>;
}

/** What a compiled cell gets as its only parameter. */
export interface CellScope {
  box(name: string): Box;
  define(name: string, value: unknown): void;
  /** A hoisted `var`. */
  declare(name: string): void;
  /** Passes the value of a top-level await on, unless the cell was interrupted meanwhile. */
  resume<T>(value: T): T;
  /** Nonzero at index 0 means that some run was interrupted: ask `check`. */
  readonly flag: Int32Array;
  check(): void;
  /** Passes on what a `catch` clause caught, its message in the cell's own names. */
  caught(error: unknown): unknown;
  import(specifier: string, options?: { with?: Record<string, string> }): Promise<Record<string, unknown>>;
  readonly meta: object;
}

export interface EvaluationHost {
  /** Compiles the cell's function body; its `file` is the name that stack frames carry. */
  compile(cell: CompiledCell): () => (scope: CellScope) => unknown;
  /** Runs synchronous code so that an interrupt can stop it where the platform knows how; throws `Interrupted` then. */
  runInterruptibly<T>(body: () => T): T;
  import(specifier: string, attributes?: Record<string, string>): Promise<Record<string, unknown>>;
  /** From now on `./name` is the module with this TypeScript source. */
  defineModule(name: string, source: string): void;
  readonly meta: object;
  /** Node's AsyncLocalStorage, or what stands for it. */
  readonly storage: { run<T>(run: Run, body: () => T): T; getStore(): Run | undefined };
}

export interface NotebookNames {
  /** Those that cells defined and that have a value. */
  defined(): string[];
  box(name: string): Box;
  set(name: string, value: unknown): void;
}

export interface EvaluatorOptions {
  host: EvaluationHost;
  /** Preloaded names and their values. */
  prelude?: Record<string, unknown>;
  /** Two 32-bit integers that another thread may write: see `requestInterrupt`. */
  interruptFlag?: SharedArrayBuffer;
}

export type Result =
  | { ok: true; value?: unknown; hasValue: boolean; published: string[] }
  | { ok: false; error: unknown; interrupted: boolean; published: string[] };

export class Evaluator {
  private readonly host: EvaluationHost;
  private readonly boxes = new Boxes();
  /** Names that cells defined, as opposed to preloaded ones. */
  private readonly ofCells = new Set<string>();
  private readonly interruption: Interruption;
  private current: Run | undefined;

  constructor(options: EvaluatorOptions) {
    this.host = options.host;
    mendRejections();
    this.interruption = new Interruption(options.interruptFlag ?? new SharedArrayBuffer(8), () =>
      this.host.storage.getStore(),
    );
    for (const [name, value] of Object.entries(options.prelude ?? {})) this.boxes.get(name).v = value;
    const { ofCells, boxes } = this;
    const currentRun = (): Run | undefined => this.currentRun();
    Object.defineProperty(globalThis, Symbol.for('edflab.notebook'), {
      configurable: true,
      writable: true,
      value: {
        get: (name: string): unknown => (ofCells.has(name) ? boxes.get(name).v : undefined),
        has: (name: string): boolean => ofCells.has(name),
        get cellId(): string | undefined {
          return currentRun()?.cell.cellId;
        },
        get execution(): string | undefined {
          return currentRun()?.cell.file;
        },
      },
    });
  }

  /** The notebook's names, for somebody who looks from outside. */
  names(): NotebookNames {
    const { boxes, ofCells } = this;
    return {
      defined: () => [...ofCells].filter((name) => boxes.has(name)),
      box: (name) => boxes.get(name),
      set: (name, value) => {
        boxes.get(name).v = value;
        ofCells.add(name);
      },
    };
  }

  /** The run that the code asking belongs to, also long after its cell has ended. */
  currentRun(): Run | undefined {
    return this.host.storage.getStore() ?? this.current;
  }

  /**
   * Runs a cell to its end. Never rejects: what the cell throws is in the result. `overtaken` says whether an interrupt of this very
   * cell came before it; it is asked when from then on `requestInterrupt` finds the cell.
   */
  async run(cell: CompiledCell, tag?: unknown, overtaken = (): boolean => false): Promise<Result> {
    const run: Run = { cell, tag, interrupted: false, published: new Set() };
    this.current = run;
    const stopped = this.interruption.begin(run);
    try {
      if (overtaken()) throw new Interrupted();
      const outcome = await this.evaluate(run, stopped);
      const published = [...run.published];
      return Array.isArray(outcome) && outcome[0] !== undefined
        ? { ok: true, value: outcome[0] as unknown, hasValue: true, published }
        : { ok: true, hasValue: false, published };
    } catch (error) {
      return {
        ok: false,
        error,
        interrupted: run.interrupted || error instanceof Interrupted,
        published: [...run.published],
      };
    } finally {
      this.interruption.end(run);
      this.current = undefined;
    }
  }

  /** Interrupts the cell that is running: call it from the event loop, when a message asks for it. */
  interrupt(): void {
    this.interruption.request();
  }

  /** Is anything left of an interrupted cell, as far as the garbage collector has found? */
  get isInterrupting(): boolean {
    return this.interruption.flag[0] !== 0;
  }

  private async evaluate(run: Run, stopped: Promise<never>): Promise<unknown> {
    const { cell } = run;
    const { storage } = this.host;
    if (cell.module !== undefined) {
      this.host.defineModule(cell.module.name, cell.module.source);
      return undefined;
    }
    if (cell.imports.length > 0) {
      await Promise.race([storage.run(run, () => this.loadImports(run)), stopped]);
    }
    const scope = this.scope(run);
    const body = this.host.compile(cell)();
    // In this order: what the platform sets up for interrupts must not hold on to the run, as all that is made inside does.
    const outcome = this.host.runInterruptibly(() => storage.run(run, () => body(scope)));
    if (!cell.isAsync) return outcome;
    return Promise.race([outcome, stopped]);
  }

  private async loadImports(run: Run): Promise<void> {
    const modules = await Promise.all(
      run.cell.imports.map(({ specifier, attributes }) => this.host.import(specifier, attributes)),
    );
    run.cell.imports.forEach(({ specifier, names }, index) => {
      for (const { exported, local } of names)
        this.define(run, local, pick(modules[index], exported, specifier));
    });
  }

  private define(run: Run, name: string, value: unknown): void {
    this.boxes.get(name).v = value;
    this.ofCells.add(name);
    run.published.add(name);
  }

  private scope(run: Run): CellScope {
    return {
      box: (name) => this.boxes.get(name),
      define: (name, value) => this.define(run, name, value),
      declare: (name) => this.define(run, name, undefined),
      resume: (value) => {
        // A cell that a debugger had stopped hears of the interrupt here.
        if (this.interruption.flag[0] !== 0) this.interruption.check();
        if (run.interrupted) throw new Interrupted();
        return value;
      },
      flag: this.interruption.flag,
      check: this.interruption.check,
      caught: readableError,
      import: (specifier, options) => this.host.import(String(specifier), options?.with),
      meta: this.host.meta,
    };
  }
}

function pick(module: Record<string, unknown>, exported: string, specifier: string): unknown {
  if (exported === '*' || exported in module) return exported === '*' ? module : module[exported];
  // A CommonJS package whose exports Node could not read off its text.
  const whole = module.default as Record<string, unknown> | undefined;
  if (whole !== null && (typeof whole === 'object' || typeof whole === 'function') && exported in whole)
    return whole[exported];
  throw new SyntaxError(`The module '${specifier}' has no export named '${exported}'`);
}
