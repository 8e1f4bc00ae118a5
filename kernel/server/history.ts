// What was typed and what came out, kept on disk across restarts: one file of JSON lines per session of the kernel.
import { appendFileSync, closeSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { historyFolder, makeFolder } from '../folders.js';
import type { HistoryRequest } from '../wire/messages.js';
import { InvalidRequest } from '../wire/requests.js';

interface Entry {
  session: number;
  line: number;
  source: string;
  output: string | null;
}

type Row = [session: number, line: number, source: string | [string, string | null]];

const KEPT_SESSIONS = 500;

export class History {
  private readonly folder = historyFolder();
  private readonly own: Entry[] = [];
  private session = 0;
  private onDisk = true;

  /** Adds one cell. A folder that cannot be written costs the memory of it, nothing else. */
  add(line: number, source: string, output: string | null): void {
    if (this.session === 0) this.openSession();
    this.own.push({ session: this.session, line, source, output });
    if (!this.onDisk) return;
    try {
      appendFileSync(this.fileOf(this.session), `${JSON.stringify([line, source, output])}\n`);
    } catch {
      this.onDisk = false;
    }
  }

  query(request: HistoryRequest): Row[] {
    const entries = this.select(request);
    return entries.map(({ session, line, source, output }) => [
      session,
      line,
      request.output ? [source, output] : source,
    ]);
  }

  private select(request: HistoryRequest): Entry[] {
    const { hist_access_type: type, n, pattern, unique } = request;
    if (type !== 'range' && type !== 'tail' && type !== 'search') {
      throw new InvalidRequest(
        `history_request: hist_access_type is ${JSON.stringify(type)}, expected range, tail or search`,
      );
    }
    if (type === 'range') {
      // 0 is this session, -1 the one before it, as in IPython.
      const session = request.session > 0 ? request.session : this.current() + request.session;
      const entries = this.read(session);
      return entries.filter(
        ({ line }) => line >= request.start && (request.stop === null || line < request.stop),
      );
    }
    const matches = type === 'search' ? glob(pattern) : () => true;
    return this.latest(n ?? Infinity, matches, type === 'search' && unique);
  }

  /** The last `count` entries that match, oldest first. */
  private latest(count: number, matches: (source: string) => boolean, unique: boolean): Entry[] {
    const found: Entry[] = [];
    const seen = new Set<string>();
    for (const session of this.sessions().reverse()) {
      for (const entry of this.read(session).reverse()) {
        if (found.length >= count) return found.reverse();
        if (!matches(entry.source) || (unique && seen.has(entry.source))) continue;
        seen.add(entry.source);
        found.push(entry);
      }
    }
    return found.reverse();
  }

  private current(): number {
    if (this.session === 0) this.openSession();
    return this.session;
  }

  private read(session: number): Entry[] {
    if (session === this.session) return [...this.own];
    let text: string;
    try {
      text = readFileSync(this.fileOf(session), 'utf8');
    } catch {
      return [];
    }
    return text.split('\n').flatMap((row): Entry[] => {
      try {
        const [line, source, output] = JSON.parse(row) as [number, string, string | null];
        return [{ session, line, source, output }];
      } catch {
        // The last line of a kernel that was killed.
        return [];
      }
    });
  }

  /** Takes the next free number; two kernels that start at once get different ones. */
  private openSession(): void {
    try {
      makeFolder(this.folder);
      const known = this.stored();
      for (const old of known.slice(0, -KEPT_SESSIONS)) rmSync(this.fileOf(old), { force: true });
      for (this.session = (known.at(-1) ?? 0) + 1; ; this.session++) {
        try {
          closeSync(openSync(this.fileOf(this.session), 'wx', 0o600));
          return;
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        }
      }
    } catch {
      this.session = 1;
      this.onDisk = false;
    }
  }

  private sessions(): number[] {
    const stored = this.stored();
    return this.session === 0 || stored.includes(this.session) ? stored : [...stored, this.session];
  }

  private stored(): number[] {
    try {
      const numbers = readdirSync(this.folder).flatMap((name) => /^(\d+)\.jsonl$/.exec(name)?.[1] ?? []);
      return numbers.map(Number).sort((a, b) => a - b);
    } catch {
      return [];
    }
  }

  private fileOf(session: number): string {
    return join(this.folder, `${session}.jsonl`);
  }
}

/** `*` and `?` as in file names. */
function glob(pattern: string): (source: string) => boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${escaped}$`, 's');
  return (source) => expression.test(source);
}
