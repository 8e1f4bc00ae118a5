/** `edflab validate`: proves a problem set, with a table. */
import { Command } from 'commander';
import colours from 'picocolors';
import { loadCheckedProblemSet, type LoadedProblemSet } from '../problem-set.js';
import { BatchProgress } from '../progress.js';
import { CourseKey } from '../secret.js';
import { GradingSession } from '../session.js';
import { validate, type Proof } from '../validate.js';
import { examples, jobsOption, jsonOption, run } from './options.js';

const kinds = ['solution', 'release', 'reference', 'mutant', 'rewrite'] as const;
const headings = {
  solution: 'solution',
  release: 'release',
  reference: 'reference',
  mutant: 'wrong answers',
  rewrite: 'right answers',
};

function cell(kind: Proof['kind'], proofs: Proof[]): string {
  if (proofs.length === 0) return '–';
  const held = proofs.filter(({ holds }) => holds).length;
  if (kind === 'mutant') return `${held}/${proofs.length} named`;
  if (kind === 'rewrite') return `${held}/${proofs.length} accepted`;
  const [{ holds, seen }] = proofs;
  if (kind === 'reference') return `${seen.split('\n')[0]} ${holds ? '✓' : '✗'}`;
  return `${/\(([^)]*)\)/.exec(seen)?.[1] ?? ''} ${holds ? '✓' : '✗'}`;
}

const title = ({ kind, name }: Proof): string =>
  kind === 'mutant' ? `wrong answer ${name}` : kind === 'rewrite' ? `right answer ${name}` : kind;

function table(problemSet: LoadedProblemSet, proofs: Proof[]): string[] {
  const rows = problemSet.problems.map(({ id, title }) => [
    title,
    ...kinds.map((kind) =>
      cell(
        kind,
        proofs.filter((proof) => proof.problem === id && proof.kind === kind),
      ),
    ),
  ]);
  const all = [['problem', ...kinds.map((kind) => headings[kind])], ...rows];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  return all.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column]))
      .join('   ')
      .trimEnd(),
  );
}

interface ValidateOptions {
  jobs: number;
  json?: boolean;
}

async function validateCommandAction(name: string, { jobs, json = false }: ValidateOptions): Promise<void> {
  const problemSet = await loadCheckedProblemSet(name);
  const session = await GradingSession.start({ problemSet, key: CourseKey.open, jobs, timeout: 30 });
  try {
    let progress: BatchProgress | undefined;
    const proofs = await validate(problemSet, session, (proof, total) => {
      progress ??= new BatchProgress(total);
      progress.clear();
      if (!proof.holds && !json)
        console.log(`${colours.red('✗')} ${proof.problem}, ${title(proof)}: ${proof.seen}`);
      progress.advance(false);
    });
    progress?.clear();
    const failed = proofs.filter(({ holds }) => !holds).length;
    if (json) console.log(JSON.stringify(proofs, null, 2));
    else {
      console.log([problemSet.title, '', ...table(problemSet, proofs), ''].join('\n'));
      console.log(
        failed === 0
          ? `${proofs.length} of ${proofs.length} hold.`
          : colours.red(`${failed} of ${proofs.length} do not hold.`),
      );
    }
    if (failed > 0) process.exitCode = 1;
  } finally {
    await session.close();
  }
}

export const validateCommand = new Command('validate')
  .description(
    'prove a problem set: the solution earns all points, the release none, every known wrong answer is caught and named',
  )
  .argument('<problem-set>', 'its name, such as ps1, or its folder, ./my-set')
  .addOption(jobsOption())
  .addOption(jsonOption())
  .addHelpText('after', examples('edflab validate ps1', 'edflab validate ./week-3 --json'))
  .action((name: string, options: ValidateOptions) => run(() => validateCommandAction(name, options)));
