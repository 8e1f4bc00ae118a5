/** The grader's part of the command line. */
import type { Command } from 'commander';
import { autogradeCommand } from './commands/autograde.js';
import { checkCommand } from './commands/check.js';
import { gradeCommand } from './commands/grade.js';
import { newProblemSetCommand } from './commands/new-problem-set.js';
import { packageCommand } from './commands/package.js';
import { releaseCommand } from './commands/release.js';
import { similarityCommand } from './commands/similarity.js';
import { validateCommand } from './commands/validate.js';

export const commands: Command[] = [
  checkCommand,
  gradeCommand,
  similarityCommand,
  releaseCommand,
  validateCommand,
  newProblemSetCommand,
  packageCommand,
  autogradeCommand,
];
