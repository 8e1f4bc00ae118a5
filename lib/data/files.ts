// Files on disk, where there is one: Node's file system, reached without an import, so that the library also loads in a browser.

/** The part of `node:fs/promises` that is used. */
interface FileSystem {
  readFile(path: string): Promise<Uint8Array>;
  writeFile(path: string, data: Uint8Array): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  mkdir(path: string, options: { recursive: true }): Promise<unknown>;
}

function fileSystem(caller: string): FileSystem {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  const fs = process?.getBuiltinModule?.('node:fs/promises') as FileSystem | undefined;
  if (!fs)
    throw new Error(
      `${caller}: there are no files in a browser; hint: fetch the file and hand its bytes to readIdx`,
    );
  return fs;
}

/** Whether files can be read and written here. */
export const hasFiles = (): boolean =>
  typeof (globalThis as { process?: { getBuiltinModule?: unknown } }).process?.getBuiltinModule ===
  'function';

/** The first of `paths` that exists, with its content; null when there is none. */
export async function readFirst(
  paths: readonly string[],
  caller: string,
): Promise<{ path: string; bytes: Uint8Array } | null> {
  const fs = fileSystem(caller);
  for (const path of paths) {
    try {
      return { path, bytes: await fs.readFile(path) };
    } catch (error) {
      if ((error as { code?: string }).code !== 'ENOENT') throw error;
    }
  }
  return null;
}

/** Writes a file whole or not at all. */
export async function writeWhole(
  folder: string,
  name: string,
  bytes: Uint8Array,
  caller: string,
): Promise<void> {
  const fs = fileSystem(caller);
  await fs.mkdir(folder, { recursive: true });
  await fs.writeFile(`${folder}/${name}.part`, bytes);
  await fs.rename(`${folder}/${name}.part`, `${folder}/${name}`);
}
