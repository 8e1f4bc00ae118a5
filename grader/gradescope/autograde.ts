/** Grades the one submission on a machine of Gradescope's. Whatever was handed in, there are results. */
import { mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { adjust, noAdjustments, type Adjustments } from '../adjustments.js';
import { collectSubmissions, readSubmission } from '../collect.js';
import { gradescopeResults, type GradescopeResults } from '../formats/gradescope.js';
import { noPenalty, parsePolicy } from '../late.js';
import { loadProblemSet, type LoadedProblemSet } from '../problem-set.js';
import { readKey } from '../secret.js';
import { GradingSession } from '../session.js';
import type { Submission } from '../submission.js';
import { gradescopeLayout, type GradingSettings } from './layout.js';
import { earlierLine, readMetadata, type SubmissionMetadata } from './metadata.js';

/**
 * Writes `results/results.json`.
 * @param folder Gradescope's, `/autograder`
 * @throws Error when the machine itself is not in order: without results Gradescope tells the instructor, and nobody gets a 0 for it
 */
export async function autograde(folder: string): Promise<GradescopeResults> {
  const start = performance.now();
  const layout = gradescopeLayout(folder);
  const settings = JSON.parse(readFileSync(layout.settings, 'utf8')) as GradingSettings;
  const problemSet = await loadProblemSet(settings.problemSet);
  const { key } = readKey(layout.key);
  const metadata = readMetadata(layout.metadata);
  const student = metadata?.students.map(({ name, email }) => name || email).join(', ') || 'unknown';
  const session = await GradingSession.start({ problemSet, key, jobs: 1, timeout: settings.timeout });
  try {
    const result = await session.grade({ ...findSubmission(layout.submission, problemSet), student });
    const graded = gradescopeResults(adjust(result, ...deadline(settings, metadata)));
    const about = metadata ? earlierLine(metadata) : [];
    const results: GradescopeResults = {
      ...graded,
      output: [...about, graded.output].filter((line) => line !== '').join('\n'),
      execution_time: Math.round((performance.now() - start) / 1000),
      extra_data: { ...graded.extra_data, gradescope: metadata ?? null },
    };
    mkdirSync(dirname(layout.results), { recursive: true });
    writeFileAtomic.sync(layout.results, `${JSON.stringify(results, null, 2)}\n`);
    return results;
  } finally {
    await session.close();
  }
}

/** What Gradescope knows of the deadline and of this submission, as grading anywhere else is told of them. */
function deadline({ latePolicy }: GradingSettings, metadata?: SubmissionMetadata): [Adjustments, Date?] {
  if (!metadata?.due || !metadata.submitted) return [noAdjustments];
  const policy = latePolicy === undefined ? noPenalty : parsePolicy(latePolicy);
  const due = new Date(metadata.due);
  return [
    { ...noAdjustments, deadline: { due, policy, submitted: new Map() } },
    new Date(metadata.submitted),
  ];
}

/** The one notebook that was handed in; where there is none, or more, a submission that says so. */
function findSubmission(folder: string, { id }: LoadedProblemSet): Submission {
  const files = collectSubmissions([folder], id);
  if (files.length === 1) return readSubmission(files[0]);
  const names = files.slice(0, 5).map(({ path }) => basename(path));
  const unreadable =
    files.length === 0
      ? `There is no notebook in what you handed in. Hand in one file, ${id}.ipynb.`
      : `There are ${files.length} notebooks in what you handed in (${names.join(', ')}${files.length > 5 ? ', ...' : ''}), and there is no knowing which counts. Hand in one file, ${id}.ipynb.`;
  return { file: '', student: '', bytes: Buffer.alloc(0), unreadable };
}
