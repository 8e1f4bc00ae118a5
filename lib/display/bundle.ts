// What a notebook shows of a value: the same thing in several formats, the reader's page picks the best it knows.

/** One value in several formats, by MIME type. `text/plain` is always there. */
export interface MimeBundle {
  'text/plain': string;
  [mimeType: string]: unknown;
}

/** The name of the method by which a value says how a notebook shows it (the convention of Deno's kernel). */
export const DISPLAY = Symbol.for('Jupyter.display');

/** A value that is only there to be shown: `image(x)`, `heatMap(x)`. */
export class Picture {
  readonly #bundle: MimeBundle;

  constructor(bundle: MimeBundle) {
    this.#bundle = bundle;
  }

  /** The picture in one format, such as `image/png` (base64) or `image/svg+xml`; undefined where it has none. */
  as(mimeType: string): string | undefined {
    const found = this.#bundle[mimeType];
    return typeof found === 'string' ? found : undefined;
  }

  /** The picture in characters. */
  toString(): string {
    return this.#bundle['text/plain'];
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }

  [DISPLAY](): MimeBundle {
    return this.#bundle;
  }
}
