// The rows of the kernels' comparison: what is timed, how long ours may take, and how not being able to do it shows.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Message, Output } from '../../kernel/wire/client.js';
import type { KernelPeer, KernelPool } from '../peers/kernels.js';
import { Cannot, type RunningKernel } from '../peers/running-kernel.js';
import { cells, PRINTED_LINES, type Cells, type Completion } from './kernel-cells.js';

const CELL_TIMEOUT_MS = 10_000;
const ANSWER_TIMEOUT_MS = 1500;
const INTERRUPT_TIMEOUT_MS = 3000;
const BUSY_MS = 1000;
/** tslab refuses what comes sooner than a fifth of a second after an error. */
const PAUSE_AFTER_ERROR_MS = 250;

export interface Row {
  readonly name: string;
  /** Seconds that ours may take. */
  readonly must: number;
  /** What takes long takes fewer turns. */
  readonly turns: number;
  /** Needs a kernel that has just started, so there is no turn to warm up. */
  readonly cold: boolean;
  /** Checking types is part of the work: who does not check is shown, but does not compete. */
  readonly typed: boolean;
  /** One turn. Throws Cannot. */
  measure(pool: KernelPool, peer: KernelPeer): Promise<Measured>;
}

/** Seconds, and what is wanting in how they were reached, if anything: then they do not compete. */
export type Measured = number | { readonly seconds: number; readonly wanting: string };

/** Numbers for texts that must be new each time. */
let count = 0;

/** Repeats something quick and gives the seconds of one. */
async function each(times: number, body: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  for (let time = 0; time < times; time++) await body();
  return (performance.now() - began) / 1e3 / times;
}

async function seconds(body: () => Promise<unknown>): Promise<number> {
  return each(1, body);
}

/** Runs a cell that is expected to succeed. */
async function run({ client }: RunningKernel, code: string): Promise<Output[]> {
  const { reply, outputs } = await client
    .execute(code, { timeout: CELL_TIMEOUT_MS })
    .catch((error: Error) => Promise.reject(new Cannot(error.message)));
  if (reply.status !== 'ok') throw new Cannot(`${reply.ename}: ${reply.evalue}`);
  return outputs;
}

function warmRow(
  name: string,
  mustMilliseconds: number,
  measure: (kernel: RunningKernel, texts: Cells) => Promise<Measured>,
  { turns = 11, typed = false } = {},
): Row {
  return {
    name,
    must: mustMilliseconds / 1e3,
    turns,
    cold: false,
    typed,
    measure: async (pool, peer) => measure(await pool.warm(peer), cells[peer.language]),
  };
}

function freshRow(
  name: string,
  mustMilliseconds: number,
  measure: (kernel: RunningKernel) => Promise<number>,
): Row {
  return {
    name,
    must: mustMilliseconds / 1e3,
    turns: 5,
    cold: true,
    typed: false,
    measure: async (pool, peer) => {
      const kernel = await pool.fresh(peer);
      try {
        return await measure(kernel);
      } finally {
        await kernel.end();
      }
    },
  };
}

/** The first iopub message of an execution that fits. */
function said(kernel: RunningKernel, fits: (message: Message) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (channel: string, message: Message): void => {
      if (channel !== 'iopub' || !fits(message)) return;
      kernel.client.off('message', look);
      resolve();
    };
    kernel.client.on('message', look);
  });
}

const saysGo = ({ header, content }: Message) =>
  header.msg_type === 'stream' && String(content.text).includes('go');

/** Asks while a loop keeps the kernel busy; it has gone on when the next turn comes. */
async function whileBusy(kernel: RunningKernel, texts: Cells, ask: () => Promise<number>): Promise<number> {
  const going = said(kernel, saysGo);
  const loop = run(kernel, texts.busy(BUSY_MS));
  loop.catch(() => undefined);
  await Promise.race([going, loop]);
  // Past the moment of starting: what arrives from here on finds the loop running.
  await sleep(20);
  const answered = ask();
  answered.catch(() => undefined);
  const isFirst = await Promise.race([
    answered.then(
      () => true,
      () => true,
    ),
    loop.then(() => false),
  ]);
  await loop;
  if (!isFirst) throw new Cannot('no answer until it ends');
  return answered;
}

