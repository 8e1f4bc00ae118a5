// The thread's own side of thread.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { NotebookCompiler, type CompilerOptions } from './notebook-compiler.js';
import typescriptCache from './typescript-cache.cjs';
import type { CompilerReply, CompilerRequest } from './thread.js';

const compiler = new NotebookCompiler(workerData as CompilerOptions);

parentPort?.on('message', ({ id, method, parameters }: CompilerRequest) => {
  let reply: CompilerReply;
  try {
    const run = compiler[method] as (...parameters: unknown[]) => unknown;
    reply = { id, value: run.apply(compiler, parameters) };
  } catch (error) {
    reply = { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  parentPort?.postMessage(reply);
});

compiler.warmUp('language');
// Not at once: the first cell is perhaps waiting already.
setTimeout(() => compiler.warmUp('prelude'), 50).unref();
setTimeout(() => typescriptCache.save(), 3000).unref();
