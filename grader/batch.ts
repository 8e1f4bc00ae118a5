/** A folder of submissions: graded side by side, each result on disk as soon as it is there, none able to stop the rest. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Adjustments } from './adjustments.js';
import { readSubmission, type SubmissionFile } from './collect.js';
import { feedbackHtml } from './formats/feedback.js';
import { gradebook } from './formats/gradebook.js';
import { gradescopeResults, readGradescopeResults } from './formats/gradescope.js';
import type { LoadedProblemSet } from './problem-set.js';
import type { ResultSummary, SubmissionResult } from './result.js';
import type { CourseKey } from './secret.js';
import type { GradingSession } from './session.js';
import { fingerprint, type Submission } from './submission.js';

export interface BatchOptions {
  session: GradingSession;
  problemSet: LoadedProblemSet;
  key: CourseKey;
  files: SubmissionFile[];
  out: string;
  /** Keep results that are there already and still right. */
  resume: boolean;
  /** A person's points and late penalties: they change `grades.csv` and nothing else. */
  adjustments?: Adjustments;
  onDone(
    event:
      | { file: SubmissionFile; result: SubmissionResult }
      | { file: SubmissionFile; kept: ResultSummary }
      | { file: SubmissionFile; error: Error },
  ): void;
}

/** A finished result in the output folder that grading again would only repeat. */
function finished(folder: string, wanted: string): ResultSummary | undefined {
  try {
    const result = readGradescopeResults(readFileSync(join(folder, 'results.json'), 'utf8'));
    return result?.fingerprint === wanted ? result : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a result; `results.json` comes last and all at once, so that it is there only when everything is. */
function write(folder: string, result: SubmissionResult, seconds: number): void {
  mkdirSync(folder, { recursive: true });
  writeFileAtomic.sync(join(folder, 'feedback.html'), feedbackHtml(result));
  writeFileAtomic.sync(
    join(folder, 'timing.json'),
    `${JSON.stringify({ seconds: Math.round(seconds * 1000) / 1000 })}\n`,
  );
  writeFileAtomic.sync(
    join(folder, 'results.json'),
    `${JSON.stringify(gradescopeResults(result), null, 2)}\n`,
  );
}

/** Grades all of them. Always returns a result for each that could be read or graded at all; `grades.csv` holds the same. */
export async function gradeBatch({
  session,
  problemSet,
  key,
  files,
  out,
  resume,
  adjustments,
  onDone,
}: BatchOptions): Promise<ResultSummary[]> {
  const results = new Map<SubmissionFile, ResultSummary>();
  const writeGradebook = () =>
    writeFileAtomic.sync(join(out, 'grades.csv'), gradebook([...results.values()], adjustments));
  mkdirSync(out, { recursive: true });

  async function gradeFile(file: SubmissionFile): Promise<void> {
    try {
      const submission: Submission = readSubmission(file);
      const folder = join(out, file.name);
      const kept = resume ? finished(folder, fingerprint(problemSet, submission, key)) : undefined;
      if (kept) {
        results.set(file, kept);
        return onDone({ file, kept });
      }
      const start = performance.now();
      const result = await session.grade(submission);
      write(folder, result, (performance.now() - start) / 1000);
      results.set(file, result);
      writeGradebook();
      onDone({ file, result });
    } catch (error) {
      onDone({ file, error: error as Error });
    }
  }

  const queue = [...files];
  const worker = async (): Promise<void> => {
    for (let file = queue.shift(); file; file = queue.shift()) await gradeFile(file);
  };
  await Promise.all(Array.from({ length: session.jobs }, worker));
  writeGradebook();
  return files.flatMap((file) => results.get(file) ?? []);
}
