// What the debugger calls inside a session, on the student's thread: places in the cells' own text, names and values.
// The debugger reaches it by a global symbol; nothing here runs unless somebody debugs.
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { NotebookNames } from '../session/evaluate.js';
import type { SourceMaps, SourcePlace } from '../session/evaluate-errors.js';
import { mimeBundle, plainText } from '../session/mime.js';
import type { MimeBundle } from '../wire/messages.js';
import { DEBUGGED_SESSION, isCell } from './protocol.js';
import { childrenOf, describe } from './values.js';

type Variable = DebugProtocol.Variable;
type Named = readonly [name: string, read: () => unknown];

export class DebuggedSession {
  /** What may be opened, by reference; references are never used twice. */
  private readonly opened = new Map<number, () => Variable[]>();
  private references = 0;

  constructor(
    private readonly names: NotebookNames,
    private readonly maps: SourceMaps,
  ) {}

  install(): void {
    Object.defineProperty(globalThis, Symbol.for(DEBUGGED_SESSION), { value: this });
  }

  /** Where places of the emitted code come from: null for what the compiler added. */
  places(of: [url: string, line: number, column: number][]): (SourcePlace | null)[] {
    return of.map(([url, line, column]) => this.maps.find(url, line, column) ?? null);
  }

  /** The cells that have run so far, functions of which may be alive. */
  cells(): { file: string; sourceMap: string }[] {
    return this.maps.all().filter(({ file }) => isCell(file));
  }

  /** What was opened before this is forgotten. */
  forget(): void {
    this.opened.clear();
  }

  /** The names that cells have defined so far. */
  defined(): string[] {
    return this.names.defined();
  }

  /** A name of the notebook, for expressions in a stopped frame. */
  get(name: string): unknown {
    return this.names.box(name).v;
  }

  box(name: string): { v: unknown } {
    return this.names.box(name);
  }

  /** Makes a value one of the notebook's; its own first parameter is the value. */
  set(value: unknown, name: string): void {
    this.names.set(name, value);
  }

  /** The values of a frame's names, now, before those of the notebook where they are its own; returns the reference that opens them. */
  scope(names: Named[], isOfCell: boolean): number {
    const values = names.map(([name, read]): Named => {
      try {
        const value = read();
        return [name, () => value];
      } catch (error) {
        return [name, () => fail(error)];
      }
    });
    const isOwn = ([name]: Named): boolean => names.some(([own]) => own === name);
    const others = (): Named[] => (isOfCell ? this.notebookNames().filter((named) => !isOwn(named)) : []);
    return this.open(() => [...values, ...others()]);
  }

  notebook(): number {
    return this.open(() => this.notebookNames());
  }

  /** The notebook's variables, as when nothing is stopped. */
  variables(): Variable[] {
    return this.list(this.notebookNames());
  }

  /** What is behind a reference; null when it is not known any more. */
  children(reference: number): Variable[] | null {
    return this.opened.get(reference)?.() ?? null;
  }

  describe(value: unknown): Variable {
    return this.list([['', () => value]])[0];
  }

  rich(value: unknown): MimeBundle {
    const data = mimeBundle(value);
    // No promise is kept while the thread is stopped.
    return data instanceof Promise ? { 'text/plain': plainText(value) } : data;
  }

  private notebookNames(): Named[] {
    const names = this.names.defined().sort((a, b) => a.localeCompare(b));
    return names.map((name) => [name, () => this.get(name)]);
  }

  private open(children: () => readonly Named[]): number {
    const reference = ++this.references;
    this.opened.set(reference, () => this.list(children()));
    return reference;
  }

  private list(names: readonly Named[]): Variable[] {
    return names.map(([name, read]) => describe(name, read, (value) => this.open(() => childrenOf(value))));
  }
}

function fail(error: unknown): never {
  throw error;
}
