/**
 * A child of the grader's own that tries what a hostile submission would, so that the report can say which layers hold on
 * this machine by evidence and not by hope.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { answer, nextRequest } from './child-channel.js';
import type { Plain } from './codec.js';

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1000 });
    const done = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket
      .on('connect', () => done(true))
      .on('error', () => done(false))
      .on('timeout', () => done(false));
  });
}

async function main(): Promise<void> {
  const hello = nextRequest();
  if (hello) answer(hello.call, null);
  const request = nextRequest();
  if (request) {
    const { file, folder, grader, port, megabytes } = request.body as { [key: string]: Plain };
    const results: { [key: string]: Plain } = {
      reads: succeeds(() => readFileSync(file as string)),
      writes: succeeds(() => writeFileSync(`${folder as string}/written`, 'x')),
      spawns: succeeds(() => {
        if (spawnSync(process.execPath, ['--version']).status !== 0) throw new Error('no process');
      }),
      allocates: succeeds(() =>
        new Array(4).fill(0).map(() => new ArrayBuffer((megabytes as number) * 2 ** 18 + 2 ** 20)),
      ),
      connects: await connects(port as number).catch(() => false),
    };
    succeeds(() => process.kill(grader as number, 'SIGUSR2'));
    answer(request.call, results);
  }
}

void main();
