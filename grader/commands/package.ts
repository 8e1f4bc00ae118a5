/** `edflab package`: what another system needs in order to grade a problem set. */
import { mkdirSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { Command } from 'commander';
import writeFileAtomic from 'write-file-atomic';
import { gradescopePackage } from '../gradescope/package.js';
import { parsePolicy } from '../late.js';
import { loadProblemSet } from '../problem-set.js';
import { readKey } from '../secret.js';
import { examples, keyOption, latePolicyOption, run, timeoutOption } from './options.js';

interface PackageOptions {
  output?: string;
  key?: string;
  timeout: number;
  latePolicy?: string;
}

async function packageForGradescope(name: string, options: PackageOptions): Promise<void> {
  const problemSet = await loadProblemSet(name);
  const { path, created } = readKey(options.key);
  if (created)
    console.error(`A new course key was written to ${path}. Keep it: the same key gives the same grades.`);
  const { timeout, latePolicy } = options;
  if (latePolicy !== undefined) parsePolicy(latePolicy);
  const zip = await gradescopePackage(problemSet, path, { timeout, latePolicy });
  const file = options.output ?? `${problemSet.id}-gradescope.zip`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileAtomic.sync(file, zip, { mode: 0o600 });
  const points = problemSet.problems.reduce((sum, { points }) => sum + points, 0);
  console.log(`${relative('', file)}: ${problemSet.title}, ${(zip.length / 2 ** 20).toFixed(1)} MB
It holds the solutions and the course key: give it to Gradescope and to nobody else.

Next, in Gradescope:
  1. Create a Programming Assignment of ${points} points.
  2. Configure Autograder: upload the file, with a base image of Ubuntu 22.04 or newer, and wait until it is built.
  3. Test Autograder: hand in the solution, ${problemSet.id}.ipynb of the folder instructor. It earns ${points} points.`);
}

export const packageCommand = new Command('package')
  .description('make what another system needs in order to grade a problem set')
  .addCommand(
    new Command('gradescope')
      .description("a zip with setup.sh and run_autograder, for Gradescope's Configure Autograder")
      .argument(
        '<problem-set>',
        'its name, such as ps1, or its folder, ./my-set, which holds all that it imports',
      )
      .option('-o, --output <file>', 'the zip to write (default: PROBLEM_SET-gradescope.zip)')
      .addOption(keyOption())
      .addOption(timeoutOption())
      .addOption(latePolicyOption())
      .addHelpText(
        'after',
        examples(
          'edflab package gradescope ps1 --key course.key',
          'edflab package gradescope ./week-3 --output week-3.zip --late-policy 10%/day,50%',
        ),
      )
      .action((name: string, options: PackageOptions) => run(() => packageForGradescope(name, options))),
  );
