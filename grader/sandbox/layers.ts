/** Which launcher works on this machine, and which of a student's ways out it closes: tried, not assumed. */
import { randomBytes } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { makeTemporaryFolder, removeFolder } from '../../kernel/temporary-folders.js';
import type { Isolation } from '../result.js';
import { ChildProcess } from './child-process.js';
import { makeChildRoot, type ChildRoot } from './child-root.js';
import { launchers, type Launcher } from './launchers.js';
import { defaultLimits } from './limits.js';

export interface Sandbox {
  launcher: Launcher;
  isolation: Isolation;
}

/** What the probe tries, and what it means when it does not succeed. */
const layers = {
  reads: 'files of this machine',
  writes: 'writing files',
  spawns: 'starting processes',
  signals: 'other processes',
  connects: 'network',
  allocates: 'memory limit',
} as const;

/** Runs the probe under a launcher. @throws ChildFailure when the launcher does not work here at all */
async function probe(launcher: Launcher, root: ChildRoot): Promise<Isolation> {
  const folder = makeTemporaryFolder('grader', 'probe');
  const file = join(folder, 'canary');
  writeFileSync(file, randomBytes(16));
  // Open to everybody: what is closed to the child is closed by the sandbox.
  chmodSync(folder, 0o777);
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  let signalled = false;
  const onSignal = () => (signalled = true);
  process.on('SIGUSR2', onSignal);
  const limits = { ...defaultLimits, wallSeconds: 20 };
  let child: ChildProcess | undefined;
  try {
    child = await ChildProcess.start({ launcher, root, limits, slot: 0 });
    await new Promise((resolve) => (server.listening ? resolve(null) : server.once('listening', resolve)));
    const { port } = server.address() as AddressInfo;
    const answer = await child.ask({
      file,
      folder,
      grader: process.pid,
      port,
      megabytes: limits.dataMegabytes,
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    const succeeded: Record<string, unknown> = { ...(answer as Record<string, unknown>), signals: signalled };
    const names = Object.keys(layers) as (keyof typeof layers)[];
    const open = names.filter((name) => succeeded[name] !== false);
    const closed = names.filter((name) => succeeded[name] === false);
    return {
      held: [launcher.name, ...(launcher.ownUser ? ['own user'] : []), ...closed.map((name) => layers[name])],
      missing: open.map((name) => layers[name]),
    };
  } finally {
    process.off('SIGUSR2', onSignal);
    server.close();
    await child?.stop();
    removeFolder(folder);
  }
}

/**
 * The strongest sandbox this machine offers.
 * @param only try this kind of launcher alone (for tests)
 * @throws Error when not even a plain process can be started
 */
export async function chooseSandbox(only?: Launcher['name']): Promise<Sandbox> {
  const root = makeChildRoot('probe');
  let reason = 'no launcher';
  try {
    for (const launcher of launchers()) {
      if (only && launcher.name !== only) continue;
      try {
        return { launcher, isolation: await probe(launcher, root) };
      } catch (error) {
        reason = (error as Error).message;
      }
    }
  } finally {
    root.remove();
  }
  throw new Error(`No process for a student's code can be started here: ${reason}`);
}
