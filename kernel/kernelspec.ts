// The kernelspec: what Jupyter's front ends read to find, name and start this kernel.
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jupyterDataFolder, jupyterPath, makeFolder, prefixDataFolder, systemDataFolder } from './folders.js';
import { program } from './programs.js';

export const KERNEL_NAME = 'edflab';

/** The files of the logo, and what they are called in a kernelspec. The PNGs are the SVG as a browser draws it. */
const LOGOS = [
  ['logo.svg', 'logo-svg.svg'],
  ['logo-32x32.png', 'logo-32x32.png'],
  ['logo-64x64.png', 'logo-64x64.png'],
] as const;

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
    metadata: { debugger: true },
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
  makeFolder(folder);
  writeFileSync(join(folder, 'kernel.json'), `${JSON.stringify(kernelSpec(), null, 2)}\n`);
  for (const [file, name] of LOGOS)
    copyFileSync(new URL(`./logo/${file}`, import.meta.url), join(folder, name));
  return folder;
}

/** Removes the kernelspec; false when there was none. */
export function uninstallKernelSpec(target: Target): boolean {
  const folder = kernelSpecFolder(target);
  if (!existsSync(join(folder, 'kernel.json'))) return false;
  rmSync(folder, { recursive: true });
  return true;
}

/** The command that writes the registration in this folder again, or removes it. */
export function installCommand(folder: string, verb: 'install' | 'uninstall' = 'install'): string {
  if (folder === kernelSpecFolder({ kind: 'user' })) return `edflab ${verb}`;
  if (folder === kernelSpecFolder({ kind: 'system' })) return `edflab ${verb} --system`;
  const prefix = resolve(folder, '../../../..');
  const isPrefix = folder === kernelSpecFolder({ kind: 'prefix', prefix });
  if (isPrefix) return `edflab ${verb} --prefix "${prefix}"`;
  return verb === 'install' ? 'edflab install' : `rm -r "${folder}"`;
}

/** The folders of all registrations that Jupyter finds in these data folders, the one that it takes first. */
export function registeredFolders(dataFolders = jupyterPath()): string[] {
  return dataFolders
    .map((data) => join(data, 'kernels', KERNEL_NAME))
    .filter((folder) => existsSync(join(folder, 'kernel.json')));
}

/** @throws Error that says what is wrong with the folder's kernel.json. */
export function readKernelSpec(folder: string): KernelSpec {
  const file = join(folder, 'kernel.json');
  const text = readFileSync(file, 'utf8');
  let spec: Partial<KernelSpec> | null;
  try {
    spec = JSON.parse(text) as Partial<KernelSpec> | null;
  } catch {
    throw new Error(`${file} is not JSON`);
  }
  const argv: unknown = spec?.argv;
  if (!Array.isArray(argv) || argv.length < 3 || !argv.every((part) => typeof part === 'string')) {
    throw new Error(`${file} has no command to start a kernel (argv is ${JSON.stringify(argv)})`);
  }
  if (!argv.includes('{connection_file}')) {
    throw new Error(`${file} does not hand over the connection file (argv has no {connection_file})`);
  }
  return spec as KernelSpec;
}
