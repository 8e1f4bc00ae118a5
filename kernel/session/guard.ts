// The session's second thread. It hears the kernel while the student's code computes: it passes interrupts and
// answers to `prompt` on, writes gathered output, and ends the process when the kernel is gone.
import { Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { setTimeout as sleep } from 'node:timers/promises';
import { requestInterrupt } from './evaluate-interrupt.js';
import { ValueParser } from './frames.js';
import { FLUSH_AFTER_MS, OutputBuffer, PENDING, type SharedOutput } from './output.js';
import type { GuardCommand } from './protocol.js';
import { InputState, type GuardData } from './shared.js';

function start({ output, interrupt, input, answers, fd }: GuardData): void {
  const inputState = new Int32Array(input);

  const handle = (command: GuardCommand): void => {
    if (command.type === 'input') {
      answers.postMessage(command.value);
      Atomics.store(inputState, 0, InputState.answered);
      Atomics.notify(inputState, 0);
      return;
    }
    requestInterrupt(interrupt);
    Atomics.compareExchange(inputState, 0, InputState.waiting, InputState.interrupted);
    Atomics.notify(inputState, 0);
    parentPort!.postMessage('interrupt');
    // Stops the synchronous part of a cell (vm's breakOnSigint). Windows has no such signal: there it would end the process.
    if (process.platform !== 'win32') process.kill(process.pid, 'SIGINT');
  };

  const parser = new ValueParser((value) => handle(value as GuardCommand));
  const pipe = new Socket({ fd, readable: true, writable: false });
  const end = () => process.kill(process.pid, 'SIGKILL');
  pipe.on('data', (chunk) => parser.push(chunk)).on('end', end).on('error', end);

  void flushGathered(output);
  parentPort!.postMessage('listening');
}

async function flushGathered(output: SharedOutput): Promise<void> {
  const buffer = new OutputBuffer(output);
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
