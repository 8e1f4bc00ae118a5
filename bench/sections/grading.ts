// Grading problem set 1 beside running notebooks: `edflab grade` on 300 submissions, and what graders built on
// `jupyter nbconvert --execute` do for each of theirs. It takes turns: a batch of ours, one notebook of each kind of theirs.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Contestant, Result } from '../measure.js';
import { bestOf, type Case, ours, type Section } from '../section.js';
import { writeSubmissions } from '../submissions.js';

const project = fileURLToPath(new URL('../../../', import.meta.url));
const program = path.join(project, 'bin/edflab.mjs');
/** The same six classes, checks and training, as a literal translation of the lectures' EDF to NumPy. */
const numpyNotebook = path.join(project, 'bench/peers/ps1-numpy.ipynb');

/** In each turn a batch of ours; 300 submissions in all where there is time for ten turns. */
const share = 30;
const mostTurns = 10;
const cores = 2;

/** Runs a program to its end. @returns seconds @throws Error with what it said when it fails */
function seconds(command: string, args: string[], environment: NodeJS.ProcessEnv = {}): Promise<number> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...environment };
    const child = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0
        ? resolve((performance.now() - began) / 1e3)
        : reject(new Error(`${command} ${args.join(' ')}: ${errors.trim().split('\n').at(-1)}`)),
    );
  });
}

/** `jupyter nbconvert --execute` on a notebook, `side` of them side by side; seconds for one. */
function nbconvert(
  name: string,
  { command, kernels, say }: { command: string; kernels: string; say: (line: string) => void },
  notebook: string,
  side = 1,
): Contestant {
  const out = path.join(kernels, 'out');
  const run = (number: number) =>
    seconds(
      command,
      ['nbconvert', '--to', 'notebook', '--execute', notebook, '--output-dir', out, '--output', `${number}`],
      { JUPYTER_PATH: path.join(kernels, 'share/jupyter') },
    );
  const measure = async () => {
    try {
      const times = await Promise.all(Array.from({ length: side }, (_, number) => run(number)));
      return Math.max(...times) / side;
    } catch (error) {
      say(`${name} drops out: ${(error as Error).message}`);
      return undefined;
    }
  };
  return { name, measure };
}

async function findJupyter(): Promise<string | undefined> {
  for (const command of ['/usr/bin/jupyter', 'jupyter']) {
    try {
      await seconds(command, ['nbconvert', '--version']);
      return command;
    } catch {
      // The next one.
    }
  }
  return undefined;
}

/** All contestants in turn; one that cannot go on drops out. */
async function takeTurns(contestants: Contestant[], turns: number): Promise<Result[]> {
  const times = new Map(contestants.map(({ name }) => [name, [] as number[]]));
  for (let turn = 0; turn < turns; turn++) {
    for (const { name, measure } of contestants) {
      const time = times.has(name) ? await measure() : undefined;
      if (time === undefined) times.delete(name);
      else times.get(name)!.push(time);
    }
  }
  return [...times].map(([name, all]) => {
    const sorted = all.sort((a, b) => a - b);
    return { name, best: sorted[0], median: sorted[Math.floor(sorted.length / 2)] };
  });
}

export const gradingSection: Section = {
  name: 'grading',
  async run(_peers, { rounds, say }) {
    const folder = mkdtempSync(path.join(tmpdir(), 'edflab-bench-'));
    try {
      const turns = Math.min(mostTurns, rounds);
      const count = turns * share;
      say(`${count} submissions to problem set 1, ${cores} at a time`);
      mkdirSync(path.join(folder, 'in'));
      const files = writeSubmissions(path.join(folder, 'in'), count);
      const key = path.join(folder, 'key');
      writeFileSync(key, 'a key of more than sixteen bytes');
      const out = path.join(folder, 'grades');
      let graded = 0;
      const grade: Contestant = {
        name: ours,
        async measure() {
          const batch = files.slice(graded, (graded += share));
          const args = ['grade', 'ps1', ...batch, '--out', out, '--key', key, '--jobs', String(cores)];
          return (await seconds(process.execPath, [program, ...args])) / batch.length;
        },
      };
      const contestants = [grade];
      const command = await findJupyter();
      if (command) {
        await seconds(process.execPath, [program, 'install', '--prefix', folder]);
        const own = path.join(folder, 'in/student-000.ipynb');
        const jupyter = { command, kernels: folder, say };
        contestants.push(
          nbconvert('nbconvert, NumPy', jupyter, numpyNotebook),
          nbconvert(`nbconvert, NumPy, ${cores} at a time`, jupyter, numpyNotebook, cores),
          nbconvert('nbconvert, our kernel', jupyter, own),
        );
      }
      const results = await takeTurns(contestants, turns);
      const there = files.filter((file) =>
        existsSync(path.join(out, path.basename(file, '.ipynb'), 'results.json')),
      ).length;
      const one: Case = { name: `a submission, ${cores} cores`, work: 1, results };
      const times = (peer: string) => {
        const theirs = bestOf(one, peer);
        return theirs === undefined ? undefined : theirs / bestOf(one, ours)!;
      };
      const minute = (60 / bestOf(one, ours)!).toFixed(0);
      return {
        tables: [{ title: 'Grading problem set 1', unit: 'ms', cases: [one] }],
        figures: [
          { claim: `submissions of ${count} that have a result`, atLeast: count, reached: there },
          {
            claim: `submissions a minute (${minute}) / notebooks of the same in NumPy through nbconvert --execute`,
            atLeast: 10,
            reached: times('nbconvert, NumPy'),
          },
          {
            claim: `the same / the NumPy notebooks, ${cores} at a time`,
            atLeast: 10,
            reached: times(`nbconvert, NumPy, ${cores} at a time`),
          },
          {
            claim: 'the same / the very notebook, run by nbconvert --execute with our kernel',
            atLeast: 10,
            reached: times('nbconvert, our kernel'),
          },
        ],
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
