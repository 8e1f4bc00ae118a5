// Looks for what commonly goes wrong with an installation, and says how to mend it.
import { tmpdir } from 'node:os';
import { historyFolder } from '../folders.js';
import { limited, ok, type Check } from './check.js';
import { build, nodeVersion, ports, writable } from './installation.js';
import { registrations } from './registrations.js';
import { tryKernel } from './try-kernel.js';

export { fault, limited, note, ok, type Check } from './check.js';
export { writable } from './installation.js';

export async function kernelChecks(): Promise<Check[]> {
  return [
    nodeVersion(),
    ...(await limited('looking at the build', 10, build)),
    ...(await limited('listening on 127.0.0.1', 10, ports)),
    ...(await limited('writing temporary files', 10, async () => [
      await writable(tmpdir(), 'temporary files', 'set TMPDIR to a folder of yours'),
    ])),
    ...(await limited('writing the history', 10, async () => [
      await writable(historyFolder(), 'the history of cells', 'set EDFLAB_HISTORY to a folder of yours'),
    ])),
    ...(await limited('starting a kernel', 90, async () => {
      const took = await tryKernel();
      return [ok(`a kernel started and ran its first cell in ${took} ms`)];
    })),
    ...(await limited('looking at the registrations', 300, registrations)),
  ];
}
