// A start-up snapshot of V8 that holds a compiler with all declarations read: it answers in a third of the time that reading them
// takes. It belongs to one version of Node and one build of the kernel; without it the compiler runs on a thread.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { program, programFolder } from '../programs.js';

const script = fileURLToPath(program('compiler-snapshot'));

/** A snapshot suits only the options of Node with which it was made: those of the user are for the user's programs. */
export const snapshotEnvironment: NodeJS.ProcessEnv = { ...process.env, NODE_OPTIONS: '' };

/** Where the snapshot is, or would be; undefined where there is no program to make it of. */
function snapshotFile(): string | undefined {
  const stat = statSync(script, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  const build = createHash('sha1')
    .update(`${script} ${stat.mtimeMs} ${stat.size}`)
    .digest('hex')
    .slice(0, 12);
  return fileURLToPath(new URL(`compiler-${process.version}-${process.arch}-${build}.blob`, programFolder));
}

/** The snapshot, if there is one. */
export function findSnapshot(): string | undefined {
  const file = snapshotFile();
  return file !== undefined && existsSync(file) ? file : undefined;
}

/** Makes the snapshot where it is missing. @throws where its folder may not be written, or Node cannot make one. */
export async function buildSnapshot(): Promise<void> {
  const file = snapshotFile();
  if (file === undefined || existsSync(file)) return;
  const partial = `${file}.${process.pid}`;
  const parameters = ['--no-warnings', '--snapshot-blob', partial, '--build-snapshot', script];
  const builder = spawn(process.execPath, parameters, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: snapshotEnvironment,
    windowsHide: true,
  });
  try {
    let complaint = '';
    builder.stderr.on('data', (chunk) => (complaint += String(chunk)));
    const [code] = (await once(builder, 'close')) as [number | null];
    if (code !== 0) throw new Error(`Node made no snapshot of the compiler: ${complaint.trim()}`);
    renameSync(partial, file);
    const build = /[^-]*$/.exec(file)![0];
    for (const name of readdirSync(programFolder))
      if (name.endsWith('.blob') && !name.endsWith(build))
        rmSync(new URL(name, programFolder), { force: true });
  } finally {
    rmSync(partial, { force: true });
  }
}
