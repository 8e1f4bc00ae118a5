// NumPy and PyTorch in a Python process, on one thread: it measures itself and answers with seconds, one line per question.
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Contestant } from '../measure.js';

export interface Python {
  readonly executable: string;
  readonly has: { numpy: boolean; torch: boolean };
  readonly missing: readonly string[];
  /** A contestant whose work is described for peers.py. */
  contestant(name: string, task: Record<string, unknown>): Contestant;
  stop(): void;
}

export async function startPython(script: string): Promise<Python> {
  const single = { OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
  for (const executable of ['/usr/bin/python3', 'python3', 'python']) {
    const child = spawn(executable, ['-uB', script], {
      env: { ...process.env, ...single },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const answers = lines(child);
    const hello = await answers.next();
    if (hello === undefined) continue;
    const has = JSON.parse(hello) as Python['has'];
    if (!has.numpy) {
      child.kill();
      continue;
    }
    return {
      executable,
      has,
      missing: has.torch ? [] : ['PyTorch'],
      contestant: (name, task) => ({
        name,
        measure: async () => {
          child.stdin!.write(`${JSON.stringify(task)}\n`);
          const answer = await answers.next();
          if (answer === undefined) throw new Error(`Python ended while it measured ${JSON.stringify(task)}`);
          return Number(answer);
        },
      }),
      stop: () => child.kill(),
    };
  }
  throw new Error('no Python with NumPy');
}

/** The lines that a process writes, one by one; undefined when there are no more. */
function lines(child: ChildProcess) {
  const waiting: ((line: string | undefined) => void)[] = [];
  const read: (string | undefined)[] = [];
  const deliver = (line: string | undefined) => {
    const next = waiting.shift();
    if (next) next(line);
    else read.push(line);
  };
  createInterface({ input: child.stdout! }).on('line', deliver);
  child.on('error', () => deliver(undefined));
  child.on('exit', () => deliver(undefined));
  child.stdin!.on('error', () => undefined);
  return {
    next: () =>
      new Promise<string | undefined>((resolve) => {
        if (read.length > 0) resolve(read.shift());
        else waiting.push(resolve);
      }),
  };
}
