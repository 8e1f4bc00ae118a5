// The kernel: `node main.js CONNECTION_FILE`. The compiler starts in a process of its own while this one binds the sockets, and loads the
// rest while they are bound, so that a client is answered at once.
import { randomUUID } from 'node:crypto';
import { RemoteCompiler } from './compile/remote.js';
import { preludeDeclarations } from './prelude-names.js';
import { PORTS, readConnection, writeConnection } from './wire/connection.js';

const connectionFile = process.argv[2];
// The compiler needs the longest, so it is the first to start.
const compiler = new RemoteCompiler({ directory: process.cwd(), declarationFile: preludeDeclarations });
const wanted = readConnection(connectionFile);
const { KernelSockets } = await import('./wire/sockets.js');
const [sockets, { runKernel }] = await Promise.all([
  KernelSockets.bind(wanted, randomUUID()),
  import('./run-kernel.js'),
]);
const { connection } = sockets;
if (PORTS.some((port) => connection[port] !== wanted[port])) writeConnection(connectionFile, connection);
process.send?.({ connection });
await runKernel({ sockets, compiler, connectionFile });
