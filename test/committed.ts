/**
 * A file of the course as the project has it. The working copy is a student's to write in: running a notebook and saving it
 * must not make the tests fail. So this is the version in git's index; outside a git checkout, the file itself.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.js';

export function committed(path: string): string {
  const git = spawnSync('git', ['show', `:${path}`], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
  return git.status === 0 ? git.stdout : readFileSync(join(root, path), 'utf8');
}
