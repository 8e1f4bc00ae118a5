/** `edflab similarity`: which submissions are alike, for a person to look at. */
import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import writeFileAtomic from 'write-file-atomic';
import { collectSubmissions } from '../collect.js';
import { caution, similarityHtml, similarityJson, similarityTable } from '../formats/similarity.js';
import { loadProblemSet } from '../problem-set.js';
import { examples, run } from './options.js';

interface SimilarityOptions {
  out: string;
  grades?: string;
  min: number;
}

/** In the terminal; the page has more. */
const mostLines = 30;

function percentage(text: string): number {
  const value = Number(text.replace(/ ?%$/, ''));
  if (!(value >= 0 && value <= 100) || text.trim() === '')
    throw new InvalidArgumentError('A percentage is needed, 0 to 100.');
  return value;
}

async function similarity(
  name: string,
  args: string[],
  { out, grades, min }: SimilarityOptions,
): Promise<void> {
  // TypeScript's parser comes with them, for which other commands need not wait.
  const { compareSubmissions } = await import('../similarity/compare.js');
  const { givenBy, readForComparison, readMistakes } = await import('../similarity/submissions.js');
  const problemSet = await loadProblemSet(name);
  const files = collectSubmissions(args, problemSet.id);
  if (files.length < 2)
    throw new Error(`Two submissions or more are compared; there ${files.length === 1 ? 'is one notebook' : 'is none'} in ${args.join(', ')}.`); // prettier-ignore
  const given = givenBy(problemSet);
  const mistakes = grades === undefined ? new Map() : readMistakes(grades);
  const submissions = files.map((file) => readForComparison(file, problemSet, given, mistakes));
  const all = compareSubmissions(submissions, given);
  const report = {
    problemSet: problemSet.id,
    title: problemSet.title,
    submissions: submissions.length,
    unreadable: submissions.flatMap(({ student, unreadable: reason }) =>
      reason ? [{ student, reason }] : [],
    ),
    withMistakes: grades !== undefined,
    pairs: all.filter(({ similarity }) => similarity > 0 && similarity >= min / 100),
    least: min / 100,
  };
  mkdirSync(out, { recursive: true });
  writeFileAtomic.sync(join(out, 'similarity.json'), similarityJson(report));
  writeFileAtomic.sync(join(out, 'similarity.html'), similarityHtml(report));

  const { pairs, unreadable } = report;
  for (const { student, reason } of unreadable) console.error(`${student} was not compared: ${reason}`);
  const page = join(relative('', out) || '.', 'similarity.html');
  if (pairs.length > 0) console.log(`${similarityTable(report, mostLines).join('\n')}\n`);
  if (pairs.length > mostLines) console.log(`and ${pairs.length - mostLines} more in ${page}\n`);
  console.log(`${submissions.length} submissions, ${pairs.length} pairs at least ${min} % similar: ${page}`);
  if (pairs.length > 0) console.log(caution);
}

export const similarityCommand = new Command('similarity')
  .description(
    'list submissions that are alike, the same code after renaming or the same mistakes, for you to look at',
  )
  .argument('<problem-set>', 'its name, such as ps1, or its folder, ./my-set')
  .argument('<submissions...>', 'notebooks, or folders that hold them, as for edflab grade')
  .option('--grades <folder>', 'what edflab grade wrote for them: then the same mistakes count, too')
  .option('-o, --out <folder>', 'where to write similarity.html and similarity.json', 'similarity')
  .option('--min <percent>', 'list pairs from this similarity on', percentage, 50)
  .addHelpText(
    'after',
    `
What was given to everybody does not count, nor does the instructor's solution; what many have counts for little.
Names, comments, layout, types and numbers make no difference.
${examples('edflab similarity ps1 submissions', 'edflab similarity ps1 submissions --grades grades --min 60')}`,
  )
  .action((name: string, submissions: string[], options: SimilarityOptions) =>
    run(() => similarity(name, submissions, options)),
  );
