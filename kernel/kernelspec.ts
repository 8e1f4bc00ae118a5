// The kernelspec: what Jupyter's front ends read to find, name and start this kernel.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jupyterDataFolder, prefixDataFolder, systemDataFolder } from './folders.js';
import { logoPng, logoSvg } from './kernelspec-logo.js';
import { program } from './programs.js';

export const KERNEL_NAME = 'edflab';

/** Where a kernelspec is put: for this user, for everybody, or into an environment such as a virtualenv. */
export type Target = { kind: 'user' } | { kind: 'system' } | { kind: 'prefix'; prefix: string };

export interface KernelSpec {
  argv: string[];
  display_name: string;
  language: string;
  interrupt_mode: 'message' | 'signal';
  metadata: Record<string, unknown>;
}

export function kernelSpec(): KernelSpec {
  return {
    argv: [process.execPath, fileURLToPath(program('kernel')), '{connection_file}'],
    display_name: 'EDF Lab (TypeScript)',
    language: 'typescript',
    interrupt_mode: 'message',
    metadata: { debugger: false },
  };
}

export function kernelSpecFolder(target: Target): string {
  const data =
    target.kind === 'user'
      ? jupyterDataFolder()
      : target.kind === 'system'
        ? systemDataFolder()
        : prefixDataFolder(target.prefix);
  return join(data, 'kernels', KERNEL_NAME);
}

/** Writes the kernelspec and returns its folder. */
export function installKernelSpec(target: Target): string {
  const folder = kernelSpecFolder(target);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'kernel.json'), `${JSON.stringify(kernelSpec(), null, 2)}\n`);
  writeFileSync(join(folder, 'logo-svg.svg'), logoSvg());
  for (const size of [32, 64]) writeFileSync(join(folder, `logo-${size}x${size}.png`), logoPng(size));
  return folder;
}

/** Removes the kernelspec; false when there was none. */
export function uninstallKernelSpec(target: Target): boolean {
  const folder = kernelSpecFolder(target);
  if (!existsSync(join(folder, 'kernel.json'))) return false;
  rmSync(folder, { recursive: true });
  return true;
}

export function readKernelSpec(folder: string): KernelSpec | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'kernel.json'), 'utf8')) as KernelSpec;
  } catch {
    return undefined;
  }
}
