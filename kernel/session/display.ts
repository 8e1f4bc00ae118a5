// `display`: shows values in the notebook, in whatever form suits them, and changes what it showed.
import { randomUUID } from 'node:crypto';
import type { JsonObject, MimeBundle } from '../wire/messages.js';
import { sessionChannel } from './channel.js';
import { imageBundle, type ImageOptions, type ImageSource } from './image.js';
import { isNothing, mimeBundle, plainText, showingNothing, wireBundle } from './mime.js';
import { waitFor } from './pending.js';
import { standIn } from './stand-in.js';

export interface DisplayOptions {
  /** Names the display, so that `display.update(id, value)` can change it. */
  id?: string;
  /** Per MIME type, e.g. `{ 'image/png': { width: 280 } }`. */
  metadata?: JsonObject;
}

/** Something on the page that can be changed. */
export interface DisplayHandle {
  readonly id: string;
  /** Shows another value in the same place. */
  update(value: unknown): void;
}

export interface Display {
  /**
   * Shows a value below the cell: arrays as tables, graphs as pictures, anything else as text. An object decides for
   * itself with a method `[Symbol.for('Jupyter.display')]()` that returns a MIME bundle or a promise of one; an empty
   * bundle shows nothing.
   *
   * @example
   * const shown = display(np.zeros([2, 3]));
   * shown.update('later'); // the same place on the page
   */
  (value: unknown, options?: DisplayOptions): DisplayHandle;
  /** Shows HTML. */
  html(html: string, options?: DisplayOptions): DisplayHandle;
  /** Shows Markdown, with formulas between dollar signs. */
  markdown(markdown: string, options?: DisplayOptions): DisplayHandle;
  /** Shows a LaTeX formula; dollar signs are added where there are none. */
  latex(formula: string, options?: DisplayOptions): DisplayHandle;
  /** Shows an SVG picture. */
  svg(svg: string, options?: DisplayOptions): DisplayHandle;
  /** Shows a PNG picture from its bytes or their base64. */
  png(image: Uint8Array | string, options?: DisplayOptions): DisplayHandle;
  /** Shows a JPEG picture from its bytes or their base64. */
  jpeg(image: Uint8Array | string, options?: DisplayOptions): DisplayHandle;
  /** Shows a value as a tree that can be folded. */
  json(value: unknown, options?: DisplayOptions): DisplayHandle;
  /** Shows text as it is. */
  text(text: string, options?: DisplayOptions): DisplayHandle;
  /**
   * Shows an array as a picture: shape (rows, columns) in grey, or (rows, columns, 3 or 4) in colour; or shows the
   * bytes of a PNG, JPEG, GIF or WebP file.
   *
   * @example display.image(images.pick(0).reshape([28, 28]), { scale: 5 })
   */
  image(image: ImageSource, options?: ImageOptions & DisplayOptions): DisplayHandle;
  /** Shows a MIME bundle as it is. */
  raw(bundle: MimeBundle, options?: DisplayOptions): DisplayHandle;
  /** Changes what was shown under `id`. */
  update(id: string, value: unknown): void;
  /** Clears the cell's output; with `wait`, only when the next output comes. */
  clear(options?: { wait?: boolean }): void;
}

function show(bundle: MimeBundle | Promise<MimeBundle>, options: DisplayOptions = {}): DisplayHandle {
  const id = options.id ?? randomUUID();
  send(bundle, id, false, options.metadata);
  return showingNothing({ id, update: (value: unknown) => send(mimeBundle(value), id, true) });
}

function send(
  bundle: MimeBundle | Promise<MimeBundle>,
  id: string,
  update: boolean,
  metadata: JsonObject = {},
): void {
  const sendNow = (data: MimeBundle): void => {
    if (isNothing(data)) return;
    sessionChannel().send({ type: 'display', update, id, data: wireBundle(data), metadata });
  };
  if (bundle instanceof Promise) waitFor(bundle.then(sendNow));
  else sendNow(bundle);
}

function formula(source: string): string {
  return /^\s*(\$|\\\(|\\\[|\\begin)/.test(source) ? source : `$\\displaystyle ${source}$`;
}

const base64 = (image: Uint8Array | string): string =>
  typeof image === 'string' ? image.replace(/^data:[^,]*,/, '') : Buffer.from(image).toString('base64');

/** A bundle of these types, with text beside them. */
const withText = (bundle: MimeBundle): MimeBundle => ({ 'text/plain': standIn(bundle), ...bundle });

export const display: Display = Object.assign(
  (value: unknown, options?: DisplayOptions): DisplayHandle => show(mimeBundle(value), options),
  {
    html: (html: string, options?: DisplayOptions) => show(withText({ 'text/html': html }), options),
    markdown: (markdown: string, options?: DisplayOptions) =>
      show(withText({ 'text/markdown': markdown }), options),
    latex: (source: string, options?: DisplayOptions) =>
      show({ 'text/latex': formula(source), 'text/plain': source }, options),
    svg: (svg: string, options?: DisplayOptions) => show(withText({ 'image/svg+xml': svg }), options),
    png: (image: Uint8Array | string, options?: DisplayOptions) =>
      show(withText({ 'image/png': base64(image) }), options),
    jpeg: (image: Uint8Array | string, options?: DisplayOptions) =>
      show(withText({ 'image/jpeg': base64(image) }), options),
    json: (value: unknown, options?: DisplayOptions) =>
      show({ 'application/json': value, 'text/plain': plainText(value) }, options),
    text: (text: string, options?: DisplayOptions) => show({ 'text/plain': text }, options),
    image: (image: ImageSource, options?: ImageOptions & DisplayOptions) =>
      show(imageBundle(image, options), options),
    raw: (bundle: MimeBundle, options?: DisplayOptions) => {
      const data = wireBundle(bundle);
      return show(isNothing(data) ? data : withText(data), options);
    },
    update: (id: string, value: unknown) => send(mimeBundle(value), id, true),
    clear: (options: { wait?: boolean } = {}) =>
      sessionChannel().send({ type: 'clear', wait: options.wait ?? false }),
  },
);
