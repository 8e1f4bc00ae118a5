// The debugger: Jupyter's debug requests (the Debug Adapter Protocol and Jupyter's additions to it) on V8's inspector of the
// running session. It lives in the kernel's own process, so that it answers while the student's thread is stopped.
// https://jupyter-client.readthedocs.io/en/latest/messaging.html#debug-request
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { RemoteCompiler } from '../compile/remote.js';
import type { CompiledCell } from '../compile/types.js';
import type { Session } from '../session/host.js';
import { Breakpoints } from './breakpoints.js';
import { DebugCells } from './cells.js';
import { InspectorConnection } from './connection.js';
import { isCell, type Pause } from './protocol.js';
import { emitExpression, MACHINERY, NOT_THE_STUDENTS, ownFile, Stack } from './stack.js';

export const THREAD = 1;
/** Ids of frames of different stops are different. */
const FRAMES_A_STOP = 1000;

/** V8's words for a place where somebody wanted to stop, and for errors. */
const REASONS = new Set(['other', 'ambiguous', 'exception', 'promiseRejection']);

/** A loop on one line of its own shows that it turns. */
const MAX_ON_ONE_LINE = 3;

export interface DebuggerParts {
  compiler: RemoteCompiler;
  /** The session that runs cells. */
  session(): Session;
  /** Says `event` to everybody. */
  publish(event: string, body?: object): void;
}

type SessionCell = Pick<CompiledCell, 'file' | 'sourceMap'>;

interface Stop {
  firstFrame: number;
  stack: Stack;
}

interface Opening {
  session: Session;
  connection?: Promise<InspectorConnection>;
}

type Step = 'Debugger.stepOver' | 'Debugger.stepInto' | 'Debugger.stepOut';

export class KernelDebugger {
  readonly cells = new DebugCells();
  readonly breakpoints: Breakpoints;
  /** Paths of the files that cells imported. */
  readonly files = new Set<string>();
  private connection?: InspectorConnection;
  private opening?: Opening;
  private attached = false;
  private stop?: Stop;
  private stops = 0;
  /** Where V8 stands, be it a place that nobody wants to see. */
  private pausedAt?: Pause;
  /** What the student asked for last, as long as it is under way. */
  private step?: Step;
  /** Where that began, and how often the program has stopped on the same line since. */
  private stepFrom?: { line: string; again: number };
  private pauseWanted = false;
  /** The file of the cell that was started last. */
  private latest?: string;
  private exceptions: 'none' | 'uncaught' | 'all' = 'none';

  constructor(private readonly parts: DebuggerParts) {
    this.breakpoints = new Breakpoints(parts.compiler, this.cells);
  }

  get isAttached(): boolean {
    return this.attached;
  }

  get stopped(): Stop | undefined {
    return this.stop;
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
    this.exceptions = 'none';
    this.pauseWanted = false;
    this.goesOn();
  }

  /** Before a cell's code runs: its breakpoints are set. Never rejects: a cell runs whatever becomes of its debugger. */
  async cellStarts(cell: CompiledCell): Promise<void> {
    if (!this.attached) return;
    try {
      const connection = await this.connect();
      this.cells.add(cell);
      this.latest = cell.file;
      // Breakpoints were skipped after an interrupt.
      await connection.call('Debugger.setSkipAllPauses', { skip: false });
      const path = this.cells.pathOfFile(cell.file);
      if (path !== undefined) await this.breakpoints.install(path, cell.file, connection);
      if (this.pauseWanted) await this.breakpoints.stopAnywhere(cell.file, connection);
    } catch (error) {
      this.complain(error as Error);
    }
  }

  /** The session is gone; the next cell gets a new one, with the same breakpoints. */
  sessionDied(): void {
    this.connection = undefined;
    this.opening = undefined;
    this.latest = undefined;
    this.cells.forget();
    this.files.clear();
    this.breakpoints.uninstalled();
    this.goesOn();
  }

