/** What the kernel has to say to one client. While the client is away its messages wait, and come first when it is back. */
import type { WebSocket } from 'ws';

/** More than this waits for nobody: the oldest messages go. */
const maxWaitingBytes = 128 * 1024 * 1024;
/** How long a client may be away, in milliseconds, before it is taken to be gone for good. */
const patience = 15 * 60_000;

export class Outbox {
  #socket: WebSocket | undefined;
  #waiting: Buffer[] = [];
  #bytes = 0;
  #goodbye: NodeJS.Timeout | undefined;

  /** `onGone` is called when the client has been away for too long. */
  constructor(private readonly onGone: () => void) {}

  get isConnected(): boolean {
    return this.#socket !== undefined;
  }

  /** The client is there, perhaps again: a newer socket of the same client replaces the older one. */
  connect(socket: WebSocket): void {
    clearTimeout(this.#goodbye);
    this.#socket?.close(1000, 'replaced by a newer connection of the same client');
    this.#socket = socket;
    for (const frame of this.#waiting) socket.send(frame);
    this.forget();
    socket.once('close', () => this.#disconnected(socket));
  }

  #disconnected(socket: WebSocket): void {
    if (socket !== this.#socket) return;
    this.#socket = undefined;
    this.#goodbye = setTimeout(this.onGone, patience).unref();
  }

  send(frame: Buffer): void {
    if (this.#socket) return this.#socket.send(frame);
    this.#waiting.push(frame);
    this.#bytes += frame.length;
    while (this.#bytes > maxWaitingBytes) this.#bytes -= (this.#waiting.shift() as Buffer).length;
  }

  /** Drops what waits: it belongs to a kernel that is no more. */
  forget(): void {
    this.#waiting = [];
    this.#bytes = 0;
  }

  close(): void {
    clearTimeout(this.#goodbye);
    this.forget();
    this.#socket?.close(1001, 'the kernel was shut down');
  }
}
