// Notebooks written for the kernel tslab: its `display` and `newDisplay` show what they show on this kernel's page.
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import type { JsonObject, MimeBundle } from '../wire/messages.js';
import { sessionChannel } from './channel.js';

interface TslabDisplay {
  data: MimeBundle;
  metadata: JsonObject;
  transient: { display_id?: string };
}

/** tslab's module that holds the function its kernel sets. */
interface TslabJupyter {
  lastWriteDisplayData: ((content: TslabDisplay, update?: boolean) => void) | null;
}

let connected = false;

/** Call it before a cell imports tslab. */
export function connectTslab(): void {
  if (connected) return;
  connected = true;
  const jupyter = createRequire(import.meta.url)('tslab/dist/jupyter.js') as TslabJupyter;
  jupyter.lastWriteDisplayData = ({ data, metadata, transient }, update = false) => {
    const id = transient.display_id ?? randomUUID();
    sessionChannel().send({ type: 'display', update, id, data, metadata });
  };
}
