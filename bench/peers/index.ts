// The peers that are here: their packages live in bench/node_modules, installed on demand and never by the project itself.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findKernels, type KernelPeer } from './kernels.js';
import { type Onnx, loadOnnx } from './onnx.js';
import { type Python, startPython } from './python.js';
import { type Tfjs, loadTfjs } from './tfjs.js';

/** The folder of bench/package.json; this file runs from dist/bench/peers. */
const folder = fileURLToPath(new URL('../../../bench/', import.meta.url));

type StridedArray = object;
export interface NdarrayGemm {
  array(data: Float32Array | Float64Array, shape: number[], stride?: number[]): StridedArray;
  gemm(out: StridedArray, a: StridedArray, b: StridedArray): void;
}

export interface Peers {
  readonly tfjs?: Tfjs;
  readonly onnx?: Onnx;
  readonly ndarray?: NdarrayGemm;
  readonly python?: Python;
  /** Ours and others; ours first. */
  readonly kernels: readonly KernelPeer[];
  /** Who is not here, and why. */
  readonly missing: readonly string[];
  stop(): void;
}

/** Installs the peers' packages where they are missing, and loads what can be loaded. */
export async function loadPeers(say: (line: string) => void): Promise<Peers> {
  const missing: string[] = [];
  if (!existsSync(path.join(folder, 'node_modules'))) {
    say('Installing the packages to compare with into bench/node_modules (about 300 MB, this once) ...');
    const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    });
    if (status !== 0) say('They could not be installed; measuring without them.');
  }
  const require = createRequire(path.join(folder, 'package.json'));
  const load = async <T>(name: string, loader: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await loader();
    } catch (error) {
      missing.push(`${name}: ${(error as Error).message.split('\n')[0]}`);
      return undefined;
    }
  };
  const python = await load('Python (NumPy, PyTorch)', () =>
    startPython(path.join(folder, 'peers', 'peers.py')),
  );
  for (const name of python?.missing ?? []) missing.push(`${name}: not in ${python?.executable}`);
  return {
    tfjs: await load('tfjs-wasm', () => loadTfjs(require)),
    onnx: await load('onnxruntime-web', () => loadOnnx(require)),
    ndarray: await load('ndarray-gemm', async () => ({
      array: require('ndarray') as NdarrayGemm['array'],
      gemm: require('ndarray-gemm') as NdarrayGemm['gemm'],
    })),
    python,
    kernels: findKernels(folder, missing),
    missing,
    stop: () => python?.stop(),
  };
}
