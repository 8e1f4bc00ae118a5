// A client of one kernel: four sockets, requests with their replies, executions with their outputs.
import { EventEmitter } from 'node:events';
import { randomUUID } from 'node:crypto';
import { Dealer, Subscriber } from 'zeromq';
import { Codec, newMessage } from './codec.js';
import { endpoint, type ConnectionInfo } from './connection.js';
import type { Channel, ExecuteReply, JsonObject, Message, ShellChannel } from './messages.js';
import { OutputCollector, type DisplayIndex, type Output } from './outputs.js';

export { KernelProcess, type KernelProcessOptions } from './process.js';
export type { ConnectionInfo } from './connection.js';
export type * from './messages.js';
export type * from './outputs.js';

const SENDING = { sendTimeout: 0, sendHighWaterMark: 0, linger: 0 };
/** A kernel that is just starting is tried again after so long; ZeroMQ's own tenth of a second would be felt. */
const RECONNECTING = { reconnectInterval: 10 };

export interface RequestOptions {
  /** Milliseconds to wait for the reply; for ever by default. */
  timeout?: number;
  metadata?: JsonObject;
  buffers?: Uint8Array[];
}

export interface ExecuteOptions extends RequestOptions {
  silent?: boolean;
  storeHistory?: boolean;
  userExpressions?: Record<string, string>;
  stopOnError?: boolean;
  /** The notebook's id of the cell. */
  cellId?: string;
  /** Sees each iopub message of this execution as it arrives. */
  onMessage?: (message: Message) => void;
  /** Answers `prompt()` and `input()`; without it they are refused. */
  onInput?: (prompt: string, password: boolean) => string | Promise<string>;
  /** Displays of earlier cells that this one may update. */
  displays?: DisplayIndex;
}

export interface Execution {
  reply: ExecuteReply;
  /** The reply's own metadata: names made stale, for instance. */
  metadata: JsonObject;
  /** As a notebook stores them. */
  outputs: Output[];
}

interface Events {
  message: [channel: Channel, message: Message];
  close: [reason: Error];
}

interface Pending {
  message(channel: Channel, message: Message): void;
  fail(error: Error): void;
}

export class KernelClient extends EventEmitter<Events> {
  readonly session = randomUUID();
  private readonly codec: Codec;
  private readonly dealers: Record<ShellChannel, Dealer>;
  private readonly iopub = new Subscriber({ ...RECONNECTING, receiveHighWaterMark: 0 });
  private readonly pending = new Map<string, Pending>();
  private welcomed!: Promise<void>;
  private welcome!: () => void;
  private isWelcome = true;
  private closed = false;

  constructor(connection: ConnectionInfo) {
    super();
    this.codec = new Codec(connection.key, connection.signature_scheme);
    this.expectWelcome();
    // One identity on all three: the kernel asks for input on stdin by the identity it saw on shell.
    const dealer = () =>
      new Dealer({ ...SENDING, ...RECONNECTING, routingId: this.session, receiveHighWaterMark: 0 });
    this.dealers = { shell: dealer(), control: dealer(), stdin: dealer() };
    this.iopub.connect(endpoint(connection, 'iopub_port'));
    this.iopub.subscribe();
    for (const channel of ['shell', 'control', 'stdin'] as const) {
      this.dealers[channel].connect(endpoint(connection, `${channel}_port`));
      void this.receiveFrom(channel, this.dealers[channel]);
    }
    void this.receiveFrom('iopub', this.iopub);
  }

  /** Resolves once iopub is subscribed, after a restart anew: no output can be missed from here on. */
  async ready(timeout = 10_000): Promise<this> {
    await within(this.welcomed, timeout, 'the kernel did not welcome the iopub subscription');
    return this;
  }

  send(channel: ShellChannel, message: Message): void {
    if (this.closed) throw new Error(`KernelClient.send: the client is closed (${message.header.msg_type})`);
    this.dealers[channel].send(this.codec.encode(message)).catch(() => undefined);
  }

