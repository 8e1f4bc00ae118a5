/** `edflab new-problem-set`: a problem set to begin with. */
import { basename, relative } from 'node:path';
import { Command } from 'commander';
import { ownFolder } from '../problem-set-files.js';
import { folderFor, scaffold } from '../scaffold.js';
import { examples, run } from './options.js';

async function newProblemSet(name: string): Promise<void> {
  const folder = folderFor(name);
  for (const file of scaffold(folder)) console.log(`  ${relative('', file)}`);
  const id = basename(folder);
  const isOwn = folder.startsWith(ownFolder);
  const called = isOwn ? id : `./${relative('', folder)}`;
  console.log(`
Next:
  1. Declare the questions in problems.ts, and write them in instructor/${id}.ipynb.
  2. edflab validate ${called}    proves it: the solution earns everything, the release nothing
  3. edflab release ${called}     writes the students' notebook, ${id}.ipynb${isOwn ? '\n  4. npm run build               makes `edflab/' + id + '` known to notebooks' : ''}`);
}

export const newProblemSetCommand = new Command('new-problem-set')
  .description('begin a problem set: a small one that works, with comments, to be changed')
  .argument(
    '<name>',
    'its name, such as ps2; outside a checkout, or as a path such as ./week-3, the folder to make',
  )
  .addHelpText('after', examples('edflab new-problem-set ./week-3', 'edflab new-problem-set ps2'))
  .action((name: string) => run(() => newProblemSet(name)));
