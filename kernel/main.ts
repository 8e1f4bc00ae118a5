// The kernel: `node main.js CONNECTION_FILE`. The compiler starts in a process of its own while this one binds the sockets,
// so that a client is answered at once; then comes the session, in a process of its own.
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { RemoteCompiler } from './compile/remote.js';
import { buildSnapshot } from './compile/snapshot.js';
import { preludeDeclarations } from './prelude-names.js';
import { PORTS, readConnection, writeConnection } from './wire/connection.js';

/** The first start of an installation has other things to do first. */
const SNAPSHOT_AFTER_MS = 3000;

/** JavaScript objects of a session, in megabytes. At Node's own limit dying of a full heap takes a quarter of a minute. */
const HEAP_MEGABYTES = 2048;

async function main(connectionFile: string): Promise<void> {
  // The compiler needs the longest, so it is the first to start; binding takes this process's time.
  const compiler = new RemoteCompiler({ directory: process.cwd(), declarationFile: preludeDeclarations });
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
    void compiler.close();
    sockets.close();
    // The sockets linger until their last messages are out.
    setTimeout(() => process.exit(0), 100);
  };
  // What the next cell builds on is no longer known.
  compiler.on('lost', () => sessions.current.kill('was ended, because the compiler was'));
  // Starts the session now, rather than with the first cell.
  void sessions.current;
  server.connect({ compiler, sessions, exit });
  // A read-only installation starts the plain way.
  setTimeout(() => void buildSnapshot().catch(() => undefined), SNAPSHOT_AFTER_MS).unref();
  process.on('SIGINT', () => void server.interrupt());
  process.on('SIGTERM', exit);
  watchParent(() => {
    // Whoever wrote the connection file can no longer remove it.
    rmSync(connectionFile, { force: true });
    exit();
  });
}

await main(process.argv[2]);
