// A notebook from top to bottom without a front end.
import { dirname, resolve } from 'node:path';
import { joinText, storedOutput, type Notebook, type NotebookCell } from './notebook-file.js';
import { KERNEL_NAME, kernelSpec } from './kernelspec.js';
import { KernelProcess, type DisplayIndex, type Execution, type KernelClient } from './wire/client.js';

export interface RunOptions {
  /** The notebook's file: its folder is where the code runs. */
  file: string;
  /** Milliseconds one cell may take; for ever by default. */
  timeout?: number;
  /** Called before each code cell. */
  onCell?: (index: number, count: number) => void;
}

/** The cell that failed. */
export interface RunFailure {
  /** 1-based, among the code cells. */
  cell: number;
  source: string;
  ename: string;
  evalue: string;
  traceback: string[];
}

/** Runs all code cells and fills in their outputs; stops at the first error. A cell tagged `raises-exception` may fail. */
export async function runNotebook(notebook: Notebook, options: RunOptions): Promise<RunFailure | undefined> {
  const kernel = await KernelProcess.start({ cwd: dirname(resolve(options.file)) });
  try {
    const client = await kernel.client().ready();
    const info = await client.request('shell', 'kernel_info_request', {});
    notebook.metadata.language_info = info.content.language_info as Record<string, unknown>;
    const { display_name, language } = kernelSpec();
    notebook.metadata.kernelspec = { name: KERNEL_NAME, display_name, language };
    return await runCells(notebook, client, kernel, options);
  } finally {
    await kernel.shutdown();
  }
}

async function runCells(
  notebook: Notebook,
  client: KernelClient,
  kernel: KernelProcess,
  { timeout, onCell }: RunOptions,
): Promise<RunFailure | undefined> {
  const cells = notebook.cells.filter(({ cell_type }) => cell_type === 'code');
  const displays: DisplayIndex = new Map();
  const executions = new Map<NotebookCell, Execution>();
  for (const cell of cells) Object.assign(cell, { outputs: [], execution_count: null });
  let failure: RunFailure | undefined;
  for (const [index, cell] of cells.entries()) {
    const source = joinText(cell.source);
    if (source.trim() === '') continue;
    onCell?.(index + 1, cells.length);
    let timedOut = false;
    const timer =
      timeout &&
      setTimeout(() => {
        timedOut = true;
        void kernel.interrupt();
      }, timeout);
    const execution = await client
      .execute(source, { cellId: cell.id, displays })
      .finally(() => clearTimeout(timer));
    executions.set(cell, execution);
    const { reply } = execution;
    cell.execution_count = reply.execution_count;
    if (reply.status === 'ok' || cell.metadata.tags?.includes('raises-exception')) continue;
    const { ename = 'Error', traceback = [] } = reply;
    const evalue = timedOut ? `the cell took longer than ${timeout! / 1000} s` : (reply.evalue ?? '');
    failure = {
      cell: index + 1,
      source,
      ename: timedOut ? 'Timeout' : ename,
      evalue,
      traceback: timedOut ? [evalue] : traceback,
    };
    break;
  }
  // Written last: a later cell may have updated an earlier one's display.
  for (const [cell, { outputs }] of executions) cell.outputs = outputs.map(storedOutput);
  return failure;
}