async function complete(kernel: RunningKernel, { code, expected }: Completion): Promise<number> {
  let matches: unknown;
  const took = await seconds(async () => {
    const request = { code, cursor_pos: code.length };
    const reply = await kernel.client
      .request('shell', 'complete_request', request, { timeout: ANSWER_TIMEOUT_MS })
      .catch(() => Promise.reject(new Cannot('no answer')));
    matches = reply.content.matches;
  });
  const isFound = (matches as string[]).some((match) => match === expected || match.endsWith(`.${expected}`));
  if (!isFound) throw new Cannot('not found');
  return took;
}

async function typeErrorShown(kernel: RunningKernel, { typeError }: Cells): Promise<Measured> {
  if (!typeError) throw new Cannot('untyped');
  const began = performance.now();
  let shown: { at: number; by: string } | undefined;
  const onMessage = ({ header, content }: Message) => {
    if (JSON.stringify(content).includes('not assignable'))
      shown ??= { at: performance.now(), by: header.msg_type };
  };
  await kernel.client.execute(typeError(count++), { onMessage, timeout: CELL_TIMEOUT_MS });
  await sleep(PAUSE_AFTER_ERROR_MS);
  if (shown === undefined) throw new Cannot('never: it runs');
  const seconds = (shown.at - began) / 1e3;
  return shown.by === 'error' ? seconds : { seconds, wanting: `as a ${shown.by}` };
}

/** Seconds until all lines and the idle status are here. */
async function tenThousandLines(kernel: RunningKernel, { prints }: Cells): Promise<Measured> {
  let lines = 0;
  let whole!: () => void;
  const all = new Promise<void>((resolve) => (whole = resolve));
  const add = (_: string, { header, content }: Message): void => {
    if (header.msg_type !== 'stream') return;
    lines += String(content.text).split('\n').length - 1;
    if (lines >= PRINTED_LINES) whole();
  };
  kernel.client.on('message', add);
  const began = performance.now();
  try {
    await kernel.client.execute(prints, { timeout: CELL_TIMEOUT_MS }).catch(() => {
      throw new Cannot(`hangs after ${lines} lines`);
    });
    const late = PRINTED_LINES - lines;
    const isWhole = await Promise.race([all.then(() => true), sleep(3000).then(() => false)]);
    if (!isWhole) throw new Cannot(`loses ${PRINTED_LINES - lines} lines`);
    const seconds = (performance.now() - began) / 1e3;
    if (late <= 0) return seconds;
    return { seconds, wanting: `${((late / PRINTED_LINES) * 100).toFixed(0)} % after idle` };
  } finally {
    kernel.client.off('message', add);
  }
}

async function liveLine(kernel: RunningKernel, { stampedLines }: Cells): Promise<number> {
  const delays: number[] = [];
  const onMessage = ({ header, content }: Message): void => {
    const now = performance.timeOrigin + performance.now();
    if (header.msg_type !== 'stream') return;
    for (const [, stamp] of String(content.text).matchAll(/at (\d+(?:\.\d+)?)/g))
      delays.push(now - Number(stamp));
  };
  await kernel.client.execute(stampedLines, { onMessage, timeout: CELL_TIMEOUT_MS });
  if (delays.length < 5) throw new Cannot(`${delays.length} of 5 lines`);
  return delays.sort((a, b) => a - b)[2] / 1e3;
}

