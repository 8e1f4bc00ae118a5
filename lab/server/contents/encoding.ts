/** The content of a file as the page sends and gets it, to and from bytes. */
import { HttpError } from '../errors.js';
import { decodeText, mimeTypeOf, type ContentsModel, type FileFormat, type FileType } from './model.js';
import { parseNotebook } from './notebook.js';

export type Decoded = Pick<ContentsModel, 'content' | 'format' | 'mimetype'>;

export function decode(path: string, type: FileType, format: FileFormat | undefined, bytes: Buffer): Decoded {
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

/** The bytes of a file that is not a notebook. */
export function encode(path: string, format: FileFormat | undefined, content: unknown): Buffer {
  if (typeof content === 'string') return Buffer.from(content, format === 'base64' ? 'base64' : 'utf8');
  const got = content === null ? 'null' : typeof content;
  throw new HttpError(400, `${path} was not saved: the content of a file must be text, got ${got}.`);
}
