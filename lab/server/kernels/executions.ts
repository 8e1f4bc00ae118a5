/**
 * What running cells have said so far. A page that is loaded again while a cell runs adopts the cell: it gets this record
 * and hears the rest itself, so that nothing of a long training run is lost.
 */
import type { Channel, Message } from '../../../kernel/wire/client.js';

export interface Heard {
  channel: Channel;
  message: Message;
}

/** An execution as an adopting page gets it. */
export interface Adopted {
  /** The id of the request. */
  id: string;
  cellId: string;
  /** Its messages so far: texts joined, overwritten displays left out. */
  heard: Heard[];
  /** The ids of the latest messages that `heard` accounts for; the page may hear them too. */
  included: string[];
}

interface Execution extends Adopted {
  clientId: string;
  hasReply: boolean;
  isIdle: boolean;
}

/** Of an endless text its end is kept, in UTF-16 code units. */
const maxText = 4_000_000;
/** More messages than this cannot be on their way to the page when it asks. */
const maxIncluded = 10_000;

export class Executions {
  readonly #executions = new Map<string, Execution>();

  /** `isThere` tells whether a client is connected, and so hears for itself. */
  constructor(private readonly isThere: (clientId: string) => boolean) {}

  /** A client asked something; remembered if it is the execution of a cell. */
  asked(clientId: string, { header, metadata, content }: Message): void {
    const { cellId } = metadata;
    if (header.msg_type !== 'execute_request' || content.silent === true || typeof cellId !== 'string')
      return;
    for (const [id, execution] of this.#executions)
      if (execution.cellId === cellId) this.#executions.delete(id);
    this.#executions.set(header.msg_id, {
      id: header.msg_id,
      cellId,
      clientId,
      heard: [],
      included: [],
      hasReply: false,
      isIdle: false,
    });
  }

  heard(channel: Channel, message: Message): void {
    const execution = this.#executions.get(message.parent_header.msg_id ?? '');
    if (!execution) return;
    execution.included.push(message.header.msg_id);
    if (execution.included.length > maxIncluded) execution.included.shift();
    record(execution.heard, { channel, message });
    execution.hasReply ||= channel === 'shell';
    execution.isIdle ||= message.header.msg_type === 'status' && message.content.execution_state === 'idle';
    if (this.#isDone(execution) && this.isThere(execution.clientId)) this.#executions.delete(execution.id);
  }

  /** The client is back by itself and is told what it missed: it needs no record of what is finished. */
  returned(clientId: string): void {
    for (const [id, execution] of this.#executions) {
      if (execution.clientId === clientId && this.#isDone(execution)) this.#executions.delete(id);
    }
  }

  /** Hands every execution whose client is gone to `clientId`, and with it whatever is said from now on. */
  adopt(clientId: string): Adopted[] {
    const orphans = [...this.#executions.values()].filter((execution) => !this.isThere(execution.clientId));
    for (const orphan of orphans) {
      orphan.clientId = clientId;
      if (this.#isDone(orphan)) this.#executions.delete(orphan.id);
    }
    return orphans.map(({ id, cellId, heard, included }) => ({ id, cellId, heard, included }));
  }

  clear(): void {
    this.#executions.clear();
  }

  #isDone({ hasReply, isIdle }: Execution): boolean {
    return hasReply && isIdle;
  }
}

/** Appends a message, keeping the record as short as what a page would show. */
function record(heard: Heard[], { channel, message }: Heard): void {
  const { content } = message;
  const last = heard.at(-1)?.message;
  switch (message.header.msg_type) {
    case 'stream':
      if (last?.header.msg_type === 'stream' && last.content.name === content.name) {
        last.content.text = `${String(last.content.text)}${String(content.text)}`.slice(-maxText);
        return;
      }
      break;
    case 'update_display_data': {
      const id = displayId(message);
      const shown = heard.find((other) => id !== undefined && displayId(other.message) === id);
      if (shown) {
        Object.assign(shown.message.content, { data: content.data, metadata: content.metadata });
        return;
      }
      break;
    }
    case 'clear_output':
      if (content.wait !== true) heard.length = 0;
  }
  heard.push({ channel, message: { ...message, content: { ...content } } });
}

const displayId = ({ content }: Message) =>
  (content.transient as { display_id?: string } | undefined)?.display_id;
