/** Where things lie on a machine of Gradescope's: `setup.sh` and `run_autograder` have the same names in them. */
import { join } from 'node:path';

/** Where Gradescope puts it all. */
export const gradescopeFolder = '/autograder';

/** Inside of the zip, which Gradescope unpacks as `source`. */
export const packed = {
  /** The package as npm would install it. */
  program: 'edflab',
  key: 'course.key',
  /** What to grade, and how: `GradingSettings`. */
  settings: 'grading.json',
};

/** What the instructor chose when the zip was made. */
export interface GradingSettings {
  problemSet: string;
  /** Seconds for one question. */
  timeout: number;
  /** What lateness costs, as `edflab grade --late-policy` has it. */
  latePolicy?: string;
}

/** The files and folders of a machine that is to grade one submission. */
export function gradescopeLayout(folder: string) {
  return {
    key: join(folder, 'source', packed.key),
    settings: join(folder, 'source', packed.settings),
    submission: join(folder, 'submission'),
    metadata: join(folder, 'submission_metadata.json'),
    results: join(folder, 'results', 'results.json'),
  };
}