  /** Sends a request and returns its reply. */
  async request(
    channel: 'shell' | 'control',
    type: string,
    content: object,
    options: RequestOptions = {},
  ): Promise<Message> {
    const message = newMessage(type, content as JsonObject, { session: this.session, ...options });
    const reply = new Promise<Message>((resolve, reject) => {
      this.pending.set(message.header.msg_id, {
        message: (from, answer) => from === channel && resolve(answer),
        fail: reject,
      });
    });
    this.send(channel, message);
    try {
      return await within(reply, options.timeout, `no reply to ${type}`);
    } finally {
      this.pending.delete(message.header.msg_id);
    }
  }

  /** Runs code; resolves when its reply and its idle status, and so all of its output, have arrived. */
  async execute(code: string, options: ExecuteOptions = {}): Promise<Execution> {
    const message = newMessage<JsonObject>(
      'execute_request',
      {
        code,
        silent: options.silent ?? false,
        store_history: options.storeHistory ?? !options.silent,
        user_expressions: options.userExpressions ?? {},
        allow_stdin: options.onInput !== undefined,
        stop_on_error: options.stopOnError ?? true,
      },
      {
        session: this.session,
        metadata: {
          ...options.metadata,
          ...(options.cellId === undefined ? {} : { cellId: options.cellId }),
        },
        buffers: options.buffers,
      },
    );
    const collector = new OutputCollector(options.displays);
    let reply: Message | undefined;
    let idle = false;
    const done = new Promise<void>((resolve, reject) => {
      this.pending.set(message.header.msg_id, {
        fail: reject,
        message: (channel, answer) => {
          if (channel === 'shell') reply = answer;
          if (channel === 'stdin') void this.answerInput(answer, options).catch(reject);
          if (channel === 'iopub') {
            options.onMessage?.(answer);
            collector.add(answer);
            idle ||= answer.header.msg_type === 'status' && answer.content.execution_state === 'idle';
          }
          if (reply && idle) resolve();
        },
      });
    });
    this.send('shell', message);
    try {
      await within(done, options.timeout, 'the cell did not finish');
    } finally {
      this.pending.delete(message.header.msg_id);
    }
    return {
      reply: reply!.content as unknown as ExecuteReply,
      metadata: reply!.metadata,
      outputs: collector.outputs,
    };
  }

  /** Ends the client; requests still waiting are rejected with `reason`. */
  close(reason = new Error('the client was closed')): void {
    if (this.closed) return;
    this.closed = true;
    this.welcome();
    for (const socket of [...Object.values(this.dealers), this.iopub]) socket.close();
    for (const pending of this.pending.values()) pending.fail(reason);
    this.pending.clear();
    this.emit('close', reason);
  }

  /** Rejects what is waiting, as when the kernel dies and another takes its place. */
  abandon(reason: Error): void {
    for (const pending of this.pending.values()) pending.fail(reason);
    this.pending.clear();
    this.expectWelcome();
  }

  private expectWelcome(): void {
    if (!this.isWelcome) return;
    this.isWelcome = false;
    this.welcomed = new Promise((resolve) => {
      this.welcome = () => {
        this.isWelcome = true;
        resolve();
      };
    });
  }

  private async answerInput(request: Message, options: ExecuteOptions): Promise<void> {
    const { prompt, password } = request.content as { prompt: string; password: boolean };
    const value = (await options.onInput?.(prompt, password)) ?? '';
    this.send(
      'stdin',
      newMessage('input_reply', { value }, { session: this.session, parent: request.header }) as Message,
    );
  }

  private async receiveFrom(channel: Channel, socket: Dealer | Subscriber): Promise<void> {
    for await (const frames of socket) {
      let message: Message;
      try {
        message = this.codec.decode(frames).message;
      } catch {
        continue;
      }
      if (message.header.msg_type === 'iopub_welcome') {
        this.welcome();
        continue;
      }
      this.emit('message', channel, message);
      this.pending.get(message.parent_header.msg_id ?? '')?.message(channel, message);
    }
  }
}

async function within<T>(
  promise: Promise<T>,
  milliseconds: number | undefined,
  complaint: string,
): Promise<T> {
  if (milliseconds === undefined) return promise;
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${complaint} within ${milliseconds} ms`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
