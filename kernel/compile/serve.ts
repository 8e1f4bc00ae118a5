// One compiler that answers requests from elsewhere: on a thread (thread-main.ts), or in a process (snapshot-main.ts).
import { pathToFileURL } from 'node:url';
import type ts from 'typescript';
import { exportedNames } from '../prelude-names.js';
import { collectOften } from './memory.js';
import { NotebookCompiler } from './notebook-compiler.js';
import type { CompilerReply, CompilerRequest, RemoteOptions } from './remote.js';

/** The first cell is perhaps waiting already: what only some cells need is read after it. */
const PRELUDE_AFTER_MS = 50;

export function newCompiler(
  { directory, declarationFile, untrusted }: RemoteOptions,
  documents?: ts.DocumentRegistry,
): NotebookCompiler {
  const prelude = declarationFile && {
    declarationFile,
    names: [...exportedNames(pathToFileURL(declarationFile))],
  };
  return new NotebookCompiler({ directory, documents, prelude: prelude || undefined, untrusted });
}

/** Answers what is asked, and does before what it would wait for. */
export function serve(
  compiler: NotebookCompiler,
  send: (reply: CompilerReply) => void,
): (request: CompilerRequest) => void {
  collectOften();
  // After the requests that are here already.
  setTimeout(() => {
    compiler.warmUp('prelude');
    compiler.complete('a', 1);
    // No cell has this number.
    compiler.compile('0', { cell: 0 });
  }, PRELUDE_AFTER_MS).unref();
  compiler.warmUp('language');
  return ({ id, method, parameters }) => {
    let reply: CompilerReply;
    try {
      const run = compiler[method] as (...parameters: unknown[]) => unknown;
      reply = { id, value: run.apply(compiler, parameters) };
    } catch (error) {
      reply = { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
    send(reply);
  };
}
