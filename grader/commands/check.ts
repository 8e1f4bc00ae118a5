/** `edflab check`: what a student runs before handing in. The grader's own check, with inputs that are no secret. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { collectSubmissions, problemSetOf, readSubmission } from '../collect.js';
import { reportLines } from '../formats/report-text.js';
import { forTerminal } from '../formats/terminal.js';
import { readSubmissionFile } from '../notebook/notebook.js';
import { loadProblemSet, type LoadedProblemSet } from '../problem-set.js';
import { formatPoints, type QuestionResult } from '../result.js';
import { CourseKey } from '../secret.js';
import { GradingSession } from '../session.js';
import { examples, jsonOption, positiveNumber, requireSandboxOption, run, timeoutOption } from './options.js';

interface CheckOptions {
  problemSet?: string;
  timeout: number;
  requireSandbox?: boolean;
  atLeast?: number;
  json?: boolean;
}

/** Questions may be done in any order; they are shown in the notebook's, each as soon as it can be. */
function inOrder(
  { problems }: LoadedProblemSet,
  show: (question: QuestionResult) => void,
): (question: QuestionResult) => void {
  const done = new Map<string, QuestionResult>();
  const waiting = problems.map(({ id }) => id);
  return (question) => {
    done.set(question.id, question);
    while (done.has(waiting[0])) show(done.get(waiting.shift()!)!);
  };
}

async function check(file: string, options: CheckOptions): Promise<void> {
  const { problemSet: named, timeout, requireSandbox, atLeast = 0, json = false } = options;
  const own = problemSetOf(readSubmissionFile(resolve(file)));
  const id = named ?? own;
  if (!id) throw new Error(`${file} does not say which problem set it is. Say it: --problem-set ps1`);
  const problemSet = await loadProblemSet(id, resolve(file));
  const [submission] = collectSubmissions([file], problemSet.id).map(readSubmission);
  const session = await GradingSession.start({
    problemSet,
    key: CourseKey.open,
    jobs: 1,
    timeout,
    requireSandbox,
    open: true,
  });
  try {
    const result = await session.grade(submission, {
      onQuestion: json
        ? undefined
        : inOrder(problemSet, (question) => {
            const lines = reportLines(question);
            console.log(`${forTerminal(lines, process.stdout.columns)}\n`);
          }),
    });
    if (json) console.log(JSON.stringify(result, null, 2));
    else {
      for (const complaint of result.complaints) console.log(complaint);
      console.log(
        `${problemSet.title}: ${formatPoints(result.earned)} of ${formatPoints(result.points)} points`,
      );
    }
    if (result.earned < atLeast)
      throw new Error(
        `${formatPoints(result.earned)} points, at least ${formatPoints(atLeast)} are asked for.`,
      );
  } finally {
    await session.close();
  }
}

export const checkCommand = new Command('check')
  .description('check a notebook before handing it in: the same check that the grader runs')
  .argument('<notebook>', 'the saved notebook')
  .option('--problem-set <name>', 'the problem set it belongs to (default: as the notebook says)')
  .addOption(timeoutOption())
  .addOption(requireSandboxOption())
  .option(
    '--at-least <points>',
    'end with exit code 1 below so many points: for machines that check on push',
    positiveNumber,
  )
  .addOption(jsonOption())
  .addHelpText(
    'after',
    examples(
      'edflab check ps1.ipynb',
      'edflab check ps1.ipynb --at-least 80',
      'edflab check ps1.ipynb --json | jq .earned',
    ),
  )
  .action((file: string, options: CheckOptions) => run(() => check(file, options)));
