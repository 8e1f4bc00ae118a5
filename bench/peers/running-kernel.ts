// A kernel of any kind as a front end runs it: ports chosen beforehand, a connection file, a process, a client.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { Request } from 'zeromq';
import { type ConnectionInfo, KernelClient, type Message } from '../../kernel/wire/client.js';
import { newMessage } from '../../kernel/wire/codec.js';
import { endpoint, newConnection, PORTS, writeConnection } from '../../kernel/wire/connection.js';
import type { KernelPeer, Workplace } from './kernels.js';

const START_TIMEOUT_MS = 30_000;
const PROBE_EVERY_MS = 20;
const END_TIMEOUT_MS = 2000;
/** A port that was free when it was chosen may be taken when the kernel binds it. */
const START_ATTEMPTS = 3;

/** A kernel cannot do what it is asked; the message says how that shows. */
export class Cannot extends Error {}

export class RunningKernel {
  private constructor(
    readonly peer: KernelPeer,
    readonly client: KernelClient,
    /** Seconds from the start of the process to the first idle status at the client. */
    readonly startSeconds: number,
    private readonly child: ChildProcess,
    private readonly connection: ConnectionInfo,
    private readonly connectionFile: string,
  ) {}

  /** @throws Cannot when the kernel does not start. */
  static async start(peer: KernelPeer, place: Workplace): Promise<RunningKernel> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await RunningKernel.launch(peer, place);
      } catch (error) {
        if (attempt === START_ATTEMPTS) throw new Cannot(`does not start: ${(error as Error).message}`);
      }
    }
  }

  private static async launch(peer: KernelPeer, { folder, env }: Workplace): Promise<RunningKernel> {
    const connection = { ...newConnection(), ...(await freePorts()) };
    const file = path.join(folder, `${randomUUID()}.json`);
    writeConnection(file, connection);
    const [command, ...parameters] = peer.argv.map((part) => part.replace('{connection_file}', file));
    const began = performance.now();
    const child = spawn(command, parameters, { cwd: folder, env, stdio: 'ignore', windowsHide: true });
    const client = new KernelClient(connection);
    try {
      await firstIdle(client, child);
    } catch (error) {
      client.close();
      child.kill('SIGKILL');
      throw error;
    }
    const seconds = (performance.now() - began) / 1e3;
    return new RunningKernel(peer, client, seconds, child, connection, file);
  }

  /** As the kernelspec says: by a message on the control channel, or by a signal. */
  interrupt(): void {
    if (this.peer.interruptMode === 'signal') this.child.kill('SIGINT');
    else this.client.send('control', newMessage('interrupt_request', {}, { session: this.client.session }));
  }

  /** One beat on the heartbeat channel; rejects when it does not come back in time. */
  async heartbeat(timeout: number): Promise<void> {
    const socket = new Request({ receiveTimeout: timeout, linger: 0 });
    socket.connect(endpoint(this.connection, 'hb_port'));
    try {
      await socket.send('beat');
      await socket.receive();
    } finally {
      socket.close();
    }
  }

  async end(): Promise<void> {
    const exited = this.child.exitCode ?? this.child.signalCode ?? once(this.child, 'exit');
    const request = this.client.request('control', 'shutdown_request', { restart: false });
    // The reply may be lost in the race with the exit; the exit is what counts.
    request.catch(() => undefined);
    const timer = setTimeout(() => this.child.kill('SIGKILL'), END_TIMEOUT_MS);
    await exited;
    clearTimeout(timer);
    this.client.close();
    rmSync(this.connectionFile, { force: true });
  }
}

/** Asks until an idle status arrives: not every kernel says when a client is subscribed to it. */
async function firstIdle(client: KernelClient, child: ChildProcess): Promise<void> {
  const abort = new AbortController();
  const ask = () =>
    client.send('shell', newMessage('kernel_info_request', {}, { session: client.session }) as Message);
  const idle = new Promise<void>((resolve) =>
    client.on('message', (channel, { header, content }) => {
      if (channel === 'iopub' && header.msg_type === 'status' && content.execution_state === 'idle')
        resolve();
    }),
  );
  // The first question waits in the socket until the kernel is there; more of them are asked once it has answered.
  client.on('message', (channel) => {
    if (channel === 'shell' && !abort.signal.aborted)
      setTimeout(() => !abort.signal.aborted && ask(), PROBE_EVERY_MS);
  });
  ask();
  const timer = setTimeout(() => child.kill('SIGKILL'), START_TIMEOUT_MS);
  try {
    await Promise.race([
      idle,
      once(child, 'exit', { signal: abort.signal }).then(() => {
        throw new Error('it ended before it was idle');
      }),
    ]);
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}

/** Ports that nobody listens on just now. */
async function freePorts(): Promise<Pick<ConnectionInfo, (typeof PORTS)[number]>> {
  const servers = PORTS.map(() => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const numbers = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return Object.fromEntries(PORTS.map((port, index) => [port, numbers[index]])) as Pick<
    ConnectionInfo,
    (typeof PORTS)[number]
  >;
}
