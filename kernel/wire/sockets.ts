// The kernel's five sockets: bound, decoded, signed. Everything above deals in messages.
import { setTimeout as sleep } from 'node:timers/promises';
import { Router, XPublisher, type Socket } from 'zeromq';
import { Codec, newMessage, type Received } from './codec.js';
import { endpoint, PORTS, type ConnectionInfo, type PortName } from './connection.js';
import type { Message, ParentHeader, ShellChannel } from './messages.js';

/** A larger frame than this ends its sender's connection. */
const MAX_FRAME_BYTES = 512 * 2 ** 20;
/** A restarted kernel may find its predecessor's ports still closing. */
const BIND_ATTEMPTS = 50;

// sendTimeout 0 with unlimited high-water marks makes `send` synchronous: order is kept, and zeromq.js never
// answers EBUSY, which it otherwise does on the 513th send of one turn of the event loop.
const SENDING = { sendTimeout: 0, sendHighWaterMark: 0, linger: 1000, maxMessageSize: MAX_FRAME_BYTES };

export interface Handlers {
  receive(channel: ShellChannel, received: Received): void;
  /** A frame list was refused; it gets no answer. */
  refused?(channel: ShellChannel, reason: Error): void;
}

export class KernelSockets {
  private readonly shell = new Router({ ...SENDING, receiveHighWaterMark: 0 });
  private readonly control = new Router({ ...SENDING, receiveHighWaterMark: 0 });
  private readonly stdin = new Router({ ...SENDING });
  private readonly iopub = new XPublisher({ ...SENDING });
  private readonly heartbeat = new Router({ ...SENDING });
  private readonly codec: Codec;

  private constructor(
    readonly connection: ConnectionInfo,
    readonly session: string,
  ) {
    this.codec = new Codec(connection.key, connection.signature_scheme);
    // Every subscription is reported, not only the first of its kind: each client gets its welcome.
    this.iopub.verbosity = 'allSubs';
  }

  /** Binds all five and says `starting`. Ports of 0 in `connection` are replaced by those the system chose. */
  static async bind(connection: ConnectionInfo, session: string): Promise<KernelSockets> {
    const sockets = new KernelSockets({ ...connection }, session);
    const byPort: Record<PortName, Socket> = {
      hb_port: sockets.heartbeat,
      iopub_port: sockets.iopub,
      control_port: sockets.control,
      stdin_port: sockets.stdin,
      shell_port: sockets.shell,
    };
    const others = PORTS.filter((port) => port !== 'iopub_port');
    await Promise.all(others.map((port) => sockets.bindOne(byPort[port], port)));
    await sockets.bindOne(byPort.iopub_port, 'iopub_port');
    // Nobody can have subscribed by now: a client's first message is its welcome.
    sockets.publish('status', { execution_state: 'starting' }, {});
    return sockets;
  }

  private async bindOne(socket: Socket, port: PortName): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await socket.bind(endpoint(this.connection, port));
        break;
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        if (code !== 'EADDRINUSE' || attempt === BIND_ATTEMPTS) throw error;
        await sleep(100);
      }
    }
    if (this.connection.transport === 'tcp' && this.connection[port] === 0) {
      this.connection[port] = Number(/:(\d+)$/.exec(socket.lastEndpoint ?? '')![1]);
    }
  }

  /** Starts answering. iopub is bound by now: no client can miss the reply to its first request. */
  listen(handlers: Handlers): void {
    void this.echoHeartbeats();
    void this.welcomeSubscribers();
    for (const channel of ['control', 'shell', 'stdin'] as const) void this.receiveFrom(channel, handlers);
  }

  send<Content extends object>(
    channel: ShellChannel,
    identities: Uint8Array[],
    message: Message<Content>,
  ): void {
    if (!this[channel].closed) this.transmit(this[channel], this.codec.encode(message, identities));
  }

  publish<Content extends object>(
    type: string,
    content: Content,
    parent: ParentHeader,
    extra: { metadata?: Record<string, unknown>; buffers?: Uint8Array[] } = {},
  ): void {
    if (this.iopub.closed) return;
    const message = newMessage(type, content, { session: this.session, parent, ...extra });
    this.transmit(this.iopub, this.codec.encode(message, [Buffer.from(type)]));
  }

  close(): void {
    for (const socket of [this.shell, this.control, this.stdin, this.iopub, this.heartbeat]) socket.close();
  }

  private transmit(socket: Router | XPublisher, frames: Uint8Array[]): void {
    // A client that went away before its reply is no error of the kernel's.
    socket.send(frames).catch(() => undefined);
  }

  private async receiveFrom(channel: ShellChannel, handlers: Handlers): Promise<void> {
    for await (const frames of this[channel]) {
      let received: Received;
      try {
        received = this.codec.decode(frames);
      } catch (error) {
        handlers.refused?.(channel, error as Error);
        continue;
      }
      handlers.receive(channel, received);
    }
  }

  private async echoHeartbeats(): Promise<void> {
    for await (const frames of this.heartbeat) this.transmit(this.heartbeat, frames);
  }

  private async welcomeSubscribers(): Promise<void> {
    for await (const [frame] of this.iopub) {
      if (frame[0] !== 1) continue;
      const subscription = frame.subarray(1);
      const welcome = newMessage(
        'iopub_welcome',
        { subscription: subscription.toString('utf8') },
        { session: this.session },
      );
      this.transmit(this.iopub, this.codec.encode(welcome, [subscription]));
    }
  }
}
