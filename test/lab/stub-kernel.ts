/**
 * A kernel that runs in the test's own process and does what it is told: the server's part of a conversation can be
 * tested at moments that a real kernel would pass in a millisecond.
 */
import { EventEmitter } from 'node:events';
import { randomUUID } from 'node:crypto';
import type { Channel, Message } from '../../kernel/wire/client.js';
import type { Client, Process } from '../../lab/server/kernels/kernel.js';

export class StubKernel extends EventEmitter implements Process {
  running = true;
  readonly cwd: string;
  readonly requests: Message[] = [];
  readonly calls: string[] = [];
  readonly #client = new EventEmitter();

  constructor(cwd: string) {
    super();
    this.cwd = cwd;
  }

  client(): Client {
    return Object.assign(this.#client, {
      ready: async () => undefined as never,
      send: (channel: Channel, message: Message) => {
        this.requests.push(message);
        this.#client.emit('request', channel, message);
      },
    });
  }

  /** The next request of this type that the server passes on. */
  async request(type: string): Promise<Message> {
    for (;;) {
      const index = this.requests.findIndex(({ header }) => header.msg_type === type);
      if (index !== -1) return this.requests.splice(index, 1)[0] as Message;
      await new Promise((resolve) => this.#client.once('request', resolve));
    }
  }

  /** Says something, as the answer to `parent`. */
  say(
    channel: Channel,
    type: string,
    content: Record<string, unknown>,
    parent?: Message,
    buffers: Uint8Array[] = [],
  ): void {
    const header = {
      msg_id: randomUUID(),
      msg_type: type,
      session: 'stub',
      username: 'kernel',
      date: new Date().toISOString(),
      version: '5.4',
    };
    this.#client.emit('message', channel, {
      header,
      parent_header: parent?.header ?? {},
      metadata: {},
      content,
      buffers,
    });
  }

  async interrupt(): Promise<void> {
    this.calls.push('interrupt');
  }

  async restart(): Promise<void> {
    this.calls.push('restart');
    this.emit('restarted');
  }

  async shutdown(): Promise<void> {
    this.calls.push('shutdown');
    this.running = false;
  }
}
