/** The files of the served folder as the page sees them: list, read, save, create, rename, delete. */
import { constants } from 'node:fs';
import {
  access,
  appendFile,
  copyFile,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  stat,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { extname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { HttpError, aboutPath } from '../errors.js';
import {
  createCheckpoint,
  deleteCheckpoint,
  listCheckpoints,
  moveCheckpoint,
  restoreCheckpoint,
} from './checkpoints.js';
import {
  baseName,
  decodeText,
  mimeTypeOf,
  sha256,
  typeOfFile,
  type Checkpoint,
  type ContentsModel,
  type FileFormat,
  type FileType,
} from './model.js';
import { emptyNotebook, parseNotebook, serialiseNotebook } from './notebook.js';
import { Folder, isHiddenName, normalise } from './paths.js';
import { PathQueue } from './queue.js';

export interface GetOptions {
  /** What the caller takes the path for; an error if it is something else. */
  type?: FileType;
  format?: FileFormat;
  content?: boolean;
  hash?: boolean;
}

export interface SaveModel {
  type?: FileType;
  format?: FileFormat;
  content?: unknown;
  /** Large files come in pieces: 1, 2, ... and -1 for the last. */
  chunk?: number;
}

export class Contents {
  readonly #queue = new PathQueue();
  /** Uploads under way: path to the number of the piece that arrived last. */
  readonly #uploads = new Map<string, number>();

  private constructor(
    readonly folder: Folder,
    private readonly isHidden: (path: string) => boolean,
  ) {}

  /** `isHidden` may keep more paths of the folder out of its listing; they still open by name. */
  static async open(directory: string, isHidden: (path: string) => boolean = () => false): Promise<Contents> {
    return new Contents(await Folder.open(directory), isHidden);
  }

  /** An existing file or folder. Listing a folder is its content. */
  async get(path: string, options: GetOptions = {}): Promise<ContentsModel> {
    path = normalise(path);
    return this.#about(path, () => this.#read(path, options));
  }

  /** Creates or replaces a file, or creates a folder. `created` says which. */
  async save(path: string, model: SaveModel): Promise<{ model: ContentsModel; created: boolean }> {
    path = normalise(path);
    return this.#exclusively(path, async () => {
      const file = await this.folder.file(path);
      const existing = await stat(file).catch(() => undefined);
      if (model.type === 'directory') {
        if (existing && !existing.isDirectory()) throw new HttpError(400, `${path} is a file, not a folder.`);
        await mkdir(file, { recursive: true });
        return { model: await this.#read(path, { content: false }), created: !existing };
      }
      if (existing?.isDirectory()) throw new HttpError(400, `${path} is a folder, not a file.`);
      const bytes = encode(path, model);
      if (model.chunk === undefined) await writeFileAtomic(file, bytes);
      else await this.#savePiece(path, file, bytes, model.chunk);
      const isPart = model.chunk !== undefined && model.chunk !== -1;
      const saved: ContentsModel = isPart
        ? await this.#placeholder(path, model.type)
        : await this.#read(path, { content: false });
      return {
        model: isPart ? saved : { ...saved, hash: sha256(bytes), hash_algorithm: 'sha256' },
        created: !existing,
      };
    });
  }

  /** A new notebook, file or folder with a free name, in the folder `path`. */
  async createUntitled(path: string, type: FileType, extension = '.txt'): Promise<ContentsModel> {
    path = normalise(path);
    const [stem, suffix, separator] =
      type === 'notebook'
        ? ['Untitled', '.ipynb', '']
        : type === 'directory'
          ? ['Untitled Folder', '', ' ']
          : ['untitled', extension, ''];
    return this.#exclusively(path, async () => {
      const free = await this.#freeName(path, (n) => `${stem}${n === 0 ? '' : `${separator}${n}`}${suffix}`);
      const file = await this.folder.file(free);
      if (type === 'directory') await mkdir(file);
      else
        await writeFile(file, suffix === '.ipynb' ? serialiseNotebook(emptyNotebook(), free) : '', {
          flag: 'wx',
        });
      return this.#read(free, { content: false });
    });
  }

  /** A copy of the file `from` in the folder `path`, named `stem-Copy1.ext`. */
  async copy(from: string, path: string): Promise<ContentsModel> {
    path = normalise(path);
    from = normalise(from);
    return this.#exclusively(path, async () => {
      const source = await this.folder.file(from);
      if ((await stat(source)).isDirectory())
        throw new HttpError(400, `${from} is a folder; only files can be copied.`);
      const extension = extname(from);
      const stem = baseName(from)
        .slice(0, baseName(from).length - extension.length)
        .replace(/-Copy\d+$/, '');
      const free = await this.#freeName(path, (n) => `${stem}-Copy${n + 1}${extension}`);
      await copyFile(source, await this.folder.file(free), constants.COPYFILE_EXCL);
      return this.#read(free, { content: false });
    });
  }

  async rename(from: string, to: string): Promise<ContentsModel> {
    from = normalise(from);
    to = normalise(to);
    return this.#exclusively([from, to], async () => {
      const [source, target] = [await this.folder.entry(from), await this.folder.entry(to)];
      const original = await lstat(source);
      const inTheWay = await lstat(target).catch(() => undefined);
      // On a file system that ignores case, `a.ipynb` is in the way of `A.ipynb` and may still become it.
      if (inTheWay && inTheWay.ino !== original.ino) throw new HttpError(409, `${to} exists already.`);
      await rename(source, target);
      if (!original.isDirectory()) await moveCheckpoint(source, target);
      return this.#read(to, { content: false });
    });
  }

  async delete(path: string): Promise<void> {
    path = normalise(path);
    await this.#exclusively(path, async () => {
      const entry = await this.folder.entry(path);
      if (!(await lstat(entry)).isDirectory()) {
        await unlink(entry);
        await deleteCheckpoint(entry).catch(() => undefined);
        return;
      }
      const left = (await readdir(entry)).filter((name) => name !== '.ipynb_checkpoints');
      if (left.length > 0)
        throw new HttpError(
          400,
          `${path} is not empty: delete the ${left.length === 1 ? 'file' : `${left.length} files`} in it first.`,
        );
      await rm(join(entry, '.ipynb_checkpoints'), { recursive: true, force: true });
      await rmdir(entry);
    });
  }

  checkpoints(path: string): Promise<Checkpoint[]> {
    return this.#about(path, async () => listCheckpoints(await this.folder.entry(path)));
  }

  createCheckpoint(path: string): Promise<Checkpoint> {
    return this.#exclusively(path, async () => {
      await this.folder.file(path);
      return createCheckpoint(await this.folder.entry(path));
    });
  }

  restoreCheckpoint(path: string): Promise<void> {
    return this.#exclusively(path, async () => {
      await this.folder.file(path);
      await restoreCheckpoint(await this.folder.entry(path));
    });
  }

  deleteCheckpoint(path: string): Promise<void> {
    return this.#exclusively(path, async () => deleteCheckpoint(await this.folder.entry(path)));
  }

  async #read(
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
      name: baseName(path),
      path,
      type: actual === 'directory' ? actual : (type ?? actual),
      writable: await isWritable(file),
      created: stats.birthtime.toISOString(),
      last_modified: stats.mtime.toISOString(),
      size: stats.isDirectory() ? null : stats.size,
      mimetype: null,
      content: null,
      format: null,
      hash: null,
      hash_algorithm: null,
    };
    if (model.type === 'directory')
      return content ? { ...model, format: 'json', content: await this.#list(path, file) } : model;
    if (!stats.isFile()) throw new HttpError(400, `${path} is not a regular file.`);
    if (!content && !hash) return model;
    const bytes = await readFile(file);
    const fingerprint = hash ? { hash: sha256(bytes), hash_algorithm: 'sha256' } : {};
    return { ...model, ...fingerprint, ...(content && decode(path, model.type, format, bytes)) };
  }

  async #list(path: string, file: string): Promise<ContentsModel[]> {
    const children = (await readdir(file))
      .filter((name) => !isHiddenName(name))
      .map((name) => (path ? `${path}/${name}` : name));
    const models = children
      .filter((child) => !this.isHidden(child))
      .map((child) =>
        // Links out of the folder, sockets, and files deleted meanwhile are simply not there.
        this.#read(child, { content: false }).catch(() => undefined),
      );
    return (await Promise.all(models)).filter((model) => model !== undefined);
  }

  async #freeName(folder: string, name: (attempt: number) => string): Promise<string> {
    for (let attempt = 0; ; attempt++) {
      const path = folder ? `${folder}/${name(attempt)}` : name(attempt);
      const isTaken = await lstat(await this.folder.entry(path)).then(
        () => true,
        () => false,
      );
      if (!isTaken) return path;
    }
  }

  /** Pieces gather in a hidden file beside the target and take its place when the last has come. */
  async #savePiece(path: string, file: string, bytes: Uint8Array, chunk: number): Promise<void> {
    const unfinished = join(file, '..', `.${baseName(path)}.upload`);
    const previous = this.#uploads.get(path) ?? 0;
    if (chunk !== 1 && previous === 0)
      throw new HttpError(400, `${path}: the upload did not start with piece 1.`);
    if (chunk === 1) await writeFile(unfinished, bytes);
    else await appendFile(unfinished, bytes);
    this.#uploads.set(path, chunk);
    if (chunk !== -1) return;
    this.#uploads.delete(path);
    await rename(unfinished, file);
  }

  async #placeholder(path: string, type: FileType = 'file'): Promise<ContentsModel> {
    const now = new Date().toISOString();
    const nothing = {
      size: null,
      mimetype: null,
      content: null,
      format: null,
      hash: null,
      hash_algorithm: null,
    };
    return { name: baseName(path), path, type, writable: true, created: now, last_modified: now, ...nothing };
  }

  #exclusively<T>(paths: string | string[], work: () => Promise<T>): Promise<T> {
    return this.#queue.run(paths, () => this.#about([paths].flat()[0] as string, work));
  }

  async #about<T>(path: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw aboutPath(error, path);
    }
  }
}

