/** The one checkpoint that a file may have: a copy in `.ipynb_checkpoints/` beside it, where Jupyter keeps it too. */
import { copyFile, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, extname, join, basename } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Checkpoint } from './model.js';

export const checkpointId = 'checkpoint';

function checkpointFile(file: string): string {
  const extension = extname(file);
  return join(dirname(file), '.ipynb_checkpoints', `${basename(file, extension)}-checkpoint${extension}`);
}

export async function listCheckpoints(file: string): Promise<Checkpoint[]> {
  const checkpoint = await stat(checkpointFile(file)).catch(() => undefined);
  return checkpoint ? [{ id: checkpointId, last_modified: checkpoint.mtime.toISOString() }] : [];
}

export async function createCheckpoint(file: string): Promise<Checkpoint> {
  const target = checkpointFile(file);
  await mkdir(dirname(target), { recursive: true });
  const unfinished = `${target}.tmp`;
  await copyFile(file, unfinished);
  await rename(unfinished, target);
  return { id: checkpointId, last_modified: (await stat(target)).mtime.toISOString() };
}

export async function restoreCheckpoint(file: string): Promise<void> {
  await writeFileAtomic(file, await readFile(checkpointFile(file)));
}

export async function deleteCheckpoint(file: string): Promise<void> {
  await rm(checkpointFile(file));
}

/** Follows the file to its new name. A file without a checkpoint has none to follow. */
export async function moveCheckpoint(from: string, to: string): Promise<void> {
  const [source, target] = [checkpointFile(from), checkpointFile(to)];
  if ((await listCheckpoints(from)).length === 0) return;
  await mkdir(dirname(target), { recursive: true });
  await rename(source, target);
}
