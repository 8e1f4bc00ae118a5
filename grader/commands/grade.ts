/** `edflab grade`: scores a folder of submissions. */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { Command } from 'commander';
import colours from 'picocolors';
import { noAdjustments, readLatePenalties, readManualPoints, type Adjustments } from '../adjustments.js';
import { gradeBatch } from '../batch.js';
import { collectSubmissions } from '../collect.js';
import { summaryLine } from '../formats/report-text.js';
import { loadProblemSet, type LoadedProblemSet } from '../problem-set.js';
import { BatchProgress } from '../progress.js';
import { readKey } from '../secret.js';
import { GradingSession } from '../session.js';
import { jobsOption, requireSandboxOption, run, timeoutOption } from './options.js';

interface GradeOptions {
  out: string;
  jobs: number;
  key?: string;
  timeout: number;
  requireSandbox?: boolean;
  resume?: boolean;
  manual?: string;
  late?: string;
}

function readAdjustments({ problems }: LoadedProblemSet, { manual, late }: GradeOptions): Adjustments {
  const points = new Map(problems.map(({ id, points }) => [id, points]));
  return {
    manual: manual ? readManualPoints(readFileSync(manual, 'utf8'), manual, points) : noAdjustments.manual,
    late: late ? readLatePenalties(readFileSync(late, 'utf8'), late) : noAdjustments.late,
  };
}

async function grade(name: string, args: string[], options: GradeOptions): Promise<void> {
  const { out, jobs, timeout, requireSandbox, resume = false } = options;
  const problemSet = await loadProblemSet(name);
  const adjustments = readAdjustments(problemSet, options);
  const files = collectSubmissions(args, problemSet.id);
  if (files.length === 0) throw new Error(`There is no notebook in ${args.join(', ')}.`);
  const { key, created, path } = readKey(options.key);
  if (created)
    console.error(`A new course key was written to ${path}. Keep it: the same key gives the same grades.`);
  const session = await GradingSession.start({
    problemSet,
    key,
    jobs: Math.min(jobs, files.length),
    timeout,
    requireSandbox,
  });
  try {
    const { held, missing } = session.sandbox.isolation;
    console.error(
      missing.length > 0
        ? colours.yellow(`not isolated: ${missing.join(', ')}`)
        : `isolated by ${held.join(', ')}`,
    );
    const progress = new BatchProgress(files.length);
    let failed = 0;
    const results = await gradeBatch({
      session,
      problemSet,
      key,
      files,
      out,
      resume,
      adjustments,
      onDone(event) {
        progress.clear();
        if ('result' in event) console.log(summaryLine(event.result));
        else if ('error' in event) {
          failed++;
          console.log(`${event.file.name.padEnd(24)} could not be graded: ${event.error.message}`);
        }
        progress.advance('kept' in event);
      },
    });
    progress.clear();
    const mean = results.reduce((sum, { earned }) => sum + earned, 0) / Math.max(1, results.length);
    const perfect = results.filter(({ earned, points }) => earned === points).length;
    console.log(
      `${results.length} of ${files.length} graded, mean ${mean.toFixed(1)}, ${perfect} with all points: ${relative('', out) || '.'}/grades.csv`,
    );
    const students = new Set(results.map(({ student }) => student));
    const unknown = [...adjustments.manual.keys(), ...adjustments.late.keys()].filter(
      (name) => !students.has(name),
    );
    if (unknown.length > 0)
      console.error(
        `No submission is from ${[...new Set(unknown)].join(', ')}: what --manual and --late say of them changes nothing.`,
      );
    if (failed > 0) process.exitCode = 1;
  } finally {
    await session.close();
  }
}

export const gradeCommand = new Command('grade')
  .description(
    'score submissions: a folder with results.json and feedback.html for each, and grades.csv for all',
  )
  .argument('<problem-set>', 'its name, such as ps1, or its folder, ./my-set')
  .argument(
    '<submissions...>',
    'notebooks, or folders that hold them; a file is called after its student, or lies in a folder that is',
  )
  .option('--out <folder>', 'where to write', 'grades')
  .addOption(jobsOption())
  .option('--key <file>', 'the secret that inputs are drawn from; the same key gives the same grades')
  .addOption(timeoutOption())
  .addOption(requireSandboxOption())
  .option('--resume', 'keep results that are there already and still right')
  .option('--manual <file>', "points a person gave, in place of the grader's: student,question,points")
  .option('--late <file>', 'the part of the score, 0 to 1, that is taken off: student,penalty')
  .action((name: string, submissions: string[], options: GradeOptions) =>
    run(() => grade(name, submissions, options)),
  );
