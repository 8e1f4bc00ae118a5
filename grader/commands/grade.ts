/** `edflab grade`: scores a folder of submissions. */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Command } from 'commander';
import colours from 'picocolors';
import { readLatePenalties, readManualPoints, type Adjustments } from '../adjustments.js';
import { gradeBatch } from '../batch.js';
import { collectSubmissions } from '../collect.js';
import { summaryLine } from '../formats/report-text.js';
import { noPenalty, parsePolicy, parseTime, readSubmissionTimes } from '../late.js';
import { loadProblemSet, type LoadedProblemSet } from '../problem-set.js';
import { BatchProgress } from '../progress.js';
import { hasGraderError, type Grade } from '../result.js';
import { readKey } from '../secret.js';
import { GradingSession } from '../session.js';
import {
  examples,
  jobsOption,
  keyOption,
  latePolicyOption,
  requireSandboxOption,
  run,
  timeoutOption,
} from './options.js';

interface GradeOptions {
  out: string;
  jobs: number;
  key?: string;
  timeout: number;
  requireSandbox?: boolean;
  resume?: boolean;
  only?: string;
  manual?: string;
  late?: string;
  due?: string;
  latePolicy?: string;
  submitted?: string;
}

/** Reads a file that an option names; nothing without the option. */
function readFile<T>(file: string | undefined, read: (text: string, file: string) => T): T | undefined {
  return file === undefined ? undefined : read(readFileSync(file, 'utf8'), file);
}

function readAdjustments({ problems }: LoadedProblemSet, options: GradeOptions): Adjustments {
  const { manual, late, due, latePolicy, submitted } = options;
  if (due === undefined && (latePolicy ?? submitted) !== undefined)
    throw new Error('--late-policy and --submitted say nothing without --due.');
  const points = new Map(problems.map(({ id, points }) => [id, points]));
  return {
    manual: readFile(manual, (text, file) => readManualPoints(text, file, points)) ?? new Map(),
    late: readFile(late, readLatePenalties) ?? new Map(),
    deadline:
      due === undefined
        ? undefined
        : {
            due: parseTime(due, '--due'),
            policy: latePolicy === undefined ? noPenalty : parsePolicy(latePolicy),
            submitted: readFile(submitted, readSubmissionTimes) ?? new Map(),
          },
  };
}

/** Students that only the tables know: a typing mistake there must not pass in silence. */
function unknownStudents({ manual, late, deadline }: Adjustments, grades: Grade[]): string[] {
  const known = new Set(grades.map(({ student }) => student));
  const named = [...manual.keys(), ...late.keys(), ...(deadline?.submitted.keys() ?? [])];
  return [...new Set(named)].filter((student) => !known.has(student));
}

function closingLine(grades: Grade[], files: number, out: string): string {
  const mean = grades.reduce((sum, { score }) => sum + score, 0) / Math.max(1, grades.length);
  const perfect = grades.filter(({ score, points }) => score === points).length;
  const [table, page] = ['grades.csv', 'overview.html'].map((name) => join(relative('', out) || '.', name));
  return `${grades.length} of ${files} graded, mean ${mean.toFixed(1)}, ${perfect} with all points: ${table}${grades.length > 0 ? `, ${page}` : ''}`;
}

function notIsolated(missing: string[]): string {
  return `not isolated: ${missing.join(', ')}. What students hand in could reach them; bubblewrap (bwrap) would close them, and --require-sandbox refuses without.`;
}

async function grade(name: string, args: string[], options: GradeOptions): Promise<void> {
  const { out, jobs, timeout, requireSandbox, resume = false, only } = options;
  const problemSet = await loadProblemSet(name);
  const ids = problemSet.problems.map(({ id }) => id);
  if (only !== undefined && !ids.includes(only))
    throw new Error(`There is no question '${only}'. There are: ${ids.join(', ')}.`);
  const adjustments = readAdjustments(problemSet, options);
  const files = collectSubmissions(args, problemSet.id);
  if (files.length === 0) throw new Error(`There is no notebook in ${args.join(', ')}.`);
  const { key, created, path } = readKey(options.key);
  if (created)
    console.error(`A new course key was written to ${path}. Keep it: the same key gives the same grades.`);
  const progress = new BatchProgress(files.length);
  const session = await GradingSession.start({
    problemSet,
    key,
    jobs: Math.min(jobs, files.length),
    timeout,
    requireSandbox,
    onInterrupt() {
      progress.clear();
      console.error(
        `Stopped with ${progress.done} of ${files.length} graded. They are in ${out}; the same command with --resume grades the rest.`,
      );
    },
  });
  try {
    const { held, missing } = session.sandbox.isolation;
    console.error(
      missing.length > 0 ? colours.yellow(notIsolated(missing)) : `isolated by ${held.join(', ')}`,
    );
    progress.begin();
    let failed = 0;
    const { grades, unwritten } = await gradeBatch({
      session,
      problemSet,
      key,
      files,
      out,
      resume,
      only,
      adjustments,
      onDone(event) {
        progress.clear();
        if ('error' in event) {
          failed++;
          console.log(`${event.file.name.padEnd(24)} could not be graded: ${event.error.message}`);
        } else if (!event.kept) console.log(summaryLine(event.grade));
        progress.advance('kept' in event && event.kept);
      },
    });
    progress.clear();
    console.log(closingLine(grades, files.length, out));
    if (unwritten) console.error(unwritten.message);
    const unknown = unknownStudents(adjustments, grades);
    if (unknown.length > 0)
      console.error(
        `No submission is from ${unknown.join(', ')}: what the tables say of them changes nothing.`,
      );
    const unfinished = grades.filter(hasGraderError).map(({ student }) => student);
    if (unfinished.length > 0)
      console.error(
        `The grader itself failed at a question of ${unfinished.join(', ')}: the same command with --resume tries again.`,
      );
    if (failed > 0 || unwritten) process.exitCode = 1;
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
  .option('-o, --out <folder>', 'where to write', 'grades')
  .addOption(jobsOption())
  .addOption(keyOption())
  .addOption(timeoutOption())
  .addOption(requireSandboxOption())
  .option('--resume', 'keep results that are there already and still right')
  .option('--only <question>', 'grade one question anew and keep what was found of the others')
  .option('--manual <file>', "points a person gave, in place of the check's: student,question,points")
  .option('--due <time>', 'when it was due, such as 2026-11-20T23:59+01:00')
  .addOption(latePolicyOption())
  .option(
    '--submitted <file>',
    "when students handed in, where that is not the file's own time: student,submitted",
  )
  .option(
    '--late <file>',
    'the part of the points, 0 to 1, taken off for these students, whatever the policy: student,penalty',
  )
  .addHelpText(
    'after',
    `
Tables are CSV with their columns as heading, or JSON of the same: { "ada": { "essay": 6 } }.
Exit code 1 if a submission could not be graded; a poor one is graded.
${examples(
  'edflab grade ps1 submissions --key course.key',
  'edflab grade ps1 submissions --key course.key --resume',
  'edflab grade ps1 submissions --key course.key --resume --manual essays.csv --due 2026-11-20T23:59+01:00 --late-policy 10%/day,50%',
  'edflab grade ps1 submissions --key course.key --only relu',
)}`,
  )
  .action((name: string, submissions: string[], options: GradeOptions) =>
    run(() => grade(name, submissions, options)),
  );
