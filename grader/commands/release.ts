/** `edflab release`: the students' version of a problem set. */
import { mkdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Command } from 'commander';
import writeFileAtomic from 'write-file-atomic';
import { formatNotebook } from '../notebook/notebook.js';
import { loadProblemSet } from '../problem-set.js';
import { releaseNotebook } from '../release.js';
import { run } from './options.js';

interface ReleaseOptions {
  output?: string;
}

async function release(name: string, { output }: ReleaseOptions): Promise<void> {
  const problemSet = await loadProblemSet(name);
  const file = output ? join(output, `${problemSet.id}.ipynb`) : problemSet.released;
  mkdirSync(dirname(file), { recursive: true });
  writeFileAtomic.sync(file, formatNotebook(releaseNotebook(problemSet.notebook)));
  console.log(`${relative('', file) || file}: ${problemSet.title}, ${problemSet.problems.length} problems`);
}

export const releaseCommand = new Command('release')
  .description(
    "write the students' version of a problem set: solutions and hidden tests removed, cells locked",
  )
  .argument('<problem-set>', 'its name, such as ps1')
  .option('-o, --output <folder>', "the folder to write it to (default: the problem set's own)")
  .action((name: string, options: ReleaseOptions) => run(() => release(name, options)));
