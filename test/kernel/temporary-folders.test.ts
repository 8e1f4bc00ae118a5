// Folders in the temporary folder that know whose they are.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { tmpdir } from 'node:os';
import { makeTemporaryFolder, removeFoldersOf, removeStaleFolders } from '../../kernel/temporary-folders.js';

describe('temporary folders', () => {
  const made: string[] = [];
  after(() => made.forEach((path) => rmSync(path, { recursive: true, force: true })));
  /** A folder as the process `pid` would have made it, perhaps in another container. */
  const folderOf = (pid: number, namespace?: string): string => {
    const mine = makeTemporaryFolder('session', 'modules');
    made.push(mine);
    const name = basename(mine).replace(String(process.pid), String(pid));
    const path = join(tmpdir(), namespace ? name.replace(/-\d+-(\w+)$/, `-${namespace}-$1`) : name);
    mkdirSync(join(path, 'inside'), { recursive: true });
    made.push(path);
    return path;
  };

  it('of processes that have ended are removed by the next one; those of others, and of other containers, stay', () => {
    const { pid: ended } = spawnSync(process.execPath, ['--version']);
    const stale = folderOf(ended);
    const elsewhere = folderOf(ended, '1');
    const running = folderOf(process.ppid);
    removeStaleFolders();
    assert.deepEqual([stale, elsewhere, running].map(existsSync), [false, true, true]);
  });

  it('of one process are removed when it is known to end', () => {
    const [one, other] = [folderOf(process.ppid), folderOf(process.pid)];
    removeFoldersOf(process.ppid);
    assert.deepEqual([one, other].map(existsSync), [false, true]);
    const left = readdirSync(tmpdir()).filter((name) => name.startsWith(`edflab-session-${process.ppid}-`));
    assert.deepEqual(left, []);
  });
});
