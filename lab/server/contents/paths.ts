/** From a path of the page (`notebooks/01.ipynb`) to a file on disk that is surely inside the served folder. */
import { lstat, realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { HttpError } from '../errors.js';

/** Names that the page neither shows nor opens: hidden files, editors' backups, the packages of a Node project. */
export const isHiddenName = (name: string): boolean =>
  name.startsWith('.') || name.endsWith('~') || name === 'node_modules';

/** A path without empty segments, or an error if it could mean anything but a file below the served folder. */
export function normalise(path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '');
  for (const segment of segments) {
    const escapes = segment === '..' || segment === '.' || segment.includes('\0');
    const isWindowsTrick = process.platform === 'win32' && /[\\:]/.test(segment);
    if (escapes || isWindowsTrick) throw new HttpError(404, `${path} is not a path in the course folder.`);
    if (isHiddenName(segment)) throw new HttpError(404, `${path} does not exist.`);
  }
  return segments.join('/');
}

export class Folder {
  private constructor(readonly root: string) {}

  static async open(directory: string): Promise<Folder> {
    return new Folder(await realpath(directory));
  }

  /** The file a path stands for, links followed; it need not exist, its folder must. */
  async file(path: string): Promise<string> {
    const normalised = normalise(path);
    if (normalised === '') return this.root;
    const entry = await this.entry(normalised);
    const isThere = await lstat(entry).then(
      () => true,
      () => false,
    );
    // A link may lead anywhere, and one that leads nowhere could be made to lead anywhere by writing to it.
    return isThere ? this.#inside(await realpath(entry), path) : entry;
  }

  /** The directory entry itself, for renaming and deleting: a link there is not followed, links on the way to it are. */
  async entry(path: string): Promise<string> {
    const normalised = normalise(path);
    if (normalised === '')
      throw new HttpError(400, 'The course folder itself can be neither renamed nor deleted.');
    const file = join(this.root, ...normalised.split('/'));
    const parent = this.#inside(await realpath(dirname(file)), path);
    return join(parent, file.slice(dirname(file).length));
  }

  #inside(file: string, path: string): string {
    const prefix = this.root.endsWith(sep) ? this.root : this.root + sep;
    if (file !== this.root && !file.startsWith(prefix))
      throw new HttpError(404, `${path} leads out of the course folder.`);
    return file;
  }
}
