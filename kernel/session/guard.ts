// The session's second thread. It hears the kernel while the student's code computes: it passes interrupts and
// answers to `prompt` on, writes gathered output, and ends the process when the kernel is gone.
import { Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DebugBridge } from '../debug/bridge.js';
import { removeFoldersOf } from '../temporary-folders.js';
import { requestInterrupt } from './evaluate-interrupt.js';
import { packValue, ValueParser } from './frames.js';
import { FLUSH_AFTER_MS, OutputBuffer, PENDING, Writer, type SharedOutput } from './output.js';
import { endProcessGroup, interruptProcessGroup } from './process-group.js';
import type { GuardCommand } from './protocol.js';
import { Activity, InputState, SynchronousPart, type GuardData, type InterruptNotice } from './shared.js';

/** How long the flag may take to stop a loop before a signal is sent. */
const SIGNAL_AFTER_MS = 12;
/** How long a signal may take to the thread that waits for it. */
const SIGNAL_ARRIVES_MS = 3;

function start({ output, interrupt, activity, input, answers, fd }: GuardData): void {
  const inputState = new Int32Array(input);
  const state = new Int32Array(activity);

  /** There from the moment somebody debugs. */
  let bridge: DebugBridge | undefined;
  let loading: Promise<void> | undefined;
  const loadBridge = async (): Promise<void> => {
    const { DebugBridge } = await import('../debug/bridge.js');
    bridge = new DebugBridge((report) => pipe.write(packValue(report)));
  };

  const handle = (command: GuardCommand): void => {
    if (command.type === 'debug') {
      void (loading ??= loadBridge()).then(() => bridge!.handle(command.command));
      return;
    }
    if (command.type === 'input') {
      answers.postMessage(command.value);
      Atomics.store(inputState, 0, InputState.answered);
      Atomics.notify(inputState, 0);
      return;
    }
    Atomics.store(state, Activity.interrupted, command.execution);
    requestInterrupt(interrupt);
    Atomics.compareExchange(inputState, 0, InputState.waiting, InputState.interrupted);
    Atomics.notify(inputState, 0);
    parentPort!.postMessage({ execution: command.execution, settled: false } satisfies InterruptNotice);
    void signalIfStillRunning(command.execution);
  };

  // A signal stops the synchronous part of a cell even where no loop of its own turns: inside a regular expression, say
  // (vm's breakOnSigint), and what it waits for, such as `execSync`.
  const signalIfStillRunning = async (execution: number): Promise<void> => {
    const isRunning = (): boolean => execution !== 0 && Atomics.load(state, Activity.running) === execution;
    const isStopped = (): boolean => bridge?.isStopped === true;
    for (let waited = 0; waited < SIGNAL_AFTER_MS && isRunning() && !isStopped(); waited++) await sleep(1);
    if (isRunning() && process.platform !== 'win32') {
      const { on, signalled } = SynchronousPart;
      if (Atomics.compareExchange(state, Activity.synchronous, on, signalled) === on)
        interruptProcessGroup(process.pid);
    }
    // The signal is to be there when a stopped cell goes on: it ends at the line where it was stopped.
    if (isStopped()) await sleep(SIGNAL_ARRIVES_MS);
    bridge?.release();
    parentPort!.postMessage({ execution, settled: true } satisfies InterruptNotice);
  };

  const parser = new ValueParser((value) => handle(value as GuardCommand));
  const pipe = new Socket({ fd, readable: true, writable: true });
  // The kernel is gone: nobody else would clean up.
  const end = (): void => {
    removeFoldersOf(process.pid);
    endProcessGroup(process.pid);
  };
  pipe
    .on('data', (chunk) => parser.push(chunk))
    .on('end', end)
    .on('error', end);

  void flushGathered(output);
}

async function flushGathered(output: SharedOutput): Promise<void> {
  const buffer = new OutputBuffer(output, Writer.guard);
  const state = new Int32Array(output.state);
  for (;;) {
    const woken = Atomics.waitAsync(state, PENDING, 0);
    if (woken.async) await woken.value;
    await sleep(FLUSH_AFTER_MS);
    Atomics.store(state, PENDING, 0);
    buffer.flush();
  }
}

start(workerData as GuardData);
