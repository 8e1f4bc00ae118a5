/** A folder of submissions: graded side by side, each result on disk as soon as it is there, none able to stop the rest. */
import { join } from 'node:path';
import { adjust, type Adjustments } from './adjustments.js';
import { readSubmission, type SubmissionFile } from './collect.js';
import { feedbackHtml } from './formats/feedback.js';
import { gradebook } from './formats/gradebook.js';
import { gradedText, readGraded } from './formats/graded.js';
import { gradescopeResults } from './formats/gradescope.js';
import { overviewHtml } from './formats/overview.js';
import type { LoadedProblemSet } from './problem-set.js';
import { hasGraderError, type Grade, type SubmissionResult } from './result.js';
import { openResultsFolder, readText, writeText } from './results-folder.js';
import { sha256, type CourseKey } from './secret.js';
import type { GradingSession } from './session.js';
import { fingerprint } from './submission.js';

export interface BatchOptions {
  session: GradingSession;
  problemSet: LoadedProblemSet;
  key: CourseKey;
  files: SubmissionFile[];
  out: string;
  /** Keep results that are there already and still right. */
  resume: boolean;
  /** Grade this question anew, and keep what was found of the others. */
  only?: string;
  /** A person's points and late penalties: they change what is handed out, and never what the grader found. */
  adjustments: Adjustments;
  onDone(
    event: { file: SubmissionFile; grade: Grade; kept: boolean } | { file: SubmissionFile; error: Error },
  ): void;
}

/** What is made of a result for others to read. */
function handOut(folder: string, grade: Grade): void {
  writeText(join(folder, 'feedback.html'), feedbackHtml(grade));
  writeText(join(folder, 'results.json'), `${JSON.stringify(gradescopeResults(grade), null, 2)}\n`);
}

export interface BatchResult {
  /** One for each submission that could be read or graded at all; `grades.csv` and `overview.html` hold the same. */
  grades: Grade[];
  /** Why those two could not be brought up to date. */
  unwritten?: Error;
}

/** Grades all of them. */
export async function gradeBatch(options: BatchOptions): Promise<BatchResult> {
  const { session, problemSet, key, files, out, resume, only, adjustments, onDone } = options;
  const grades = new Map<SubmissionFile, Grade>();
  const writeGradebook = () => writeText(join(out, 'grades.csv'), gradebook([...grades.values()]));
  openResultsFolder(out);

  async function gradeFile(file: SubmissionFile): Promise<void> {
    try {
      const submission = readSubmission(file);
      const folder = join(out, file.name);
      const graded = join(folder, 'graded.json');
      openResultsFolder(folder);
      const found = readGraded(readText(graded) ?? '');
      const isSame = found?.fingerprint === fingerprint(problemSet, submission, key);
      const kept = resume && isSame && !hasGraderError(found);
      let result: SubmissionResult;
      if (kept) result = found;
      else {
        const same = found?.submissionHash === sha256(submission.bytes);
        const start = performance.now();
        result = await session.grade(submission, only && same ? { only, before: found.questions } : {});
        const seconds = Math.round(performance.now() - start) / 1000;
        writeText(join(folder, 'timing.json'), `${JSON.stringify({ seconds })}\n`);
      }
      const grade = adjust(result, adjustments, file.time);
      handOut(folder, grade);
      // The last: where it is, everything is.
      writeText(graded, gradedText(result));
      grades.set(file, grade);
      if (!kept) writeGradebook();
      onDone({ file, grade, kept });
    } catch (error) {
      onDone({ file, error: error as Error });
    }
  }

  const queue = [...files];
  const worker = async (): Promise<void> => {
    for (let file = queue.shift(); file; file = queue.shift()) await gradeFile(file);
  };
  await Promise.all(Array.from({ length: session.jobs }, worker));
  const graded = files.flatMap((file) => {
    const grade = grades.get(file);
    return grade ? [{ folder: file.name, grade }] : [];
  });
  const result = { grades: graded.map(({ grade }) => grade) };
  try {
    writeGradebook();
    if (graded.length > 0) writeText(join(out, 'overview.html'), overviewHtml(graded));
    return result;
  } catch (error) {
    return { ...result, unwritten: error as Error };
  }
}
