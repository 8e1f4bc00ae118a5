// The compiler in a process that starts from a snapshot of this program. All of it but the last function has run by then: the
// declarations of the language and of the preloaded names are read. See snapshot.ts.
import { startupSnapshot } from 'node:v8';
import { preludeDeclarations } from '../prelude-names.js';
import ts from './typescript.cjs';
import { documentRegistry } from './documents.js';
import { memoryRoot } from './host.js';
import type { CompilerRequest, RemoteOptions } from './remote.js';
import { newCompiler, serve } from './serve.js';

function readDocuments(): ts.DocumentRegistry {
  const documents = documentRegistry(ts.JSDocParsingMode.ParseNone);
  // No notebook is in this folder: none of its files is mistaken for one of a notebook.
  const compiler = newCompiler({ directory: memoryRoot, declarationFile: preludeDeclarations }, documents);
  compiler.warmUp('language');
  // A completion would order names by locale, and a snapshot cannot hold what that needs.
  compiler.warmUp('prelude');
  return documents;
}

const documents = readDocuments();

startupSnapshot.setDeserializeMainFunction(() => {
  // It ends with the process that started it; a signal to all processes of a terminal is not meant for it.
  process.on('SIGINT', () => undefined);
  process.on('disconnect', () => process.exit(0));
  process.once('message', (options: RemoteOptions) => {
    const receive = serve(newCompiler(options, documents), (reply) => process.send!(reply));
    process.on('message', (request: CompilerRequest) => receive(request));
  });
});
