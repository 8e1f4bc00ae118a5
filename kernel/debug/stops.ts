// Where the debugged program stops, whether anybody wants that, and how it goes on: V8 stops at more places than a student
// asked for, such as in code that the compiler added.
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Breakpoints } from './breakpoints.js';
import type { DebugCells } from './cells.js';
import type { InspectorConnection } from './connection.js';
import type { DebuggerParts } from './debugger.js';
import { isCell, type Pause } from './protocol.js';
import { MACHINERY, NOT_THE_STUDENTS, Stack } from './stack.js';

export const THREAD = 1;
/** Ids of frames of different stops are different. */
const FRAMES_A_STOP = 1000;

/** V8's words for a place where somebody wanted to stop, and for errors. */
const REASONS = new Set(['other', 'ambiguous', 'exception', 'promiseRejection']);

/** A loop on one line of its own shows that it turns. */
const MAX_ON_ONE_LINE = 3;

export type Step = 'Debugger.stepOver' | 'Debugger.stepInto' | 'Debugger.stepOut';
export type ExceptionMode = 'none' | 'uncaught' | 'all';

interface Stop {
  firstFrame: number;
  stack: Stack;
}

interface StopsParts extends Pick<DebuggerParts, 'compiler' | 'publish'> {
  cells: DebugCells;
  breakpoints: Breakpoints;
}

export class Stops {
  /** At which errors it stops. */
  exceptions: ExceptionMode = 'none';
  private stop?: Stop;
  private count = 0;
  /** Where V8 stands, be it a place that nobody wants to see. */
  private pausedAt?: Pause;
  /** What the student asked for last, as long as it is under way. */
  private step?: Step;
  /** Where that began, and how often the program has stopped on the same line since. */
  private stepFrom?: { line: string; again: number };
  private pauseWanted = false;
  /** The file of the cell that was started last. */
  private latest?: string;

  constructor(private readonly parts: StopsParts) {}

  get current(): Stop | undefined {
    return this.stop;
  }

  frame(id: number | undefined): { stack: Stack; frame: Stack['frames'][number] } | undefined {
    const frame = id === undefined ? undefined : this.stop?.stack.frames[id - this.stop.firstFrame];
    return frame && { stack: this.stop!.stack, frame };
  }

  listen(connection: InspectorConnection): void {
    connection.on(
      'paused',
      (pause) => void this.paused(pause, connection).catch((error: Error) => this.release(connection, error)),
    );
    connection.on('resumed', () => {
      this.pausedAt = undefined;
      this.goesOn();
    });
  }

  async configure(connection: InspectorConnection): Promise<void> {
    const state = this.exceptions === 'none' ? 'none' : 'all';
    await connection.call('Debugger.setPauseOnExceptions', { state });
    await this.setForeign(connection);
  }

  async cellStarts(file: string, connection: InspectorConnection): Promise<void> {
    this.latest = file;
    if (this.pauseWanted) await this.parts.breakpoints.stopAnywhere(file, connection);
  }

  /** Nobody debugs any more. */
  left(): void {
    this.exceptions = 'none';
    this.pauseWanted = false;
    this.goesOn();
  }

  sessionDied(): void {
    this.latest = undefined;
    this.goesOn();
  }

  async go(method: Step | 'Debugger.resume', connection: InspectorConnection): Promise<void> {
    if (!this.stop) throw new Error('nothing is stopped');
    this.step = method === 'Debugger.resume' ? undefined : method;
    this.stepFrom = { line: this.stop.stack.line, again: 0 };
    // At once: the cell's end may be heard of before V8's word that it goes on.
    this.goesOn();
    await this.proceed(connection);
  }

  async pause(connect: () => Promise<InspectorConnection>): Promise<void> {
    if (this.stop) return;
    this.pauseWanted = true;
    const connection = await connect();
    const { breakpoints } = this.parts;
    // V8 may overlook a request that comes while it looks elsewhere; breakpoints it does not.
    if (this.latest !== undefined) await breakpoints.stopAnywhere(this.latest, connection);
    if (this.pauseWanted) await connection.call('Debugger.pause');
    else await breakpoints.stopNoMoreAnywhere(connection);
  }

  complain({ message }: Error): void {
    this.parts.publish('output', { category: 'stderr', output: `${message}\n` });
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
    const stack = await Stack.read(pause, connection, this.parts.compiler, this.parts.cells);
    const reason = await this.reasonToStop(pause, stack, connection);
    // An interrupt has let it go meanwhile.
    if (this.pausedAt !== pause) return;
    if (reason === undefined) return this.proceed(connection, stack);
    this.step = undefined;
    if (this.pauseWanted) await this.parts.breakpoints.stopNoMoreAnywhere(connection);
    this.pauseWanted = false;
    await connection.ask('forget', []);
    if (this.pausedAt !== pause) return;
    const firstFrame = ++this.count * FRAMES_A_STOP;
    this.stop = { firstFrame, stack };
    const hitBreakpointIds = pause.breakpoints.flatMap((v8) => this.parts.breakpoints.find(v8)?.id ?? []);
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
    const breakpoint = this.parts.breakpoints.find(v8);
    if (!breakpoint) return false;
    const { condition, emittedCondition } = breakpoint;
    if (condition === undefined || emittedCondition !== undefined) return true;
    const [frame] = stack.frames;
    const emitted = await stack.emit(condition, frame);
    const truth = `!!(${emitted})`;
    await this.parts.breakpoints.refine(v8, truth, connection);
    // A condition that cannot be evaluated stops, and can be mended.
    const value = await connection.evaluate(truth, frame.id).catch(() => ({ value: true }));
    return value.value === true;
  }

  /** Goes on as asked, out of what is not the student's. */
  private async proceed(connection: InspectorConnection, unwanted?: Stack): Promise<void> {
    // The student's code has ended, or waits.
    if (unwanted?.holdsStudentsCode === false) {
      this.step = undefined;
      if (this.pauseWanted && this.latest) await this.parts.breakpoints.stopAnywhere(this.latest, connection);
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

  private goesOn(): void {
    if (!this.stop) return;
    this.stop = undefined;
    this.parts.publish('continued', { threadId: THREAD, allThreadsContinued: true });
  }
}
