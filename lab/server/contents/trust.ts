/**
 * Which notebooks' outputs this user has made, or said to trust. Only theirs may run scripts in the page: the outputs of a
 * notebook from elsewhere, a submission for instance, are shown without them. As in Jupyter, trust is remembered by digest,
 * outside of the file.
 */
import { TextStore } from '../state.js';

type JsonObject = Record<string, unknown>;
interface Cell extends JsonObject {
  cell_type: string;
  metadata: JsonObject;
  outputs?: { data?: unknown }[];
}

/** How many notebooks are remembered, the latest. */
const capacity = 5000;
const name = 'trusted-notebooks';

export class Trust {
  #digests: Promise<Set<string>> | undefined;
  readonly #store: TextStore;

  constructor(configDirectory: string) {
    this.#store = new TextStore(configDirectory, '.txt');
  }

  async knows(digest: string): Promise<boolean> {
    return (await this.#load()).has(digest);
  }

  async remember(digest: string): Promise<void> {
    const digests = await this.#load();
    if (digests.has(digest)) return;
    digests.add(digest);
    const kept = [...digests].slice(-capacity);
    this.#digests = Promise.resolve(new Set(kept));
    await this.#store.set(name, `${kept.join('\n')}\n`);
  }

  #load(): Promise<Set<string>> {
    return (this.#digests ??= this.#store
      .get(name)
      .then((text) => new Set(text?.split('\n').filter(Boolean))));
  }
}

/** Whether every output of the notebook is trusted, and the notebook without the page's marks that say so. */
export function takeMarks(notebook: JsonObject): { isTrusted: boolean; unmarked: JsonObject } {
  let isTrusted = true;
  const cells = (notebook.cells as Cell[]).map((cell) => {
    const { trusted, ...metadata } = cell.metadata;
    isTrusted &&= trusted === true || !hasRichOutput(cell);
    return { ...cell, metadata };
  });
  return { isTrusted, unmarked: { ...notebook, cells } };
}

/** The notebook with the marks that tell the page which outputs to trust. */
export function mark(notebook: JsonObject, isTrusted: boolean): JsonObject {
  const cells = (notebook.cells as Cell[]).map((cell) => {
    if (cell.cell_type !== 'code') return cell;
    return { ...cell, metadata: { ...cell.metadata, trusted: isTrusted || !hasRichOutput(cell) } };
  });
  return { ...notebook, cells };
}

/** Printed text and errors need no trust. */
const hasRichOutput = ({ outputs = [] }: Cell): boolean => outputs.some(({ data }) => data !== undefined);