/** Interrupts a cell once it says `go`, and gives the seconds until its reply. */
async function interrupted(kernel: RunningKernel, code: string, texts: Cells): Promise<number> {
  await run(kernel, texts.keep);
  const going = said(kernel, saysGo);
  const running = kernel.client.execute(code, { timeout: CELL_TIMEOUT_MS });
  running.catch(() => undefined);
  await Promise.race([going, running]);
  await sleep(50);
  const took = await seconds(async () => {
    kernel.interrupt();
    const late = sleep(INTERRUPT_TIMEOUT_MS).then(() => {
      throw new Cannot(`still runs ${INTERRUPT_TIMEOUT_MS / 1e3} s later`);
    });
    const { reply } = await Promise.race([running, late]).catch((error: Error) =>
      Promise.reject(new Cannot(error.message)),
    );
    if (reply.status === 'ok') throw new Cannot('the cell ends as if it had succeeded');
  });
  await sleep(PAUSE_AFTER_ERROR_MS);
  if (!dataOf(await run(kernel, texts.kept)).includes('42')) throw new Cannot('the variables are lost');
  return took;
}

async function interruptedTurns(kernel: RunningKernel, texts: Cells): Promise<number> {
  await run(kernel, texts.prepareTurns);
  const took = await interrupted(kernel, texts.turning, texts);
  const before = dataOf(await run(kernel, texts.turns));
  await sleep(100);
  if (dataOf(await run(kernel, texts.turns)) !== before) throw new Cannot('the loop runs on');
  return took;
}

function dataOf(outputs: Output[]): string {
  return JSON.stringify(outputs.map((output) => ('data' in output ? output.data : output)));
}

async function answered(answer: Promise<unknown>): Promise<number> {
  return seconds(() => answer.catch(() => Promise.reject(new Cannot('dead'))));
}

const TURNS_OF_A_LOOP = { turns: 7 };

export const rows: Row[] = [
  freshRow('start to idle', 150, (kernel) => Promise.resolve(kernel.startSeconds)),
  freshRow('first cell, at once', 350, (kernel) => seconds(() => run(kernel, '1 + 1'))),
  freshRow('first cell, 2 s after the start', 10, async (kernel) => {
    await sleep(2000);
    return seconds(() => run(kernel, '1 + 1'));
  }),
  warmRow('1 + 1', 2, (kernel) => each(5, () => run(kernel, '1 + 1'))),
  warmRow('a new text each cell', 8, (kernel, { fresh }) => each(5, () => run(kernel, fresh(count++))), {
    typed: true,
  }),
  warmRow('completion of a member', 5, async (kernel, { members, member }) => {
    await run(kernel, members);
    return complete(kernel, member(count++));
  }),
  warmRow('completion of a name of the same unrun cell', 10, (kernel, { sameCell }) =>
    complete(kernel, sameCell(count++)),
  ),
  warmRow(
    'completion of a member while a loop runs',
    5,
    async (kernel, texts) => {
      await run(kernel, texts.members);
      return whileBusy(kernel, texts, () => complete(kernel, texts.member(count++)));
    },
    TURNS_OF_A_LOOP,
  ),
  warmRow(
    'completion of a name while a loop runs',
    10,
    (kernel, texts) => whileBusy(kernel, texts, () => complete(kernel, texts.sameCell(count++))),
    TURNS_OF_A_LOOP,
  ),
  warmRow('a type error shown', 15, typeErrorShown),
  warmRow('10 000 prints, all before idle', 50, tenThousandLines, { turns: 7 }),
  warmRow('a live line from a synchronous loop', 20, liveLine, TURNS_OF_A_LOOP),
  warmRow(
    'heartbeat during a loop',
    2,
    (kernel, texts) => whileBusy(kernel, texts, () => answered(kernel.heartbeat(ANSWER_TIMEOUT_MS))),
    TURNS_OF_A_LOOP,
  ),
  warmRow(
    'control during a loop',
    2,
    (kernel, texts) =>
      whileBusy(kernel, texts, () =>
        answered(kernel.client.request('control', 'kernel_info_request', {}, { timeout: ANSWER_TIMEOUT_MS })),
      ),
    TURNS_OF_A_LOOP,
  ),
  warmRow('`while (true) {}` interrupted', 50, (kernel, texts) => interrupted(kernel, texts.endless, texts)),
  warmRow('an `await` that never resolves interrupted', 50, (kernel, texts) =>
    interrupted(kernel, texts.neverResolving, texts),
  ),
  warmRow('`while (true) await sleep(10)` interrupted, and dead', 50, interruptedTurns),
];
