/** The files of the served folder as the page sees them: list, read, save, create, rename, delete. */
import { constants } from 'node:fs';
import {
  appendFile,
  copyFile,
  lstat,
  mkdir,
  readdir,
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
import { encode } from './encoding.js';
import {
  baseName,
  nothing,
  sha256,
  type Checkpoint,
  type ContentsModel,
  type FileFormat,
  type FileType,
} from './model.js';
import { assertNotebook, emptyNotebook, serialiseNotebook } from './notebook.js';
import { Folder, normalise } from './paths.js';
import { PathQueue } from './queue.js';
import { Reader, type GetOptions } from './reader.js';
import { takeMarks, type Trust } from './trust.js';

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
  readonly #reader: Reader;

  private constructor(
    readonly folder: Folder,
    private readonly trust: Trust,
    isHidden: (path: string) => boolean,
  ) {
    this.#reader = new Reader(folder, trust, isHidden);
  }

  static async open(directory: string, trust: Trust, isHidden = (_path: string) => false): Promise<Contents> {
    return new Contents(await Folder.open(directory), trust, isHidden);
  }

  /** An existing file or folder. Listing a folder is its content. */
  async get(path: string, options: GetOptions = {}): Promise<ContentsModel> {
    path = normalise(path);
    return this.#about(path, () => this.#reader.read(path, options));
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
        return { model: await this.#reader.read(path, { content: false }), created: !existing };
      }
      if (existing?.isDirectory()) throw new HttpError(400, `${path} is a folder, not a file.`);
      const created = !existing;
      if (model.type === 'notebook')
        return { model: await this.#saveNotebook(path, file, model.content), created };
      const bytes = encode(path, model.format, model.content);
      if (model.chunk !== undefined)
        return { model: await this.#savePiece(path, file, bytes, model.chunk), created };
      await writeFileAtomic(file, bytes);
      return { model: await this.#saved(path, bytes), created };
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
        await writeFile(file, suffix === '.ipynb' ? serialiseNotebook(emptyNotebook()) : '', {
          flag: 'wx',
        });
      return this.#reader.read(free, { content: false });
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
      return this.#reader.read(free, { content: false });
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
      return this.#reader.read(to, { content: false });
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

  async #saveNotebook(path: string, file: string, content: unknown): Promise<ContentsModel> {
    assertNotebook(content, path);
    const { isTrusted, unmarked } = takeMarks(content);
    const bytes = serialiseNotebook(unmarked);
    await writeFileAtomic(file, bytes);
    if (isTrusted) await this.trust.remember(sha256(bytes));
    return this.#saved(path, bytes);
  }

  /** Without a hash that fits the file, the page's next save would raise a false conflict. */
  async #saved(path: string, bytes: Uint8Array | string): Promise<ContentsModel> {
    return {
      ...(await this.#reader.read(path, { content: false })),
      hash: sha256(bytes),
      hash_algorithm: 'sha256',
    };
  }

  /** Pieces gather in a hidden file beside the target and take its place when the last has come. */
  async #savePiece(path: string, file: string, bytes: Uint8Array, chunk: number): Promise<ContentsModel> {
    const unfinished = join(file, '..', `.${baseName(path)}.upload`);
    const previous = this.#uploads.get(path) ?? 0;
    if (chunk !== 1 && previous === 0)
      throw new HttpError(400, `${path}: the upload did not start with piece 1.`);
    if (chunk === 1) await writeFile(unfinished, bytes);
    else await appendFile(unfinished, bytes);
    this.#uploads.set(path, chunk);
    if (chunk !== -1) {
      const now = new Date().toISOString();
      return { ...nothing, name: baseName(path), path, created: now, last_modified: now };
    }
    this.#uploads.delete(path);
    await rename(unfinished, file);
    return this.#reader.read(path, { content: false });
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
