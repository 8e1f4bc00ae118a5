// The kernel: `node main.js CONNECTION_FILE`. The compiler starts on a thread of its own while this one binds the sockets,
// so that a client is answered at once; then comes the session, in a process of its own.
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CompilerThread } from './compile/thread.js';
import { exportedNames } from './prelude-names.js';
import { PORTS, readConnection, writeConnection } from './wire/connection.js';

/** JavaScript objects of a session, in megabytes. At Node's own limit dying of a full heap takes a quarter of a minute. */
const HEAP_MEGABYTES = 2048;

async function main(connectionFile: string): Promise<void> {
  // The thread needs the longest, so it is the first to start; binding takes this one's time.
  const declarations = new URL('./prelude.d.ts', import.meta.url);
  const compiler = new CompilerThread({
    directory: process.cwd(),
    prelude: { declarationFile: fileURLToPath(declarations), names: [...exportedNames(declarations)] },
  });
  const wanted = readConnection(connectionFile);
  const { KernelSockets } = await import('./wire/sockets.js');
  const sockets = await KernelSockets.bind(wanted, randomUUID());
  const { KernelServer } = await import('./server/server.js');
  const server = new KernelServer(sockets);
  const { connection } = sockets;
  if (PORTS.some((port) => connection[port] !== wanted[port])) writeConnection(connectionFile, connection);
  process.send?.({ connection });

  const { Sessions } = await import('./server/sessions.js');
  const { watchParent } = await import('./server/parent.js');
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
