/** A server on a folder of its own, and requests to it as the page makes them. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { decodeFrame, encodeFrame, subprotocol } from '../../lab/server/kernels/frame.js';
import { startLab, type Lab, type LabOptions } from '../../lab/server/serve.js';
import type { Channel, Message } from '../../kernel/wire/client.js';
import { StubKernel } from './stub-kernel.js';

export interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

export class TestLab {
  readonly kernels: StubKernel[] = [];
  private constructor(
    readonly folder: string,
    readonly lab: Lab,
  ) {}

  /** With stub kernels, unless `startProcess` says otherwise. */
  static async start(options: Partial<LabOptions> = {}): Promise<TestLab> {
    const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'edflab-test-')));
    const kernels: StubKernel[] = [];
    const startProcess = async (cwd: string) => {
      kernels.push(new StubKernel(cwd));
      return kernels.at(-1) as StubKernel;
    };
    const lab = await startLab({
      directory: scratch,
      port: 0,
      configDirectory: join(scratch, '.config'),
      startProcess,
      ...options,
    });
    const testLab = new TestLab(options.directory ?? scratch, lab);
    Object.assign(testLab, { kernels });
    return testLab;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.lab.port}`;
  }

  async fetch(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(this.origin + path, {
      method,
      headers: { Authorization: `token ${this.lab.token}`, ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
      redirect: 'manual',
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }

  /** The status of a request with exactly these headers: `fetch` would not let a test choose Host. */
  statusOf(method: string, path: string, headers: Record<string, string>, body?: unknown): Promise<number> {
    return new Promise((resolve, reject) => {
      const request = httpRequest(
        { host: '127.0.0.1', port: this.lab.port, method, path, headers },
        (response) => {
          response.resume();
          resolve(response.statusCode as number);
        },
      );
      request.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  async close(): Promise<void> {
    await this.lab.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A client of a kernel's channels that keeps what it hears. */
export class Channels {
  readonly heard: { channel: Channel; message: Message }[] = [];
  stateAtFirst: unknown;
  readonly #wake = new Set<() => void>();
  private constructor(
    readonly socket: WebSocket,
    readonly session: string,
  ) {
    socket.on('message', (data: Buffer) => {
      this.heard.push(decodeFrame(data));
      for (const wake of this.#wake) wake();
    });
  }

  static async open(lab: TestLab, kernelId: string, session: string): Promise<Channels> {
    const address = `ws://127.0.0.1:${lab.lab.port}/api/kernels/${kernelId}/channels?session_id=${session}`;
    const socket = new WebSocket(address, subprotocol, {
      headers: { Cookie: `edflab-${lab.lab.port}=${lab.lab.token}`, Origin: lab.origin },
    });
    const channels = new Channels(socket, session);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    // The server's first word is the kernel's state.
    const isStatus = ({ message }: { message: Message }) => message.header.msg_type === 'status';
    channels.stateAtFirst = (
      await channels.next((heard) => isStatus(heard) && !heard.message.parent_header.msg_id)
    ).content.execution_state;
    return channels;
  }

  send(
    channel: Channel,
    type: string,
    content: Record<string, unknown>,
    metadata = {},
    id = `${this.session}-${type}-${Math.random()}`,
  ): string {
    const header = {
      msg_id: id,
      msg_type: type,
      session: this.session,
      username: 'student',
      date: new Date().toISOString(),
      version: '5.4',
    };
    this.socket.send(encodeFrame(channel, { header, parent_header: {}, metadata, content, buffers: [] }));
    return id;
  }

  /** Takes the next message that fits out of what was heard, waiting for it if need be. */
  async next(fits: (heard: { channel: Channel; message: Message }) => boolean): Promise<Message> {
    for (;;) {
      const index = this.heard.findIndex(fits);
      if (index !== -1) return (this.heard.splice(index, 1)[0] as { message: Message }).message;
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#wake.delete(wake);
          resolve();
        };
        this.#wake.add(wake);
      });
    }
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.socket.once('close', () => resolve());
      this.socket.close();
    });
  }
}

/** What the opening of a WebSocket is answered with: 101, or the status of the refusal. */
export function upgradeStatus(
  lab: TestLab,
  path: string,
  headers: Record<string, string>,
  protocols: string[] = [subprotocol],
): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${lab.lab.port}${path}`, protocols, { headers });
    socket.once('open', () => {
      resolve(101);
      socket.close();
    });
    socket.once('unexpected-response', (_request, response) => {
      response.destroy();
      resolve(response.statusCode as number);
    });
    socket.on('error', () => undefined);
  });
}
