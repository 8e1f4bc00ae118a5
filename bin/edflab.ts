/**
 * The command line: one command, whose subcommands live with the part they belong to. Only the part that is asked for
 * is loaded, so that `edflab grade` does not wait for a notebook server.
 */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';

type Part = () => Promise<{ commands: Command[] }>;

const kernel: Part = () => import('../kernel/cli.js');
const lab: Part = () => import('../lab/server/cli.js');
const grader: Part = () => import('../grader/cli.js');
const doctor: Part = () => import('./doctor.js');

/** Which part owns which subcommand. */
const owners: Record<string, Part> = {
  lab,
  install: kernel,
  uninstall: kernel,
  doctor,
  run: kernel,
  check: grader,
  grade: grader,
  similarity: grader,
  release: grader,
  validate: grader,
  'new-problem-set': grader,
  package: grader,
  autograde: grader,
};

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const program = new Command('edflab')
  .description('Notebooks, library and autograder for learning deep learning from the inside.')
  .version(version)
  .showHelpAfterError('(edflab --help lists the commands)')
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, 'edflab:')) });

/** A command, and those below it, fail in the words of the one above. */
function inherit(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const each of command.commands) inherit(each, command);
  return command;
}

const owner = owners[process.argv[2] ?? ''];
const parts = owner ? [owner] : [lab, kernel, grader, doctor];
for (const { commands } of await Promise.all(parts.map((part) => part()))) {
  for (const command of commands) program.addCommand(inherit(command, program));
}
await program.parseAsync();
