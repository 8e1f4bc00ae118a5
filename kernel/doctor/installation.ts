// What a kernel needs of the machine: a Node that is new enough, a build that is whole and up to date, folders and ports.
import { existsSync } from 'node:fs';
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolder } from '../folders.js';
import { program, PROGRAMS } from '../programs.js';
import { fault, ok, oneLine, type Check } from './check.js';

const OLDEST_NODE = [20, 19];
export const OLDEST_NODE_TEXT = OLDEST_NODE.join('.');

/** `version` as `process.versions.node` has it. */
export function isNewEnough(version: string): boolean {
  const [major, minor] = version.split('.').map(Number);
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
}

export function nodeVersion(version = process.versions.node): Check {
  const text = `Node ${version} at ${process.execPath}`;
  return isNewEnough(version)
    ? ok(text)
    : fault(`${text} is too old: install ${OLDEST_NODE_TEXT} or newer from nodejs.org`);
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** The parts that are compiled, in a checkout. */
const PARTS = ['lib', 'kernel', 'lab/server', 'problem-sets', 'grader', 'bin'];

/** Whether the kernel's programs are there, and no source was changed after it was compiled. */
export async function build(): Promise<Check[]> {
  const missing = PROGRAMS.map((name) => fileURLToPath(program(name))).find((file) => !existsSync(file));
  if (missing !== undefined) return [fault(`the build has no ${missing}; \`npm run build\` makes it`)];
  for (const part of PARTS) {
    const compiled = await modified(join(root, 'dist', part, '.tsbuildinfo'));
    if (compiled === undefined || !existsSync(join(root, part))) continue;
    const entries = await readdir(join(root, part), { recursive: true, withFileTypes: true });
    for (const entry of entries.filter(({ name }) => /\.c?ts$/.test(name))) {
      const source = join(entry.parentPath, entry.name);
      if (((await modified(source)) ?? 0) > compiled)
        return [fault(`${relative(root, source)} was changed after the build; \`npm run build\` renews it`)];
    }
  }
  return [ok(`the build in ${join(root, 'dist')} is whole and up to date`)];
}

async function modified(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}

/** Tries a folder that is written to. */
export async function writable(folder: string, what: string, remedy: string): Promise<Check> {
  const probe = join(folder, `.edflab-doctor-${process.pid}`);
  try {
    makeFolder(folder);
    await writeFile(probe, '');
    await rm(probe);
    return ok(`${what} can be written in ${folder}`);
  } catch (error) {
    return fault(`${what} cannot be written in ${folder} (${oneLine(error)}); ${remedy}`);
  }
}

/** Listens on a port of this machine and connects to it, as a front end and its kernel do. */
export async function ports(): Promise<Check[]> {
  const server = createServer((socket) => socket.end('here'));
  try {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    await once(socket, 'data');
    socket.destroy();
    return [ok('programs on this machine reach one another on 127.0.0.1')];
  } catch (error) {
    return [fault(`no connection on 127.0.0.1 (${oneLine(error)}); a firewall or a sandbox forbids it`)];
  } finally {
    server.close();
  }
}
