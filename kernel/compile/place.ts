// Where a compiler runs that others ask: a process that starts from the snapshot, or a thread.
import { spawn } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { endingWithParent } from '../end-with-parent.js';
import { program } from '../programs.js';
import { snapshotEnvironment } from './snapshot.js';
import type { CompilerReply, CompilerRequest, RemoteOptions } from './remote.js';

export interface Place {
  ask(request: CompilerRequest): void;
  /** While it is held, this process does not end. */
  hold(held: boolean): void;
  end(): Promise<void>;
  /** The process, where it has one of its own. */
  pid?: number;
}

export interface PlaceEvents {
  reply(reply: CompilerReply): void;
  ended(reason: string): void;
}

export function inThread(options: RemoteOptions, { reply, ended }: PlaceEvents): Place {
  const worker = new Worker(program('compiler'), { workerData: options });
  worker.on('message', reply);
  worker.on('error', (error) => ended(String((error as Error).stack ?? error)));
  worker.on('exit', (code) => ended(`its thread ended with exit code ${code}`));
  return {
    ask: (request) => worker.postMessage(request),
    hold: (held) => (held ? worker.ref() : worker.unref()),
    end: async () => void (await worker.terminate()),
  };
}

/** Kilobytes. A compiler needs a tenth of it; types that grow without end would take all that the machine has. */
const mostMemory = 2 * 2 ** 20;

/** Types of somebody who is not trusted end the compiler, which is started again, and nothing else. */
function withinMemory(command: string[], untrusted = false): string[] {
  if (!untrusted || process.platform === 'win32') return command;
  return ['/bin/sh', '-c', `ulimit -d ${mostMemory} 2>/dev/null; exec "$@"`, 'sh', ...command];
}

export function inProcess(snapshot: string, options: RemoteOptions, { reply, ended }: PlaceEvents): Place {
  // In the middle of a check it would not hear that its parent has gone.
  const [command, ...parameters] = withinMemory(
    endingWithParent([process.execPath, '--snapshot-blob', snapshot]),
    options.untrusted,
  );
  const child = spawn(command, parameters, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    serialization: 'advanced',
    env: snapshotEnvironment,
    windowsHide: true,
  });
  child.on('message', (message) => reply(message as CompilerReply));
  child.on('error', (error) => ended(error.message));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.once('exit', (code, signal) => ended(`its process ended with ${signal ?? `exit code ${code}`}`));
  // What can no longer be sent is answered by the end.
  const send = (message: object): void => void child.send(message, () => undefined);
  send(options);
  return {
    pid: child.pid,
    ask: send,
    hold: (held) => {
      for (const handle of [child, child.channel])
        if (held) handle?.ref();
        else handle?.unref();
    },
    end: async () => {
      child.kill('SIGKILL');
      child.ref();
      await exited;
    },
  };
}
