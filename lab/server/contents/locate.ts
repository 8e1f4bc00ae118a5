/** Finds the file that a path in an output means (`./data.csv`, `/home/me/course/data.csv`), so that the page can link it. */
import { relative, resolve, sep } from 'node:path';
import type { Contents } from './contents.js';

/** The path in the page's terms; undefined if nothing inside the served folder is meant. */
export async function locate(contents: Contents, path: string, cwd: string): Promise<string | undefined> {
  const inFolder = relative(contents.folder.root, resolve(cwd, path)).split(sep).join('/');
  // The folder itself is where the reader is already.
  if (inFolder === '') return undefined;
  const model = await contents.get(inFolder, { content: false }).catch(() => undefined);
  return model?.path;
}
