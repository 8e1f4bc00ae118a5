/** One kernel and the clients that talk to it: outputs go to all of them, replies to the one that asked. */
import { EventEmitter } from 'node:events';
import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import type {
  Channel,
  KernelClient,
  KernelProcess,
  Message,
  ShellChannel,
} from '../../../kernel/wire/client.js';
import { Executions, type Adopted } from './executions.js';
import { FloodGate } from './flood.js';
import { decodeFrame, encodeFrame } from './frame.js';
import { Outbox } from './outbox.js';
import { kernelName } from './spec.js';

/** Jupyter's REST model of a kernel. */
export interface KernelModel {
  id: string;
  name: string;
  last_activity: string;
  execution_state: string;
  connections: number;
}

/** What this server needs of a kernel's process and of its client. */
export type Client = Pick<KernelClient, 'send' | 'ready'> & {
  on(event: 'message', listener: (channel: Channel, message: Message) => void): unknown;
};
export type Process = Pick<KernelProcess, 'running' | 'interrupt' | 'restart' | 'shutdown'> & {
  client(): Client;
  on(event: 'restarting' | 'restarted', listener: () => void): unknown;
  on(event: 'exit', listener: (reason?: Error) => void): unknown;
  removeAllListeners(event: 'exit'): unknown;
};

/** Starts a kernel that works in the folder `cwd`. */
export type StartProcess = (cwd: string) => Promise<Process>;

/**
 * Requests that are answered while a cell runs. That the kernel is through with one of them does not mean that it is idle;
 * the page is told to ignore their statuses too.
 */
export const assistRequests: readonly string[] = [
  'kernel_info_request',
  'complete_request',
  'inspect_request',
  'is_complete_request',
  'history_request',
  'comm_info_request',
  'usage_request',
  'debug_request',
  'interrupt_request',
];

export class LabKernel extends EventEmitter<{ dead: [] }> {
  readonly id = randomUUID();
  #process!: Process;
  #client!: Client;
  #executionState = 'starting';
  #lastActivity = new Date();
  readonly #outboxes = new Map<string, Outbox>();
  /** Who waits for the reply to which request. */
  readonly #askers = new Map<string, string>();
  readonly #executions = new Executions((clientId) => this.#outboxes.get(clientId)?.isConnected ?? false);
  readonly #flood = new FloodGate();
  /** The session that the kernel's own messages carry; a page drops messages of any other. */
  #session = '';

  private constructor(
    readonly cwd: string,
    private readonly startProcess: StartProcess,
  ) {
    super();
  }

  static async start(cwd: string, startProcess: StartProcess): Promise<LabKernel> {
    const kernel = new LabKernel(cwd, startProcess);
    await kernel.#launch();
    return kernel;
  }

  get model(): KernelModel {
    return {
      id: this.id,
      name: kernelName,
      last_activity: this.#lastActivity.toISOString(),
      execution_state: this.#executionState,
      connections: [...this.#outboxes.values()].filter(({ isConnected }) => isConnected).length,
    };
  }

  /** Serves a client until its socket closes; `clientId` tells a client that is back from a new one. */
  connect(clientId: string, socket: WebSocket): void {
    let outbox = this.#outboxes.get(clientId);
    if (!outbox) this.#outboxes.set(clientId, (outbox = new Outbox(() => this.#outboxes.delete(clientId))));
    outbox.connect(socket);
    this.#executions.returned(clientId);
    // The kernel says its state only when it changes; a page that has just come needs to know it now.
    outbox.send(this.#statusFrame(this.#executionState));
    socket.on('message', (data: Buffer, isBinary) => {
      try {
        if (!isBinary) throw new TypeError('a text frame, where only binary ones are spoken');
        const { channel, message } = decodeFrame(data);
        this.#ask(clientId, channel as ShellChannel, message);
      } catch (error) {
        console.error(
          `The page sent the kernel something that is not a message: ${(error as Error).message}`,
        );
      }
    });
  }

  #ask(clientId: string, channel: ShellChannel, message: Message): void {
    this.#askers.set(message.header.msg_id, clientId);
    this.#executions.asked(clientId, message);
    this.#lastActivity = new Date();
    this.#client.send(channel, message);
  }

  #hear(channel: Channel, message: Message): void {
    const frame = encodeFrame(channel, message);
    const { msg_id: parent = '', msg_type: request = '' } = message.parent_header;
    this.#session = message.header.session;
    this.#executions.heard(channel, message);
    if (channel === 'iopub') {
      this.#lastActivity = new Date();
      const { execution_state: state } = message.content;
      if (message.header.msg_type === 'status' && !assistRequests.includes(request))
        this.#executionState = String(state);
      for (const outbox of this.#outboxes.values()) outbox.send(frame);
    } else {
      this.#outboxes.get(this.#askers.get(parent) ?? '')?.send(frame);
      if (channel !== 'stdin') this.#askers.delete(parent);
    }
  }

  /** Gives the cells of pages that are gone to the client that asks; see Executions. */
  adopt(clientId: string): Adopted[] {
    const adopted = this.#executions.adopt(clientId);
    for (const { id } of adopted) if (this.#askers.has(id)) this.#askers.set(id, clientId);
    return adopted;
  }

  interrupt(): Promise<void> {
    return this.#process.interrupt();
  }

  /** Resolves when the fresh kernel answers. The client that asked reconnects by itself; `restarting` is said only of crashes. */
  async restart(): Promise<void> {
    this.#forgetRequests();
    this.#executionState = 'restarting';
    if (this.#process.running) await this.#process.restart();
    else await this.#launch();
    this.#executionState = 'idle';
  }

  async shutdown(): Promise<void> {
    this.#process.removeAllListeners('exit');
    await this.#process.shutdown();
    this.#executionState = 'dead';
    for (const outbox of this.#outboxes.values()) outbox.close();
    this.#outboxes.clear();
  }

  async #launch(): Promise<void> {
    this.#process = await this.startProcess(this.cwd);
    this.#client = this.#process.client();
    this.#client.on('message', (channel, message) => {
      const passed = channel === 'iopub' ? this.#flood.pass(message) : [message];
      for (const each of passed) this.#hear(channel, each);
    });
    this.#process.on('restarting', () => {
      this.#forgetRequests();
      this.#announce('restarting');
    });
    this.#process.on('restarted', () => (this.#executionState = 'idle'));
    this.#process.on('exit', (reason) => {
      if (reason) console.error(`A kernel is dead: ${reason.message}`);
      this.#announce('dead');
      this.emit('dead');
    });
    await this.#client.ready();
    this.#executionState = 'idle';
  }

  #forgetRequests(): void {
    this.#askers.clear();
    this.#executions.clear();
    for (const outbox of this.#outboxes.values()) outbox.forget();
  }

  /** A status that the kernel itself can no longer tell. */
  #announce(state: 'restarting' | 'dead'): void {
    this.#executionState = state;
    for (const outbox of this.#outboxes.values()) outbox.send(this.#statusFrame(state));
  }

  #statusFrame(state: string): Buffer {
    const header = {
      msg_id: randomUUID(),
      msg_type: 'status',
      session: this.#session,
      username: 'kernel',
      date: new Date().toISOString(),
      version: '5.4',
    };
    const content = { execution_state: state };
    return encodeFrame('iopub', { header, parent_header: {}, metadata: {}, content, buffers: [] });
  }
}
