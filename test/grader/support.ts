/** Problem set 1's notebook with other answers in it, and a look at what a hostile answer may have left behind. */
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cell, Notebook } from '../../grader/notebook/notebook.js';
import { formatNotebook, parseNotebook } from '../../grader/notebook/notebook.js';
import { claimedGradeId } from '../../grader/notebook/nbgrader.js';
import type { Submission } from '../../grader/submission.js';
import { root } from '../root.js';

export function instructorNotebook(): Notebook {
  return parseNotebook(readFileSync(join(root, 'problem-sets/ps1/instructor/ps1.ipynb'), 'utf8')).notebook;
}

/** The solved notebook with some answers replaced; `null` deletes the cell. */
export function solvedExcept(answers: Record<string, string | null>): Notebook {
  const notebook = instructorNotebook();
  const cells = notebook.cells.flatMap((cell: Cell) => {
    const id = claimedGradeId(cell) ?? '';
    if (!(id in answers)) return [cell];
    const source = answers[id];
    return source === null ? [] : [{ ...cell, source }];
  });
  return { ...notebook, cells };
}

/** The notebook with an answer for Relu alone: the others would only take time. */
export function reluAlone(relu: string): Notebook {
  const others = { sigmoid: null, tanh: null, affine: null, softmax: null, logloss: null, train: null };
  return solvedExcept({ ...others, relu });
}

export function submission(notebook: Notebook, student = 'ada'): Submission {
  return { file: `${student}.ipynb`, student, bytes: Buffer.from(formatNotebook(notebook)) };
}

/** A Relu with other bodies. */
export const relu = ({
  before = '',
  forward = 'this.value = np.maximum(this.x.value, 0)',
  backward = 'this.x.addgrad(this.grad)',
}) => `
${before}
class Relu extends CompNode {
  constructor(public x: Node) { super() }
  forward() { ${forward} }
  backward() { ${backward} }
}`;

/** The right Relu. */
export const rightBackward = 'this.x.addgrad(this.grad.mul(this.x.value.gt(0)))';

/** Processes that run as one of the children's users, or descend from this process and are no longer wanted. */
export function processesLeft(): string[] {
  if (process.platform !== 'linux') return [];
  const lines = execFileSync('ps', ['-eo', 'uid=,ppid=,pid=,args='], { encoding: 'utf8' }).trim().split('\n');
  return lines.filter((line) => {
    const [uid, ppid, , ...args] = line.trim().split(/\s+/);
    const ours = Number(ppid) === process.pid && /bwrap|edflab-grader/.test(args.join(' '));
    return (
      (ours ||
        (Number(uid) >= 64_000 && Number(uid) < 64_100 && args.join(' ').includes(`-${process.pid}-`))) &&
      !/\bps\b/.test(args[0])
    );
  });
}

/** Folders of this process's children in the temporary folder, but for those of the session itself. */
export function foldersLeft(): string[] {
  return readdirSync(tmpdir()).filter(
    (name) => name.startsWith(`edflab-grader-${process.pid}-empty`) || name.startsWith('edflab-hostile'),
  );
}

/** Every process that this one started, and what those started. */
export function descendantsOf(pid: number): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const processes = lines.map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    processes.flatMap(([child, of]) => (of === parent ? [child, ...below(child)] : []));
  return below(pid);
}

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Those of the processes that are still there when they had time enough to end. */
export async function outliving(pids: number[]): Promise<number[]> {
  for (let attempt = 0; attempt < 100 && pids.some(isRunning); attempt++)
    await new Promise((resolve) => setTimeout(resolve, 100));
  return pids.filter(isRunning);
}
