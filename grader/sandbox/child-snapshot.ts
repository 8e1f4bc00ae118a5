/**
 * A start-up snapshot of V8 that holds a child's program as it is before it is given anything: a child that starts from it need not
 * read Node's modules and the library first, which takes a quarter of its time. It suits one version of Node with the same flags, so
 * every session makes its own, in the child's folder.
 */
import { execFile } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ChildRoot } from './child-root.js';
import { engineFlags } from './launchers.js';
import { defaultLimits } from './limits.js';

const file = 'snapshot.blob';

/** From then on the program's children start from its snapshot. Where none can be made, they start without one. */
export async function makeSnapshot(root: ChildRoot): Promise<void> {
  // Node makes snapshots of CommonJS scripts only.
  if (!root.entry.endsWith('.cjs')) return;
  const flags = [...engineFlags(defaultLimits), '--no-warnings', '--snapshot-blob', file];
  try {
    const options = { cwd: root.path, env: {} };
    await promisify(execFile)(process.execPath, [...flags, '--build-snapshot', root.entry], options);
    chmodSync(join(root.path, file), 0o644);
    root.snapshot = file;
  } catch {
    // This version of Node makes none of it.
  }
}
