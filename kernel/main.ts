// The kernel: `node main.js CONNECTION_FILE`. Sockets first, so that a client is answered at once; then the compiler
// on a thread of its own and the session in a process of its own.
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { PORTS, readConnection, writeConnection } from './wire/connection.js';
import { KernelSockets } from './wire/sockets.js';
import { KernelServer } from './server/server.js';

/** JavaScript objects of a session, in megabytes. At Node's own limit dying of a full heap takes a quarter of a minute. */
const HEAP_MEGABYTES = 2048;

async function main(connectionFile: string): Promise<void> {
  const wanted = readConnection(connectionFile);
  const sockets = await KernelSockets.bind(wanted, randomUUID());
  const server = new KernelServer(sockets);
  const { connection } = sockets;
  if (PORTS.some((port) => connection[port] !== wanted[port])) writeConnection(connectionFile, connection);
  process.send?.({ connection });

  const { CompilerThread } = await import('./compile/thread.js');
  const { exportedNames } = await import('./prelude-names.js');
  const { Sessions } = await import('./server/sessions.js');
  const { watchParent } = await import('./server/parent.js');
  const { fileURLToPath } = await import('node:url');

  const declarations = new URL('./prelude.d.ts', import.meta.url);
  const compiler = new CompilerThread({
    directory: process.cwd(),
    prelude: { declarationFile: fileURLToPath(declarations), names: [...exportedNames(declarations)] },
  });
  const sessions = new Sessions({
    cwd: process.cwd(),
    heapMegabytes: Number(process.env.EDFLAB_HEAP_MB) || HEAP_MEGABYTES,
  });
  let exiting = false;
  const exit = (): void => {
    if (exiting) return;
    exiting = true;
    sessions.close();
    sockets.close();
    // The sockets linger until their last messages are out.
    setTimeout(() => process.exit(0), 100);
  };
  // Starts the session now, rather than with the first cell.
  void sessions.current;
  server.connect({ compiler, sessions, exit });
  process.on('SIGINT', () => void server.interrupt());
  process.on('SIGTERM', exit);
  watchParent(() => {
    // Whoever wrote the connection file can no longer remove it.
    rmSync(connectionFile, { force: true });
    exit();
  });
}

await main(process.argv[2]);
