/** `edflab release`: the students' version of a problem set. */
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Command } from 'commander';
import writeFileAtomic from 'write-file-atomic';
import { formatNotebook } from '../notebook/notebook.js';
import { loadCheckedProblemSet } from '../problem-set.js';
import { releaseNotebook } from '../release.js';
import { examples, run } from './options.js';

interface ReleaseOptions {
  output?: string;
}

/** A notebook of a problem set that is not part of the package finds its checks beside it. */
function bringChecks(folder: string, output: string): void {
  const sources = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  for (const name of sources) writeFileAtomic.sync(join(output, name), readFileSync(join(folder, name)));
  console.log(`${sources.join(', ')}: what the notebook's check() is made of, with the references in it`);
}

async function release(name: string, { output }: ReleaseOptions): Promise<void> {
  const problemSet = await loadCheckedProblemSet(name);
  const file = output ? join(output, `${problemSet.id}.ipynb`) : problemSet.released;
  mkdirSync(dirname(file), { recursive: true });
  writeFileAtomic.sync(file, formatNotebook(releaseNotebook(problemSet.notebook)));
  if (output && !problemSet.isOwn) bringChecks(problemSet.folder, output);
  console.log(`${relative('', file) || file}: ${problemSet.title}, ${problemSet.problems.length} problems`);
}

export const releaseCommand = new Command('release')
  .description(
    "write the students' version of a problem set: solutions and hidden tests removed, cells locked",
  )
  .argument('<problem-set>', 'its name, such as ps1, or its folder, ./my-set')
  .option('-o, --output <folder>', "the folder to write it to (default: the problem set's own)")
  .addHelpText('after', examples('edflab release ps1', 'edflab release ./week-3 --output handout'))
  .action((name: string, options: ReleaseOptions) => run(() => release(name, options)));
