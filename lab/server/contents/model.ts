/** The contents model of Jupyter's REST API, and the kinds of files it tells apart. */
import { createHash } from 'node:crypto';
import { extname } from 'node:path';

export type FileType = 'directory' | 'notebook' | 'file';
export type FileFormat = 'json' | 'text' | 'base64';

/** Every key is always present; `content`, `format` and `mimetype` are null when content was not asked for. */
export interface ContentsModel {
  name: string;
  path: string;
  type: FileType;
  writable: boolean;
  created: string;
  last_modified: string;
  size: number | null;
  mimetype: string | null;
  content: unknown;
  format: FileFormat | null;
  hash: string | null;
  hash_algorithm: string | null;
}

/** A model's keys where there is nothing to say. */
export const nothing = {
  type: 'file',
  writable: true,
  size: null,
  mimetype: null,
  content: null,
  format: null,
  hash: null,
  hash_algorithm: null,
} as const;

export interface Checkpoint {
  id: string;
  last_modified: string;
}

const mimeTypes: Record<string, string> = {
  '.css': 'text/css',
  '.csv': 'text/csv',
  '.gif': 'image/gif',
  '.html': 'text/html',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.md': 'text/markdown',
  '.mjs': 'text/javascript',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ts': 'application/typescript',
  '.txt': 'text/plain',
  '.webp': 'image/webp',
};

export const mimeTypeOf = (name: string): string | null => mimeTypes[extname(name).toLowerCase()] ?? null;

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

export const typeOfFile = (name: string): FileType => (name.endsWith('.ipynb') ? 'notebook' : 'file');

export const sha256 = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

/** The text of UTF-8 bytes; undefined if they are something else. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
