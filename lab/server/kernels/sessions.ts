/** Sessions: which notebook or console talks to which kernel. */
import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { HttpError } from '../errors.js';
import type { Folder } from '../contents/paths.js';
import type { KernelModel } from './kernel.js';
import type { Kernels } from './kernels.js';

/** What a client may ask for; PATCH changes what is given. */
export interface SessionRequest {
  path?: string;
  name?: string;
  type?: string;
  kernel?: { id?: string | null; name?: string | null } | null;
}

export interface SessionModel {
  id: string;
  path: string;
  name: string;
  type: string;
  kernel: KernelModel;
  /** For clients from before sessions had paths of their own. */
  notebook?: { path: string; name: string };
}

interface Session {
  id: string;
  path: string;
  name: string;
  type: string;
  kernelId: string;
}

export class Sessions {
  readonly #sessions = new Map<string, Session>();
  /** Two requests for the same notebook at once must not start two kernels. */
  readonly #starting = new Map<string, Promise<SessionModel>>();

  constructor(
    private readonly kernels: Kernels,
    private readonly folder: Folder,
  ) {}

  list(): SessionModel[] {
    return [...this.#sessions.values()]
      .filter(({ kernelId }) => this.kernels.has(kernelId))
      .map((session) => this.#model(session));
  }

  get(id: string): SessionModel {
    return this.#model(this.#find(id));
  }

  /** The session of a path; there is one at most, so asking again gives the same. */
  start({ path, name = '', type = 'notebook', kernel }: SessionRequest): Promise<SessionModel> {
    if (typeof path !== 'string' || path === '')
      throw new HttpError(
        400,
        'A session needs a path: {"path": "...", "type": "notebook", "kernel": {"name": "edflab"}}.',
      );
    const existing = this.list().find((session) => session.path === path);
    if (existing) return Promise.resolve(existing);
    const starting = this.#starting.get(path);
    if (starting) return starting;
    const start = (async () => {
      const session: Session = {
        id: randomUUID(),
        path,
        name,
        type,
        kernelId: await this.#kernelFor(path, kernel),
      };
      this.#sessions.set(session.id, session);
      return this.#model(session);
    })().finally(() => this.#starting.delete(path));
    this.#starting.set(path, start);
    return start;
  }

  /** Renames, or gives the session another kernel; a kernel that nobody uses any more is ended. */
  async change(id: string, { path, name, type, kernel }: SessionRequest): Promise<SessionModel> {
    const session = this.#find(id);
    session.path = path ?? session.path;
    session.name = name ?? session.name;
    session.type = type ?? session.type;
    const before = session.kernelId;
    if (kernel?.id !== before && (kernel?.id || kernel?.name)) {
      session.kernelId = await this.#kernelFor(session.path, kernel);
      const isShared = [...this.#sessions.values()].some(({ kernelId }) => kernelId === before);
      if (!isShared && this.kernels.has(before)) await this.kernels.shutdown(before);
    }
    return this.#model(session);
  }

  async end(id: string): Promise<void> {
    const { kernelId } = this.#find(id);
    this.#sessions.delete(id);
    if (this.kernels.has(kernelId)) await this.kernels.shutdown(kernelId);
    this.forgetKernel(kernelId);
  }

  forgetKernel(kernelId: string): void {
    for (const [id, session] of this.#sessions) if (session.kernelId === kernelId) this.#sessions.delete(id);
  }

  #find(id: string): Session {
    const session = this.#sessions.get(id);
    if (!session || !this.kernels.has(session.kernelId))
      throw new HttpError(404, `There is no session ${id}: it was ended, or the server was restarted.`);
    return session;
  }

  async #kernelFor(path: string, kernel: SessionRequest['kernel']): Promise<string> {
    if (kernel?.id) return this.kernels.get(kernel.id).id;
    return (await this.kernels.start(await this.#folderOf(path), kernel?.name || undefined)).id;
  }

  /** A kernel works in its notebook's folder, so that `./data.csv` is the file beside the notebook. */
  async #folderOf(path: string): Promise<string> {
    const segments = path.split('/').slice(0, -1);
    const folder = await this.folder.file(segments.join('/')).catch(() => this.folder.root);
    const isFolder = await stat(folder).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    return isFolder ? folder : this.folder.root;
  }

  #model({ id, path, name, type, kernelId }: Session): SessionModel {
    const notebook = type === 'notebook' ? { notebook: { path, name } } : {};
    return { id, path, name, type, kernel: this.kernels.get(kernelId).model, ...notebook };
  }
}
