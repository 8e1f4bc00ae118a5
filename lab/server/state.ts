/**
 * What the page remembers between visits: settings and layouts, as files in the user's configuration folder. Where that
 * cannot be written (a read-only home), the page still works and remembers until the server stops.
 */
import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { PathQueue } from './contents/queue.js';

/** EDFLAB_CONFIG_DIR, or the place where programs of this system keep their settings. */
export function configDirectory(
  env: NodeJS.ProcessEnv = process.env,
  platform = process.platform,
  home = homedir(),
): string {
  if (env.EDFLAB_CONFIG_DIR) return env.EDFLAB_CONFIG_DIR;
  if (platform === 'win32') return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'edflab');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'edflab');
  return join(env.XDG_CONFIG_HOME || join(home, '.config'), 'edflab');
}

/** A folder of small texts by name. */
export class TextStore {
  readonly #queue = new PathQueue();
  /** What could not be written, and null for what could not be deleted. */
  readonly #unsaved = new Map<string, string | null>();

  constructor(
    private readonly directory: string,
    private readonly extension: string,
  ) {}

  async get(name: string): Promise<string | undefined> {
    const unsaved = this.#unsaved.get(name);
    if (unsaved !== undefined) return unsaved ?? undefined;
    return readFile(this.#file(name), 'utf8').catch(() => undefined);
  }

  set(name: string, text: string): Promise<void> {
    return this.#queue.run(name, async () => {
      try {
        await mkdir(dirname(this.#file(name)), { recursive: true });
        await writeFileAtomic(this.#file(name), text);
        this.#unsaved.delete(name);
      } catch {
        this.#unsaved.set(name, text);
      }
    });
  }

  delete(name: string): Promise<void> {
    return this.#queue.run(name, async () => {
      this.#unsaved.delete(name);
      await rm(this.#file(name), { force: true }).catch(() => this.#unsaved.set(name, null));
    });
  }

  async names(): Promise<string[]> {
    const files = await readdir(this.directory).catch(() => []);
    const saved = files
      .filter((file) => file.endsWith(this.extension))
      .map((file) => decodeURIComponent(file.slice(0, -this.extension.length)));
    const all = new Set([...saved, ...this.#unsaved.keys()]);
    return [...all].filter((name) => this.#unsaved.get(name) !== null).sort();
  }

  #file(name: string): string {
    return join(this.directory, encodeURIComponent(name).replaceAll('*', '%2A') + this.extension);
  }
}
