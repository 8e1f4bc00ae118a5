// The kernel from when its sockets are bound to its end.
import { rmSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import type { RemoteCompiler } from './compile/remote.js';
import { buildSnapshot } from './compile/snapshot.js';
import { watchParent } from './server/parent.js';
import { KernelServer } from './server/server.js';
import { Sessions } from './server/sessions.js';
import { removeStaleFolders } from './temporary-folders.js';
import type { KernelSockets } from './wire/sockets.js';

/** The first start of an installation has other things to do first. */
const HOUSEKEEPING_AFTER_MS = 3000;

/** JavaScript objects of a session, in megabytes. At Node's own limit dying of a full heap takes a quarter of a minute. */
const HEAP_MEGABYTES = 2048;

export interface KernelParts {
  sockets: KernelSockets;
  compiler: RemoteCompiler;
  /** Removed when whoever wrote it is gone. */
  connectionFile: string;
}

/** Answers from now on; what needs the session waits for it. */
export async function runKernel({ sockets, compiler, connectionFile }: KernelParts): Promise<void> {
  const server = new KernelServer(sockets);
  // Who has asked already gets the answer before the session is started, which takes a while.
  await turn();
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
  compiler.on('lost', () => sessions.abandon('was ended, because the compiler was'));
  // Starts the session now, rather than with the first cell.
  void sessions.current;
  server.connect({ compiler, sessions, exit });
  setTimeout(() => {
    // A read-only installation starts the plain way.
    void buildSnapshot().catch(() => undefined);
    removeStaleFolders();
  }, HOUSEKEEPING_AFTER_MS).unref();
  process.on('SIGINT', () => void server.interrupt());
  process.on('SIGTERM', exit);
  watchParent(() => {
    rmSync(connectionFile, { force: true });
    exit();
  });
}
