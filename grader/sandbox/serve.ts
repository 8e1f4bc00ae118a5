/**
 * What the child does: evaluates a student's compiled cells, then runs the trials it is sent and returns numbers. It holds
 * no answer, no secret and no score; whatever a student's code does in here, it can only supply numbers.
 */
import vm from 'node:vm';
import type { CompiledCell } from '../../kernel/compile/types.js';
import { Evaluator, type CellScope, type EvaluationHost, type Run } from '../../kernel/session/evaluate.js';
import { runTrial } from '../../lib/gradcheck/trial/run-trial.js';
import type { Trial } from '../../lib/gradcheck/types.js';
import { answer, nextRequest } from './child-channel.js';
import type { Plain } from './codec.js';
import { disarm } from './disarm.js';
import type { LoadedCell, LoadFailure, LoadRequest } from './messages.js';

/** What a cell can import from, by name. */
export type Module = Record<string, unknown>;

/** `check('relu')` in an answer cell says nothing here: the grader does the checking. */
const problemSet: Module = { check: () => undefined };

function makeHost(library: Module): EvaluationHost {
  return {
    compile: ({ javascript, file }) =>
      vm.compileFunction(javascript, [], { filename: file }) as () => (scope: CellScope) => unknown,
    runInterruptibly: (body) => body(),
    async import(specifier) {
      if (specifier === 'edflab') return library;
      if (/^edflab\/[\w-]+$/.test(specifier)) return problemSet;
      throw new Error(`'${specifier}' cannot be imported while grading`);
    },
    defineModule() {
      throw new Error('modules cannot be defined while grading');
    },
    meta: {},
    storage: { run: (_run: Run, body) => body(), getStore: () => undefined },
  };
}

function describe(error: unknown, cell: number): LoadFailure {
  try {
    if (!(error instanceof Error)) return { cell, name: 'thrown', message: String(error), line: null };
    const line = /cell-\d+\.ts:(\d+)/.exec(String(error.stack))?.[1];
    return {
      cell,
      name: String(error.name),
      message: String(error.message),
      line: line === undefined ? null : Number(line),
    };
  } catch {
    return { cell, name: 'thrown', message: 'something that cannot even be printed', line: null };
  }
}

async function load(cells: LoadedCell[], library: Module): Promise<LoadFailure[]> {
  const evaluator = new Evaluator({ host: makeHost(library), prelude: library });
  const failures: LoadFailure[] = [];
  for (const [index, cell] of cells.entries()) {
    const compiled: CompiledCell = {
      ...cell,
      sourceMap: '',
      defines: [],
      uses: [],
      assigns: [],
      shadows: [],
      diagnostics: [],
    };
    const result = await evaluator.run(compiled);
    if (!result.ok) failures.push(describe(result.error, index));
  }
  return failures;
}

/** Serves one question, with `library` as what its cells are given. */
export async function serve(library: Module): Promise<void> {
  disarm();
  // A promise that a student's code leaves rejected is an unhandled rejection in a notebook too, and no reason to end.
  process.on('uncaughtException', () => {});
  process.on('unhandledRejection', () => {});
  const hello = nextRequest();
  if (!hello) return;
  answer(hello.call, null);
  const first = nextRequest();
  if (!first) return;
  const { cells, withheld } = first.body as unknown as LoadRequest;
  const offered = Object.fromEntries(Object.entries(library).filter(([name]) => !withheld.includes(name)));
  const failures = await load(cells, offered);
  const notebook = (globalThis as unknown as Record<symbol, { get(name: string): unknown }>)[
    Symbol.for('edflab.notebook')
  ];
  try {
    answer(first.call, failures as unknown as Plain);
    // From here on nothing asynchronous runs any more: the loop blocks in its reads.
    for (let request = nextRequest(); request; request = nextRequest()) {
      const outcome = runTrial((name) => notebook.get(name), request.body as unknown as Trial);
      answer(request.call, outcome as unknown as Plain);
    }
    process.exit(0);
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
}
