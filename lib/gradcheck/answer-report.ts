// Reports of problems that are one answer as a whole: functions, gradients, networks, training, written answers.
import { type NDArray, np } from '../array/index.js';
import { toData } from './data.js';
import type { Guess } from './diagnose/evidence.js';
import { failure, notImplemented } from './diagnose/failures.js';
import { inWords, subjectOf } from './diagnose/words.js';
import { Report } from './report.js';
import type {
  ArrayData,
  Counterexample,
  Diagnosis,
  Failure,
  Problem,
  ReportData,
  WrittenProblem,
} from './types.js';

/** A written answer has no check: it waits for a person. */
export function writtenReport(problem: WrittenProblem): Report {
  const report = answer(problem, 0, null, { reason: 'read by a person' });
  return new Report({ ...report.data, passed: false, pending: true });
}

/** A report with one sub-score. A remark does not keep an answer from passing. */
export function answer(
  problem: Exclude<Problem, { kind: 'node' }>,
  earned: number,
  diagnosis: Diagnosis | null,
  { reason, counterexample = null }: { reason?: string; counterexample?: Counterexample | null } = {},
): Report {
  const { id, title, kind, points } = problem;
  const passed = earned === points && (diagnosis === null || diagnosis.code === 'low-precision');
  const data: ReportData = {
    id,
    title,
    kind,
    passed,
    pending: false,
    earned,
    points,
    subscores: [
      { aspect: 'answer', earned, points, passed, reason: reason ?? diagnosis?.summary ?? 'right' },
    ],
    findings: diagnosis
      ? [{ aspect: 'forward', probe: kind, message: diagnosis.summary, fails: !passed }]
      : [],
    diagnosis,
    counterexample,
    heatMap: null,
    probes: 1,
  };
  return new Report(data);
}

/** The report of an answer that threw. What it says about secret arguments stays here. */
export function stopped(
  problem: Exclude<Problem, { kind: 'node' }>,
  thrown: Failure,
  secret: boolean,
): Report {
  return answer(problem, 0, named(problem, failure(secret ? covered(thrown) : thrown)));
}

export function named(problem: Problem, guess: Guess): Diagnosis {
  return { ...inWords(subjectOf(problem), guess), confirmed: true };
}

/** A reference's result as data. */
export function asData(value: NDArray | number): ArrayData {
  return toData(typeof value === 'number' ? np.array(value) : value);
}

/** The place and the kind of error are enough to find it. */
function covered(thrown: Failure): Failure {
  if (thrown.phase === 'lookup' || thrown.name === 'MalformedOutcome') return thrown;
  if (notImplemented.test(thrown.message)) return { ...thrown, message: 'not implemented' };
  const name = builtIn.includes(thrown.name) ? thrown.name : 'Error';
  return { ...thrown, name, message: 'its message is not shown here; the check in the notebook shows it' };
}

const builtIn = ['Error', 'TypeError', 'RangeError', 'ReferenceError', 'SyntaxError'];
