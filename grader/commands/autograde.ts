/** `edflab autograde`: what the `run_autograder` of `edflab package gradescope` runs. */
import { Command } from 'commander';
import { gradescopeFolder } from '../gradescope/layout.js';
import { autograde } from '../gradescope/autograde.js';
import { formatPoints } from '../result.js';
import { examples, run } from './options.js';

export const autogradeCommand = new Command('autograde')
  .description('grade the one submission on a machine of Gradescope, as its run_autograder asks')
  .argument('[folder]', 'where Gradescope has put everything', gradescopeFolder)
  .addHelpText('after', examples('edflab autograde', 'edflab autograde /autograder'))
  .action((folder: string) =>
    run(async () => {
      const { score, tests } = await autograde(folder);
      const points = tests.reduce((sum, { max_score }) => sum + max_score, 0);
      console.log(`${formatPoints(score)} of ${formatPoints(points)} points`);
    }),
  );
