/** Reads files and lists folders, as models of the contents API. */
import { constants } from 'node:fs';
import { access, readFile, readdir, stat } from 'node:fs/promises';
import { HttpError } from '../errors.js';
import { decode } from './encoding.js';
import {
  baseName,
  nothing,
  sha256,
  typeOfFile,
  type ContentsModel,
  type FileFormat,
  type FileType,
} from './model.js';
import { isHiddenName, type Folder } from './paths.js';
import { mark, type Trust } from './trust.js';

export interface GetOptions {
  /** What the caller takes the path for; an error if it is something else. */
  type?: FileType;
  format?: FileFormat;
  content?: boolean;
  hash?: boolean;
}

export class Reader {
  /** `isHidden` keeps more paths out of the listing than those with hidden names; they still open by name. */
  constructor(
    private readonly folder: Folder,
    private readonly trust: Trust,
    private readonly isHidden: (path: string) => boolean,
  ) {}

  /** An existing file or folder; errors are those of `node:fs`. */
  async read(
    path: string,
    { type, format, content = true, hash = false }: GetOptions,
  ): Promise<ContentsModel> {
    const file = await this.folder.file(path);
    const stats = await stat(file);
    const actual: FileType = stats.isDirectory() ? 'directory' : typeOfFile(path);
    if (type !== undefined && (type === 'directory') !== (actual === 'directory')) {
      throw new HttpError(400, `${path || 'The course folder'} is a ${actual}, not a ${type}.`);
    }
    const model: ContentsModel = {
      ...nothing,
      name: baseName(path),
      path,
      type: actual === 'directory' ? actual : (type ?? actual),
      writable: await isWritable(file),
      created: stats.birthtime.toISOString(),
      last_modified: stats.mtime.toISOString(),
      size: stats.isDirectory() ? null : stats.size,
    };
    if (model.type === 'directory')
      return content ? { ...model, format: 'json', content: await this.#list(path, file) } : model;
    if (!stats.isFile()) throw new HttpError(400, `${path} is not a regular file.`);
    if (!content && !hash) return model;
    const bytes = await readFile(file);
    const fingerprint = hash ? { hash: sha256(bytes), hash_algorithm: 'sha256' } : {};
    if (!content) return { ...model, ...fingerprint };
    const decoded = decode(path, model.type, format, bytes);
    if (model.type === 'notebook') {
      const isTrusted = await this.trust.knows(sha256(bytes));
      decoded.content = mark(decoded.content as Record<string, unknown>, isTrusted);
    }
    return { ...model, ...fingerprint, ...decoded };
  }

  async #list(path: string, file: string): Promise<ContentsModel[]> {
    const children = (await readdir(file))
      .filter((name) => !isHiddenName(name))
      .map((name) => (path ? `${path}/${name}` : name));
    const models = children
      .filter((child) => !this.isHidden(child))
      .map((child) =>
        // Links out of the folder, sockets, and files deleted meanwhile are simply not there.
        this.read(child, { content: false }).catch(() => undefined),
      );
    return (await Promise.all(models)).filter((model) => model !== undefined);
  }
}

const isWritable = (file: string): Promise<boolean> =>
  access(file, constants.W_OK).then(
    () => true,
    () => false,
  );