const isWritable = (file: string): Promise<boolean> =>
  access(file, constants.W_OK).then(
    () => true,
    () => false,
  );

function decode(
  path: string,
  type: FileType,
  format: FileFormat | undefined,
  bytes: Buffer,
): Pick<ContentsModel, 'content' | 'format' | 'mimetype'> {
  const text = format === 'base64' ? undefined : decodeText(bytes);
  if (type === 'notebook') {
    if (text === undefined)
      throw new HttpError(400, `${path} cannot be opened as a notebook: it is not UTF-8 text.`);
    return { content: parseNotebook(text, path), format: 'json', mimetype: null };
  }
  if (text !== undefined)
    return { content: text, format: 'text', mimetype: mimeTypeOf(path) ?? 'text/plain' };
  if (format === 'text') throw new HttpError(400, `${path} is not UTF-8 text.`);
  return {
    content: bytes.toString('base64'),
    format: 'base64',
    mimetype: mimeTypeOf(path) ?? 'application/octet-stream',
  };
}

function encode(path: string, { type, format, content }: SaveModel): Buffer {
  if (type === 'notebook') return Buffer.from(serialiseNotebook(content, path));
  if (typeof content !== 'string')
    throw new HttpError(
      400,
      `${path} was not saved: the content of a file must be text, got ${content === null ? 'null' : typeof content}.`,
    );
  return Buffer.from(content, format === 'base64' ? 'base64' : 'utf8');
}
