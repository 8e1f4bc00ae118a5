// Comms: two-way lines between the student's code and the page, on which widgets are built.
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../wire/messages.js';
import { sessionChannel } from './channel.js';
import type { CommEvent } from './protocol.js';

export interface CommMessage {
  data: JsonObject;
  metadata: JsonObject;
  buffers: Uint8Array[];
}

export interface CommOptions {
  data?: JsonObject;
  metadata?: JsonObject;
  buffers?: Uint8Array[];
}

const open = new Map<string, Comm>();
const targets = new Map<string, (comm: Comm, message: CommMessage) => void>();

/**
 * One line to the page. The side that opens it names a target, which the other side must know.
 *
 * @example
 * const comm = new Comm('my-slider', { data: { min: 0, max: 1 } });
 * comm.onMessage = ({ data }) => console.log(data.value);
 */
export class Comm {
  /** Called with each message from the page. */
  onMessage?: (message: CommMessage) => void;
  /** Called when the page closes the line. */
  onClose?: (message: CommMessage) => void;
  /** Output of the handlers belongs to the cell that made the comm. */
  private readonly asCell = AsyncLocalStorage.snapshot();

  /** Opens a comm; `accepted` is the id of one that the page has opened. */
  constructor(
    readonly target: string,
    options: CommOptions = {},
    readonly id: string = randomUUID(),
    accepted = false,
  ) {
    open.set(id, this);
    if (!accepted) this.emit('open', options);
  }

  send(data: JsonObject, options: Omit<CommOptions, 'data'> = {}): void {
    if (!open.has(this.id)) throw new Error(`Comm.send: the comm to ${this.target} is closed`);
    this.emit('message', { data, ...options });
  }

  close(data: JsonObject = {}): void {
    if (open.delete(this.id)) this.emit('close', { data });
  }

  /** What to do when the page opens a comm to `target`. */
  static register(target: string, handler: (comm: Comm, message: CommMessage) => void): void {
    targets.set(target, handler);
  }

  /** @internal */
  receive(action: 'message' | 'close', message: CommMessage): void {
    this.asCell(() => (action === 'message' ? this.onMessage?.(message) : this.onClose?.(message)));
  }

  private emit(action: CommEvent['action'], options: CommOptions): void {
    const { data = {}, metadata = {}, buffers = [] } = options;
    const content = { id: this.id, data, metadata, buffers };
    sessionChannel().send({
      type: 'comm',
      event: action === 'open' ? { action, target: this.target, ...content } : { action, ...content },
    });
  }
}

/** A comm message from the page; the session calls it. */
export function receiveComm(event: CommEvent): void {
  const message = { data: event.data, metadata: event.metadata, buffers: event.buffers };
  if (event.action === 'open') {
    const handler = targets.get(event.target);
    if (!handler) {
      sessionChannel().send({
        type: 'comm',
        event: { action: 'close', id: event.id, data: {}, metadata: {}, buffers: [] },
      });
      return;
    }
    handler(new Comm(event.target, {}, event.id, true), message);
    return;
  }
  const comm = open.get(event.id);
  if (event.action === 'close') open.delete(event.id);
  comm?.receive(event.action, message);
}
