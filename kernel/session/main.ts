// The session: the process in which the student's code runs, on its main thread. It may crash; the kernel will not.
// argv: nonce of the output frames in hex. Descriptors: 1 framed output, 3 commands, 4 commands to the guard thread.
import { Socket } from 'node:net';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { readableError } from '../compile/box-names.js';
import { emptyCell } from '../compile/empty-cell.js';
import type { CompiledCell } from '../compile/types.js';
import { DebuggedSession } from '../debug/debugged-session.js';
import { program } from '../programs.js';
import { connectChannel } from './channel.js';
import { collectGarbage } from './collect.js';
import { receiveComm } from './comm.js';
import { replaceConsole } from './console.js';
import { connectCells, type CellContext } from './context.js';
import { keepDirectWritesInPlace } from './direct-writes.js';
import { describeError, type ErrorContext } from './errors.js';
import { Evaluator } from './evaluate.js';
import { Interrupted } from './evaluate-interrupt.js';
import { NodeEvaluationHost } from './evaluate-node.js';
import { refuseExits } from './exits.js';
import { ValueParser } from './frames.js';
import { answerInput, forgetQuestions } from './input.js';
import { isNothing, mimeBundle } from './mime.js';
import { newSharedOutput, SessionOutput } from './output.js';
import { settleDisplays } from './pending.js';
import type { Command, DisplayContent, RunCommand, RunResult, SessionEvent } from './protocol.js';
import { showPromisesBare } from './promise-text.js';
import { provideRequire } from './require.js';
import { Activity, ACTIVITY_LENGTH, InputState, type GuardData, type InterruptNotice } from './shared.js';
import { connectTslab } from './tslab.js';

/** The cell `0`, compiled: running it makes V8 compile what runs cells. */
const nothing: CompiledCell = { ...emptyCell, file: 'nothing.ts', javascript: 'return () => [0];' };
const WARM_UP_AFTER_MS = 100;

const COMMAND_FD = 3;
const GUARD_FD = 4;

const sharedOutput = newSharedOutput();
const output = new SessionOutput(sharedOutput, Buffer.from(process.argv[2], 'hex'));
const interruptFlag = new SharedArrayBuffer(8);
const activity = new Int32Array(new SharedArrayBuffer(4 * ACTIVITY_LENGTH));
const inputState = new Int32Array(new SharedArrayBuffer(4));
const { port1: answers, port2: guardAnswers } = new MessageChannel();

const guardData: GuardData = {
  output: sharedOutput,
  interrupt: interruptFlag,
  activity: activity.buffer as SharedArrayBuffer,
  input: inputState.buffer as SharedArrayBuffer,
  answers: guardAnswers,
  fd: GUARD_FD,
};

const send = (event: SessionEvent, execution?: number): void => output.send(event, execution);

async function start(): Promise<void> {
  replaceConsole(output);
  const guard = new Worker(program('guard'), {
    workerData: guardData,
    transferList: [guardAnswers],
    stdout: false,
    stderr: false,
  });
  const prelude = { ...(await import('../prelude.js')) };

  const host = new NodeEvaluationHost({ directory: process.cwd(), mapStackTraces: true, activity });
  const evaluator = new Evaluator({ host, prelude, interruptFlag });
  const errors: ErrorContext = { maps: host.sourceMaps, preloaded: new Set(Object.keys(prelude)) };
  new DebuggedSession(evaluator.names(), host.sourceMaps).install();
  let latest: CellContext = { execution: 0, cell: 0, allowInput: false };
  connectCells(() => (evaluator.currentRun()?.tag as CellContext | undefined) ?? latest);
  connectChannel({ send, ask: (event) => askBlocking(event) });

  // Present so that a signal outside a cell's synchronous part does not end the process.
  process.on('SIGINT', () => undefined);
  const reportBackground = (error: unknown): void => {
    if (error instanceof Interrupted) return;
    // A cell's own listeners come after this one.
    send({ type: 'background-error', error: describeError(readableError(error), errors) });
  };
  process.on('uncaughtException', reportBackground);
  process.on('unhandledRejection', reportBackground);
  refuseExits();
  showPromisesBare();
  keepDirectWritesInPlace(() => output.flush());
  /** The next cell waits until nothing of an interrupted one is left: loops would ask at every turn whether they are to stop. */
  let cleared = Promise.resolve();
  const clear = (): void => {
    cleared = cleared.then(() => (evaluator.isInterrupting ? collectGarbage() : undefined));
  };
  guard.on('message', ({ execution, settled }: InterruptNotice) => {
    // Loops were stopped by the guard; this stops a cell that only waits. Execution 0 means: whatever is left.
    if (settled) {
      if (activity[Activity.running] === 0) clear();
      void cleared.then(() => send({ type: 'interrupt-taken' }, execution));
    } else if (execution === 0 || execution === activity[Activity.running]) evaluator.interrupt();
  });

  const run = async (command: RunCommand): Promise<void> => {
    const { code, execution, cell, allowInput } = command;
    await cleared;
    latest = { execution, cell, allowInput };
    Atomics.store(activity, Activity.running, execution);
    const overtaken = (): boolean => Atomics.load(activity, Activity.interrupted) === execution;
    const result = await evaluator.run(code, latest, overtaken);
    Atomics.store(activity, Activity.running, 0);
    forgetQuestions();
    const told = await outcome(result, errors);
    await settleDisplays();
    send({ type: 'done', result: told }, execution);
    clear();
  };
  const parser = new ValueParser((value) => {
    const command = value as Command;
    if (command.type === 'run') void run(command);
    else if (command.type === 'comm') receiveComm(command.event);
    else answerInput(command.value);
  });
  new Socket({ fd: COMMAND_FD, readable: true, writable: false }).on('data', (chunk) => parser.push(chunk));
  send({ type: 'ready' }, 0);
  provideRequire(process.cwd());
  connectTslab();
  // What the first cell would otherwise wait for, unless it is here already.
  const warmUp = async (): Promise<unknown> =>
    latest.execution === 0 && outcome(await evaluator.run(nothing), errors);
  setTimeout(() => void warmUp(), WARM_UP_AFTER_MS).unref();
}

type EvaluatorResult = Awaited<ReturnType<Evaluator['run']>>;

async function outcome(result: EvaluatorResult, errors: ErrorContext): Promise<RunResult> {
  const { published } = result;
  if (!result.ok) return { ok: false, error: describeError(result.error, errors), published };
  if (!result.hasValue) return { ok: true, published };
  try {
    return { ok: true, value: await displayContent(result.value), published };
  } catch (error) {
    return { ok: false, error: describeError(error, errors), published };
  }
}

async function displayContent(value: unknown): Promise<DisplayContent | undefined> {
  const data = await mimeBundle(value);
  return isNothing(data) ? undefined : { data, metadata: {} };
}

/** Sleeps until the guard has the answer: nothing else of the session runs meanwhile. */
function askBlocking(event: SessionEvent): string | null {
  Atomics.store(inputState, 0, InputState.waiting);
  send(event);
  Atomics.wait(inputState, 0, InputState.waiting);
  if (Atomics.load(inputState, 0) === InputState.interrupted) throw new Interrupted();
  return (receiveMessageOnPort(answers)?.message as string | null | undefined) ?? null;
}

await start();
