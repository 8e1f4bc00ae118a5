// Looks for what commonly goes wrong with an installation.
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { kernelSpec, kernelSpecFolder, readKernelSpec } from './kernelspec.js';
import { KernelProcess } from './wire/client.js';

export interface Check {
  ok: boolean;
  text: string;
}

const OLDEST_NODE = [20, 19];

export async function doctor(): Promise<Check[]> {
  return [nodeVersion(), await kernelAnswers(), ...registration()];
}

function nodeVersion(): Check {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const ok = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  const wanted = ok ? '' : `; ${OLDEST_NODE.join('.')} or later is needed`;
  return { ok, text: `Node ${process.versions.node} at ${process.execPath}${wanted}` };
}

async function kernelAnswers(): Promise<Check> {
  const started = performance.now();
  try {
    const kernel = await KernelProcess.start({ cwd: tmpdir() });
    try {
      const client = await kernel.client().ready();
      const { reply, outputs } = await client.execute('np.array([1, 2]).sum()', { timeout: 20_000 });
      const ok = reply.status === 'ok' && outputs.length === 1;
      const took = Math.round(performance.now() - started);
      return ok
        ? { ok, text: `a kernel started and ran its first cell in ${took} ms` }
        : {
            ok,
            text: `a kernel started, but its first cell gave ${reply.ename ?? 'nothing'}: ${reply.evalue ?? ''}`,
          };
    } finally {
      await kernel.shutdown();
    }
  } catch (error) {
    return { ok: false, text: `the kernel does not start: ${(error as Error).message}` };
  }
}

/** A registration names files: they may have moved, or belong to another copy of this package. */
function registration(): Check[] {
  const found = [{ kind: 'user' } as const, { kind: 'system' } as const]
    .map((target) => kernelSpecFolder(target))
    .filter((folder) => readKernelSpec(folder) !== undefined);
  if (found.length === 0) {
    return [{ ok: true, text: 'not registered for Jupyter front ends; `edflab install` does that' }];
  }
  return found.map((folder) => {
    const spec = readKernelSpec(folder)!;
    const missing = spec.argv.slice(0, 2).find((file) => !existsSync(file));
    if (missing !== undefined)
      return { ok: false, text: `${folder} names ${missing}, which is gone; run \`edflab install\` again` };
    const own = kernelSpec().argv[1];
    if (spec.argv[1] !== own)
      return {
        ok: false,
        text: `${folder} starts another copy, ${spec.argv[1]}; run \`edflab install\` to use ${own}`,
      };
    return { ok: true, text: `registered in ${folder}` };
  });
}
