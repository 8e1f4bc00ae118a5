// The debugger: Jupyter's debug requests (the Debug Adapter Protocol and Jupyter's additions to it) on V8's inspector of the
// running session. It lives in the kernel's own process, so that it answers while the student's thread is stopped.
// https://jupyter-client.readthedocs.io/en/latest/messaging.html#debug-request
import type { RemoteCompiler } from '../compile/remote.js';
import type { CompiledCell } from '../compile/types.js';
import type { Session } from '../session/host.js';
import { Breakpoints } from './breakpoints.js';
import { DebugCells } from './cells.js';
import { InspectorConnection } from './connection.js';
import { emitExpression, ownFile } from './stack.js';
import { type ExceptionMode, Stops, type Step } from './stops.js';

export interface DebuggerParts {
  compiler: RemoteCompiler;
  /** The session that runs cells. */
  session(): Session;
  /** Says `event` to everybody. */
  publish(event: string, body?: object): void;
}

type SessionCell = Pick<CompiledCell, 'file' | 'sourceMap'>;

interface Opening {
  session: Session;
  connection?: Promise<InspectorConnection>;
}

export class KernelDebugger {
  readonly cells = new DebugCells();
  readonly breakpoints: Breakpoints;
  readonly stops: Stops;
  /** Paths of the files that cells imported. */
  readonly files = new Set<string>();
  private connection?: InspectorConnection;
  private opening?: Opening;
  private attached = false;

  constructor(private readonly parts: DebuggerParts) {
    const { cells } = this;
    this.breakpoints = new Breakpoints(parts.compiler, cells);
    this.stops = new Stops({ ...parts, cells, breakpoints: this.breakpoints });
  }

  get isAttached(): boolean {
    return this.attached;
  }

  /** Somebody debugs from now on: from the first request, as several parts of a front end ask for the state at once. */
  begin(): void {
    this.attached = true;
  }

  async attach(): Promise<void> {
    this.begin();
    await this.connect();
  }

  /** Lets a stopped cell go and forgets all breakpoints. */
  detach(): void {
    this.attached = false;
    this.connection?.close();
    this.connection = undefined;
    this.opening = undefined;
    this.breakpoints.clear();
    this.cells.clear();
    this.files.clear();
    this.stops.left();
  }

  /** Before a cell's code runs: its breakpoints are set. Never rejects: a cell runs whatever becomes of its debugger. */
  async cellStarts(cell: CompiledCell): Promise<void> {
    if (!this.attached) return;
    try {
      const connection = await this.connect();
      this.cells.add(cell);
      // Breakpoints were skipped after an interrupt.
      await connection.call('Debugger.setSkipAllPauses', { skip: false });
      const path = this.cells.pathOfFile(cell.file);
      if (path !== undefined) await this.breakpoints.install(path, cell.file, connection);
      await this.stops.cellStarts(cell.file, connection);
    } catch (error) {
      this.stops.complain(error as Error);
    }
  }

  /** The session is gone; the next cell gets a new one, with the same breakpoints. */
  sessionDied(): void {
    this.connection = undefined;
    this.opening = undefined;
    this.cells.forget();
    this.files.clear();
    this.breakpoints.uninstalled();
    this.stops.sessionDied();
  }

  async setExceptions(mode: ExceptionMode): Promise<void> {
    this.stops.exceptions = mode;
    if (this.attached) await this.stops.configure(await this.connect());
  }

  /** `stepOver` and so on of a stopped program. */
  async go(method: Step | 'Debugger.resume'): Promise<void> {
    if (!this.connection) throw new Error('nothing is stopped');
    await this.stops.go(method, this.connection);
  }

  /** Stops the running cell at the next line of the student's; with none running, the next cell at its first. */
  async pause(): Promise<void> {
    await this.stops.pause(() => this.connect());
  }

  /** V8's debugger of the running session, with everything set that front ends have asked for. */
  connect(): Promise<InspectorConnection> {
    const session = this.parts.session();
    if (this.opening?.session !== session) {
      const opening: Opening = { session };
      this.opening = opening;
      opening.connection = this.open(opening);
    }
    return this.opening.connection!;
  }

  private async open(opening: Opening): Promise<InspectorConnection> {
    await opening.session.ready;
    // It was left, or the session died, meanwhile.
    if (this.opening !== opening) throw new Error('the debugger is not attached');
    const connection = new InspectorConnection(opening.session);
    this.connection = connection;
    this.stops.listen(connection);
    connection.on('loaded', (url) => {
      const file = ownFile(url);
      if (file !== undefined) this.files.add(file);
    });
    await connection.call('Debugger.enable');
    await this.stops.configure(connection);
    for (const cell of await connection.ask<SessionCell[]>('cells', [])) this.cells.add(cell);
    for (const path of this.breakpoints.paths()) {
      for (const file of this.cells.filesOf(path)) await this.breakpoints.install(path, file, connection);
    }
    return connection;
  }

  /** JavaScript for an expression at the top of the notebook. */
  async emit(expression: string): Promise<string> {
    return emitExpression(expression, [], await this.connect(), this.parts.compiler);
  }
}
