// A real kernel in a process of its own, spoken to over its sockets.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KernelProcess, type KernelClient, type Message, type Output } from '../../kernel/wire/client.js';

export interface TestKernel {
  kernel: KernelProcess;
  client: KernelClient;
  folder: string;
}

/** One kernel for all tests of a suite, in a folder of its own that also holds its history. */
export function useKernel(env: Record<string, string> = {}): TestKernel {
  const used = {} as TestKernel;
  before(async function () {
    this.timeout(60_000);
    used.folder = mkdtempSync(join(tmpdir(), 'edflab test ü '));
    const options = { cwd: used.folder, env: { EDFLAB_HISTORY: join(used.folder, 'history'), ...env } };
    used.kernel = await KernelProcess.start(options);
    used.client = await used.kernel.client().ready();
    // The compiler and the session have started when this is answered.
    await used.client.execute('1');
  });
  after(async () => {
    try {
      await used.kernel?.shutdown();
    } finally {
      rmSync(used.folder, { recursive: true, force: true });
    }
  });
  return used;
}

/** What a cell wrote on one stream. */
export function printed(outputs: Output[], name: 'stdout' | 'stderr' = 'stdout'): string {
  return outputs
    .flatMap((output) => (output.output_type === 'stream' && output.name === name ? output.text : []))
    .join('');
}

/** The text of a cell's result. */
export function result(outputs: Output[]): unknown {
  return outputs.flatMap((output) =>
    output.output_type === 'execute_result' ? [output.data['text/plain']] : [],
  )[0];
}

/** The next iopub message that fits. */
export function nextMessage(client: KernelClient, fits: (message: Message) => boolean): Promise<Message> {
  return new Promise((resolve) => {
    const look = (channel: string, message: Message): void => {
      if (channel !== 'iopub' || !fits(message)) return;
      client.off('message', look);
      resolve(message);
    };
    client.on('message', look);
  });
}

/** Resolves when `text` was printed by anybody. */
export function untilPrinted(client: KernelClient, text: string): Promise<Message> {
  return nextMessage(
    client,
    ({ header, content }) => header.msg_type === 'stream' && String(content.text).includes(text),
  );
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits until `condition` holds; the suite's own time-out is what fails it. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}
