// The compiler on a thread, which has to read TypeScript and all declarations first: where there is no snapshot.
import { parentPort, workerData } from 'node:worker_threads';
import type { RemoteOptions } from './remote.js';
import { newCompiler, serve } from './serve.js';

const port = parentPort!;
port.on(
  'message',
  serve(newCompiler(workerData as RemoteOptions), (reply) => port.postMessage(reply)),
);