  async setExceptions(mode: 'none' | 'uncaught' | 'all'): Promise<void> {
    this.exceptions = mode;
    if (this.attached) await this.configure(await this.connect());
  }

  /** `stepOver` and so on of a stopped program. */
  async go(method: Step | 'Debugger.resume'): Promise<void> {
    const { connection } = this;
    if (!connection || !this.stop) throw new Error('nothing is stopped');
    this.step = method === 'Debugger.resume' ? undefined : method;
    this.stepFrom = { line: this.stop.stack.line, again: 0 };
    // At once: the cell's end may be heard of before V8's word that it goes on.
    this.goesOn();
    await this.proceed(connection);
  }

  /** Stops the running cell at the next line of the student's; with none running, the next cell at its first. */
  async pause(): Promise<void> {
    if (this.stop) return;
    this.pauseWanted = true;
    const connection = await this.connect();
    // V8 may overlook a request that comes while it looks elsewhere; breakpoints it does not.
    if (this.latest !== undefined) await this.breakpoints.stopAnywhere(this.latest, connection);
    if (this.pauseWanted) await connection.call('Debugger.pause');
    else await this.breakpoints.stopNoMoreAnywhere(connection);
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
    connection.on(
      'paused',
      (pause) => void this.paused(pause, connection).catch((error: Error) => this.release(connection, error)),
    );
    connection.on('resumed', () => {
      this.pausedAt = undefined;
      this.goesOn();
    });
    connection.on('loaded', (url) => {
      const file = ownFile(url);
      if (file !== undefined) this.files.add(file);
    });
    await connection.call('Debugger.enable');
    await this.configure(connection);
    for (const cell of await connection.ask<SessionCell[]>('cells', [])) this.cells.add(cell);
    for (const path of this.breakpoints.paths()) {
      for (const file of this.cells.filesOf(path)) await this.breakpoints.install(path, file, connection);
    }
    return connection;
  }

  frame(id: number | undefined): { stack: Stack; frame: Stack['frames'][number] } | undefined {
    const frame = id === undefined ? undefined : this.stop?.stack.frames[id - this.stop.firstFrame];
    return frame && { stack: this.stop!.stack, frame };
  }

  private async configure(connection: InspectorConnection): Promise<void> {
    const state = this.exceptions === 'none' ? 'none' : 'all';
    await connection.call('Debugger.setPauseOnExceptions', { state });
    await this.setForeign(connection);
  }

  /** Steps pass over the library; errors in it are noticed only where V8 looks into it. */
  private async setForeign(connection: InspectorConnection): Promise<void> {
    const isSeen = this.exceptions !== 'none' && this.step === undefined;
    await connection.call('Debugger.setBlackboxPatterns', {
      patterns: isSeen ? MACHINERY : NOT_THE_STUDENTS,
    });
  }

  private async paused(pause: Pause, connection: InspectorConnection): Promise<void> {
    this.pausedAt = pause;
    const stack = await Stack.read(pause, connection, this.parts.compiler, this.cells);
    const reason = await this.reasonToStop(pause, stack, connection);
    // An interrupt has let it go meanwhile.
    if (this.pausedAt !== pause) return;
    if (reason === undefined) return this.proceed(connection, stack);
    this.step = undefined;
    if (this.pauseWanted) await this.breakpoints.stopNoMoreAnywhere(connection);
    this.pauseWanted = false;
    await connection.ask('forget', []);
    if (this.pausedAt !== pause) return;
    const firstFrame = ++this.stops * FRAMES_A_STOP;
    this.stop = { firstFrame, stack };
    const hitBreakpointIds = pause.breakpoints.flatMap((v8) => this.breakpoints.find(v8)?.id ?? []);
    this.parts.publish('stopped', {
      reason,
      threadId: THREAD,
      allThreadsStopped: true,
      ...(pause.error === undefined ? {} : { text: pause.error, description: pause.error }),
      ...(hitBreakpointIds.length > 0 ? { hitBreakpointIds } : {}),
    });
  }

