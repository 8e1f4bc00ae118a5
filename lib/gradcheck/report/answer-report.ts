// Reports of problems that are one answer as a whole: functions, gradients, networks, training, written answers.
import { type NDArray, np } from '../../array/index.js';
import { toData } from '../trial/data.js';
import type { Guess } from '../diagnose/evidence.js';
import { failure, notImplemented } from '../diagnose/failures.js';
import { inWords, subjectOf } from '../diagnose/words.js';
import { Report } from './report.js';
import type {
  ArrayData,
  ChoiceProblem,
  Counterexample,
  Diagnosis,
  DiagnosisCode,
  Failure,
  Problem,
  ReportData,
  WrittenProblem,
} from '../types.js';

/** An answer that is not judged here and now, and why: it is neither passed nor failed. */
export function pending(problem: WrittenProblem | ChoiceProblem, reason: string): Report {
  const report = answer(problem, 0, null, { reason });
  return new Report({ ...report.data, passed: false, pending: true });
}

/** One thing that an answer is given points for. */
export interface Part {
  /** What the report calls it. */
  aspect: string;
  /** Its weight among the parts. */
  share: number;
  /** How much of it is earned, 0 .. 1. */
  earned: number;
  diagnosis: Diagnosis | null;
  reason?: string;
}

type Shown = { counterexample?: Counterexample | null };

/** A report with one sub-score for every part. The first thing that is wrong is the diagnosis. */
export function inParts(
  problem: Exclude<Problem, { kind: 'node' }>,
  parts: readonly Part[],
  { counterexample = null }: Shown = {},
): Report {
  const { id, title, kind, points } = problem;
  const total = parts.reduce((sum, { share }) => sum + share, 0);
  const subscores = parts.map(({ aspect, share, earned, diagnosis, reason }) => ({
    aspect,
    points: (points * share) / total,
    earned: (points * share * earned) / total,
    passed: holds({ earned, diagnosis }),
    reason: reason ?? diagnosis?.summary ?? 'right',
  }));
  const passed = parts.every(holds);
  const told = parts.filter((part) => part.diagnosis ?? !holds(part));
  const data: ReportData = {
    id,
    title,
    kind,
    passed,
    pending: false,
    earned: passed ? points : subscores.reduce((sum, { earned }) => sum + earned, 0),
    points,
    subscores,
    findings: told.map((part) => ({
      aspect: part.aspect,
      probe: part.aspect === 'answer' ? kind : part.aspect,
      message: part.diagnosis?.summary ?? part.reason ?? 'wrong',
      fails: !holds(part),
    })),
    diagnosis: parts.find((part) => part.diagnosis && !holds(part))?.diagnosis ?? told[0]?.diagnosis ?? null,
    counterexample,
    heatMap: null,
    probes: parts.length,
  };
  return new Report(data);
}

/** Said of right answers that could do better: nothing is wrong with them. */
export const advice: readonly DiagnosisCode[] = ['recursion-too-deep'];
/** What is said of an answer that passes. */
const remarks: readonly DiagnosisCode[] = ['low-precision', ...advice];

/** A remark does not keep an answer from passing. */
function holds({ earned, diagnosis }: Pick<Part, 'earned' | 'diagnosis'>): boolean {
  return earned === 1 && (diagnosis === null || remarks.includes(diagnosis.code));
}

/** A report with one sub-score. */
export function answer(
  problem: Exclude<Problem, { kind: 'node' }>,
  earned: number,
  diagnosis: Diagnosis | null,
  { reason, counterexample }: Shown & { reason?: string } = {},
): Report {
  const share = problem.points > 0 ? earned / problem.points : Number(diagnosis === null);
  return inParts(problem, [{ aspect: 'answer', share: 1, earned: share, diagnosis, reason }], {
    counterexample,
  });
}

/** The report of an answer that threw. What it says about secret arguments stays here. */
export function stopped(
  problem: Exclude<Problem, { kind: 'node' }>,
  thrown: Failure,
  secret: boolean,
): Report {
  return answer(problem, 0, named(problem, failure(secret ? covered(thrown) : thrown)));
}

export function named(problem: Problem, guess: Guess, subject = subjectOf(problem)): Diagnosis {
  return { ...inWords(subject, guess), confirmed: true };
}

/** A reference's result as data. */
export function asData(value: NDArray | number): ArrayData {
  return toData(typeof value === 'number' ? np.array(value) : value);
}

/** An exception without what it says about secret numbers: the place and the kind of error are enough to find it. */
export function covered(thrown: Failure): Failure {
  if (thrown.phase === 'lookup' || thrown.name === 'MalformedOutcome') return thrown;
  if (notImplemented.test(thrown.message)) return { ...thrown, message: 'not implemented' };
  const name = builtIn.includes(thrown.name) ? thrown.name : 'Error';
  return { ...thrown, name, message: 'its message is not shown here; the check in the notebook shows it' };
}

const builtIn = ['Error', 'TypeError', 'RangeError', 'ReferenceError', 'SyntaxError'];
