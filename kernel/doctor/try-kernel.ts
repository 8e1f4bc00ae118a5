// Starts a real kernel, runs a cell in it and ends it.
import { tmpdir } from 'node:os';
import { oneLine } from './check.js';

const LIMIT_MS = 20_000;

/**
 * @param argv as in a kernelspec; this package's own kernel by default
 * @returns the milliseconds from the start to the end of the first cell
 * @throws Error that says in one line what went wrong, and what helps where that is known
 */
export async function tryKernel(argv?: readonly string[]): Promise<number> {
  const started = performance.now();
  try {
    // Only now: where ZeroMQ cannot be loaded, that is what the doctor has to say.
    const { KernelProcess } = await import('../wire/client.js');
    const kernel = await KernelProcess.start({ cwd: tmpdir(), startTimeout: LIMIT_MS, argv });
    try {
      const client = await kernel.client().ready(LIMIT_MS);
      const { reply, outputs } = await client.execute('np.array([1, 2]).sum()', { timeout: LIMIT_MS });
      if (reply.status !== 'ok' || outputs.length !== 1)
        throw new Error(`its first cell gave ${reply.ename ?? 'nothing'}: ${reply.evalue ?? ''}`);
      return Math.round(performance.now() - started);
    } finally {
      await kernel.shutdown();
    }
  } catch (error) {
    const isIncomplete = /Cannot find (?:module|package)|No native build|ZeroMQ/i.test(
      (error as Error).message,
    );
    const hint = isIncomplete ? '; the installation is not whole: `npm ci` and `npm run build` mend it' : '';
    throw new Error(oneLine(error) + hint, { cause: error });
  }
}