  /** DAP's word for why the program stays stopped; undefined when it must go on. */
  private async reasonToStop(
    pause: Pause,
    stack: Stack,
    connection: InspectorConnection,
  ): Promise<DebugProtocol.StoppedEvent['body']['reason'] | undefined> {
    // V8 stops for reasons of its own, too, such as memory running out.
    if (!stack.holdsStudentsCode || !REASONS.has(pause.reason)) return undefined;
    if (pause.reason === 'exception' || pause.reason === 'promiseRejection') {
      const isWanted =
        this.exceptions === 'all' || (this.exceptions === 'uncaught' && !(await stack.catchesError()));
      return isWanted ? 'exception' : undefined;
    }
    for (const v8 of pause.breakpoints) {
      if (await this.holds(v8, stack, connection)) return 'breakpoint';
    }
    if (!stack.isAtStudentsCode) return undefined;
    if (this.pauseWanted) return 'pause';
    if (this.step) return this.isStillOnItsLine(stack) ? undefined : 'step';
    // A `debugger` statement.
    return pause.breakpoints.length === 0 ? 'breakpoint' : undefined;
  }

  /** The head of a loop has three places on one line, and a `return` two. */
  private isStillOnItsLine({ line }: Stack): boolean {
    const { stepFrom } = this;
    return stepFrom !== undefined && stepFrom.line === line && stepFrom.again++ < MAX_ON_ONE_LINE;
  }

  /** The first time a condition is tested here, where the frame's names are known; from then on V8 does it. */
  private async holds(v8: string, stack: Stack, connection: InspectorConnection): Promise<boolean> {
    const breakpoint = this.breakpoints.find(v8);
    if (!breakpoint) return false;
    const { condition, emittedCondition } = breakpoint;
    if (condition === undefined || emittedCondition !== undefined) return true;
    const [frame] = stack.frames;
    const emitted = await stack.emit(condition, frame);
    const truth = `!!(${emitted})`;
    await this.breakpoints.refine(v8, truth, connection);
    // A condition that cannot be evaluated stops, and can be mended.
    const value = await connection.evaluate(truth, frame.id).catch(() => ({ value: true }));
    return value.value === true;
  }

  /** Goes on as asked, out of what is not the student's. */
  private async proceed(connection: InspectorConnection, unwanted?: Stack): Promise<void> {
    // The student's code has ended, or waits.
    if (unwanted?.holdsStudentsCode === false) {
      this.step = undefined;
      if (this.pauseWanted && this.latest) await this.breakpoints.stopAnywhere(this.latest, connection);
    }
    await this.setForeign(connection);
    await connection.call(this.nextMove(unwanted));
  }

  private nextMove(unwanted?: Stack): string {
    const isOnTheWay = unwanted?.holdsStudentsCode === true && !unwanted.isAtStudentsCode;
    if (isOnTheWay && (this.step || this.pauseWanted)) {
      if (!isCell(unwanted.pause.frames[0].url)) return 'Debugger.stepOut';
      // Over what the compiler added to a cell; a step out has arrived in it.
      return this.step === 'Debugger.stepInto' ? this.step : 'Debugger.stepOver';
    }
    return this.step ?? 'Debugger.resume';
  }

  /** Something went wrong while it was looked at: the student's cell must not hang on that. */
  private async release(connection: InspectorConnection, error: Error): Promise<void> {
    this.step = undefined;
    this.complain(error);
    await connection.call('Debugger.resume').catch(() => undefined);
  }

  private complain({ message }: Error): void {
    this.parts.publish('output', { category: 'stderr', output: `${message}\n` });
  }

  private goesOn(): void {
    if (!this.stop) return;
    this.stop = undefined;
    this.parts.publish('continued', { threadId: THREAD, allThreadsContinued: true });
  }

  /** JavaScript for an expression at the top of the notebook. */
  async emit(expression: string): Promise<string> {
    return emitExpression(expression, [], await this.connect(), this.parts.compiler);
  }
}
