// Notebooks written for the kernel tslab: its `display` and `newDisplay` show what they show on this kernel's page.
import { randomUUID } from 'node:crypto';
import { createRequire, Module } from 'node:module';
import type { JsonObject, MimeBundle } from '../wire/messages.js';
import { sessionChannel } from './channel.js';
import { standIn } from './stand-in.js';

interface TslabDisplay {
  data: MimeBundle;
  metadata: JsonObject;
  transient: { display_id?: string };
}

function show({ data, metadata, transient }: TslabDisplay, update = false): void {
  const id = transient.display_id ?? randomUUID();
  const withText = { 'text/plain': standIn(data), ...data };
  sessionChannel().send({ type: 'display', update, id, data: withText, metadata });
}

/**
 * Puts a module of ours where tslab has its own kernel, so that its displays come here however tslab is loaded: by a cell, by a file
 * that a cell imports, by `require`.
 */
export function connectTslab(): void {
  const require = createRequire(import.meta.url);
  const file = require.resolve('tslab/dist/jupyter.js');
  const kernel = new Module(file);
  kernel.filename = file;
  kernel.loaded = true;
  kernel.exports = { __esModule: true, lastWriteDisplayData: show };
  require.cache[file] = kernel;
}
