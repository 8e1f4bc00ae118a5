// One kernel as a child process: started, interrupted, restarted, ended. It dies with the process that started it.
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { program } from '../programs.js';
import { KernelClient } from './client.js';
import { newConnection, writeConnection, type ConnectionInfo } from './connection.js';

const ARGV = [process.execPath, fileURLToPath(program('kernel')), '{connection_file}'];
const START_MS = 30_000;
/** A kernel that dies this often, each time within a minute of its start, is given up. */
const MAX_QUICK_DEATHS = 3;

export interface KernelProcessOptions {
  /** The working folder of the student's code. */
  cwd: string;
  /** Added to this process's environment. */
  env?: Record<string, string>;
  /** Where the connection file is written; the system's temporary folder by default. Only its owner may read the file. */
  connectionDirectory?: string;
  /** Milliseconds a start may take. */
  startTimeout?: number;
  /** The command that starts it, as in a kernelspec; this package's own kernel by default. */
  argv?: readonly string[];
}

interface Events {
  /** The kernel is gone for good; `reason` is set when nobody asked for it. */
  exit: [reason?: Error];
  /** The kernel died by itself and another one is being started in its place, on the same ports. */
  restarting: [];
  /** A kernel answers again, after `restart()` or after `restarting`. */
  restarted: [];
}

export class KernelProcess extends EventEmitter<Events> {
  private child!: ChildProcess;
  private readonly clients = new Set<KernelClient>();
  private readonly connectionFile: string;
  private startedAt = 0;
  private quickDeaths = 0;
  private state: 'running' | 'ending' | 'restarting' | 'gone' = 'running';
  private stderrTail = '';

  private constructor(
    readonly options: KernelProcessOptions,
    public connection: ConnectionInfo,
  ) {
    super();
    this.connectionFile = join(options.connectionDirectory ?? tmpdir(), `edflab-kernel-${randomUUID()}.json`);
  }

  /** Starts a kernel and resolves when its sockets are bound. */
  static async start(options: KernelProcessOptions): Promise<KernelProcess> {
    const kernel = new KernelProcess(options, newConnection());
    try {
      await kernel.launch();
    } catch (error) {
      kernel.cleanUp();
      throw error;
    }
    return kernel;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get running(): boolean {
    return this.state !== 'gone';
  }

  /** A new client of this kernel; it is closed when the kernel exits. */
  client(): KernelClient {
    const client = new KernelClient(this.connection);
    this.clients.add(client);
    client.once('close', () => this.clients.delete(client));
    return client;
  }

  /** Stops the running cell; the kernel has passed it on when this resolves. */
  async interrupt(): Promise<void> {
    await this.ask('interrupt_request', {}, 5000);
  }

  /** A fresh kernel on the same ports; resolves when it answers and every client hears all that it says. */
  async restart(): Promise<void> {
    this.state = 'restarting';
    await this.end(true);
    await this.replace(new Error('the kernel was restarted'));
  }

  /** Ends the kernel politely, and by force when it does not listen. */
  async shutdown(): Promise<void> {
    if (this.state === 'gone') return;
    this.state = 'ending';
    await this.end(false);
  }

  /** Ends the kernel at once. */
  kill(): void {
    if (this.state === 'gone') return;
    this.state = 'ending';
    this.child.kill('SIGKILL');
  }

  private async launch(): Promise<void> {
    writeConnection(this.connectionFile, this.connection);
    this.startedAt = Date.now();
    this.stderrTail = '';
    const [command, ...parameters] = (this.options.argv ?? ARGV).map((part) =>
      part.replace('{connection_file}', this.connectionFile),
    );
    const child = spawn(command, parameters, {
      cwd: this.options.cwd,
      env: { ...process.env, ...this.options.env },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      windowsHide: true,
    });
    this.child = child;
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.stderrTail = (this.stderrTail + text).slice(-4000);
    });
    const abort = new AbortController();
    const timer = setTimeout(() => child.kill('SIGKILL'), this.options.startTimeout ?? START_MS);
    try {
      this.connection = await Promise.race([
        once(child, 'message', { signal: abort.signal }).then(
          ([ready]) => (ready as { connection: ConnectionInfo }).connection,
        ),
        once(child, 'exit', { signal: abort.signal }).then(() => {
          throw new Error(`the kernel did not start: ${this.stderrTail.trim() || 'no word of why'}`);
        }),
      ]);
    } finally {
      clearTimeout(timer);
      abort.abort();
    }
    this.state = 'running';
    child.once('exit', (code, signal) => void this.exited(child, code, signal));
    if (child.exitCode !== null || child.signalCode !== null)
      await this.exited(child, child.exitCode, child.signalCode);
  }

  private async exited(child: ChildProcess, code: number | null, signal: string | null): Promise<void> {
    if (child !== this.child || this.state === 'restarting') return;
    const reason = new Error(
      `the kernel ended (${signal ?? `exit code ${code}`})${this.stderrTail && `: ${this.stderrTail.trim()}`}`,
    );
    if (this.state === 'ending') return this.gone();
    this.quickDeaths = Date.now() - this.startedAt < 60_000 ? this.quickDeaths + 1 : 1;
    if (this.quickDeaths > MAX_QUICK_DEATHS) return this.gone(reason);
    this.state = 'restarting';
    this.emit('restarting');
    try {
      await this.replace(reason);
    } catch (error) {
      this.gone(error as Error);
    }
  }

  /** Another kernel in place of one that has ended. */
  private async replace(reason: Error): Promise<void> {
    for (const client of this.clients) client.abandon(reason);
    await this.launch();
    await Promise.all([...this.clients].map((client) => client.ready(this.options.startTimeout ?? START_MS)));
    // It may have died again meanwhile.
    if (this.state === 'running') this.emit('restarted');
  }

  private gone(reason?: Error): void {
    if (this.state === 'gone') return;
    this.state = 'gone';
    for (const client of [...this.clients]) client.close(reason ?? new Error('the kernel was shut down'));
    this.cleanUp();
    this.emit('exit', reason);
  }

  private cleanUp(): void {
    rmSync(this.connectionFile, { force: true });
  }

  private async end(restart: boolean): Promise<void> {
    const child = this.child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
    // The reply may be lost in the race with the exit; the exit is what counts.
    await Promise.race([this.ask('shutdown_request', { restart }, 5000).catch(() => undefined), exited]);
    await exited;
    clearTimeout(timer);
  }

  private async ask(type: string, content: object, timeout: number): Promise<void> {
    const client = new KernelClient(this.connection);
    try {
      await client.request('control', type, content, { timeout });
    } finally {
      client.close();
    }
  }
}
