// The kernels that are compared: ours and its peers, each as its kernelspec would start it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { kernelSpec } from '../../kernel/kernelspec.js';
import { RunningKernel } from './running-kernel.js';

const require = createRequire(import.meta.url);

export interface KernelPeer {
  readonly name: string;
  readonly language: 'typescript' | 'python';
  readonly checksTypes: boolean;
  /** As in a kernelspec: `{connection_file}` stands for the file. */
  readonly argv: readonly string[];
  readonly interruptMode: 'message' | 'signal';
}

/** Where the kernels' working files go while they are measured: histories, caches, connection files. */
export interface Workplace {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  remove(): void;
}

export function workplace(): Workplace {
  const folder = mkdtempSync(path.join(tmpdir(), 'edflab-bench-'));
  const inside = (name: string) => path.join(folder, name);
  return {
    folder,
    env: {
      ...process.env,
      EDFLAB_HISTORY: inside('history'),
      // Kernels that heed it end with this process.
      JPY_PARENT_PID: String(process.pid),
      DENO_DIR: inside('deno'),
      DENO_NO_UPDATE_CHECK: '1',
      IPYTHONDIR: inside('ipython'),
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Ours first; a peer that is not installed is named in `missing`. */
export function findKernels(benchFolder: string, missing: string[]): KernelPeer[] {
  const own = kernelSpec();
  const kernels: KernelPeer[] = [
    {
      name: 'edflab',
      language: 'typescript',
      checksTypes: true,
      argv: own.argv,
      interruptMode: own.interrupt_mode,
    },
  ];
  const offer = (
    name: string,
    executable: string[] | undefined,
    rest: Omit<KernelPeer, 'name'>,
    how: string,
  ) => {
    if (executable) kernels.push({ ...rest, name, argv: [...executable, ...rest.argv] });
    else missing.push(`${name}: ${how}`);
  };
  offer(
    'tslab',
    tslab(),
    {
      language: 'typescript',
      checksTypes: true,
      argv: ['kernel', '--config-path', '{connection_file}'],
      interruptMode: 'signal',
    },
    'the package tslab is not installed',
  );
  offer(
    'Deno',
    deno(path.join(benchFolder, 'node_modules')),
    {
      language: 'typescript',
      checksTypes: false,
      argv: ['jupyter', '--kernel', '--conn', '{connection_file}'],
      interruptMode: 'signal',
    },
    'the package deno is not in bench/node_modules (npm ci there installs it)',
  );
  offer(
    'ipykernel',
    ipykernel(),
    {
      language: 'python',
      checksTypes: false,
      argv: ['-m', 'ipykernel_launcher', '-f', '{connection_file}'],
      interruptMode: 'signal',
    },
    'no Python on this machine has it',
  );
  return kernels;
}

function tslab(): string[] | undefined {
  try {
    return [process.execPath, require.resolve('tslab/bin/tslab')];
  } catch {
    return undefined;
  }
}

/** The package holds one folder with a binary for the machine it was installed on. */
function deno(modules: string): string[] | undefined {
  const scope = path.join(modules, '@deno');
  const platforms = existsSync(scope) ? readdirSync(scope) : [];
  const binaries = platforms.flatMap((name) =>
    ['deno', 'deno.exe'].map((file) => path.join(scope, name, file)),
  );
  const binary = binaries.find((file) => existsSync(file));
  return binary === undefined ? undefined : [binary];
}

function ipykernel(): string[] | undefined {
  const python = ['/usr/bin/python3', 'python3', 'python'].find(
    (executable) => spawnSync(executable, ['-c', 'import ipykernel']).status === 0,
  );
  return python === undefined ? undefined : [python];
}

/** A kernel of each kind, kept running for the rows that need a warm one; started anew where a row has broken it. */
export class KernelPool {
  private readonly running = new Map<string, RunningKernel>();

  constructor(private readonly place: Workplace) {}

  async warm(peer: KernelPeer): Promise<RunningKernel> {
    const known = this.running.get(peer.name);
    if (known) return known;
    const kernel = await this.fresh(peer);
    this.running.set(peer.name, kernel);
    await kernel.client.execute('1', { timeout: 20_000 });
    return kernel;
  }

  fresh(peer: KernelPeer): Promise<RunningKernel> {
    return RunningKernel.start(peer, this.place);
  }

  async drop(peer: KernelPeer): Promise<void> {
    const kernel = this.running.get(peer.name);
    this.running.delete(peer.name);
    await kernel?.end();
  }

  async end(): Promise<void> {
    for (const kernel of this.running.values()) await kernel.end();
    this.running.clear();
  }
}
