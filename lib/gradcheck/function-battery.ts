// Checks of functions (value by value against the reference) and of training (error on images whose labels stay here).
import { NDArray, np, formatShape, sameShape } from '../array/index.js';
import { normwiseError } from './compare.js';
import { sizeOf, toData } from './data.js';
import { failure, notImplemented } from './diagnose/failures.js';
import { inWords, subjectOf } from './diagnose/words.js';
import { readOutcome } from './read-outcome.js';
import { Report } from './report.js';
import type {
  ArrayData,
  Diagnosis,
  Failure,
  FunctionProblem,
  FunctionTrial,
  Outcome,
  Problem,
  Random,
  Reading,
  ReportData,
  TrainingProblem,
  TrainingTrial,
  Trial,
  WrittenProblem,
} from './types.js';
import type { BatteryOptions } from './node-battery.js';
import type { Guess } from './diagnose/evidence.js';

const callsPerCheck = 6;

/** Calls the student's function with drawn arguments of growing size and compares what it returns. */
export function* functionBattery(
  problem: FunctionProblem,
  random: Random,
  { secret = false }: BatteryOptions = {},
): Generator<Trial, Report, Outcome> {
  const drawn = Array.from({ length: callsPerCheck }, (_, i) => problem.draw(random, i + 1));
  const calls = drawn.map((args) =>
    args.map((argument) => (argument instanceof NDArray ? toData(argument) : argument)),
  );
  const trial: FunctionTrial = { kind: 'function', name: problem.functionName, calls };
  const { results, failure: thrown } = readOutcome(yield trial, trial);
  if (thrown) return answer(problem, 0, named(problem, failure(secret ? covered(thrown) : thrown)));
  for (const [i, result] of results.entries()) {
    const expected = asData(problem.reference(...drawn[i]));
    const guess = compare(result, expected, problem.tolerance ?? 1e-9);
    if (guess) return answer(problem, 0, named(problem, guess));
  }
  return answer(problem, problem.points, null);
}

function compare(result: Reading, expected: ArrayData, tolerance: number): Guess | null {
  if (!('data' in result)) {
    if (result.instead === 'a Promise') return { code: 'returned-promise', where: 'value' };
    return {
      code: 'wrong-value',
      where: 'value',
      detail: { what: `It should be an array, but it is ${result.instead}.` },
    };
  }
  if (!sameShape(result.shape, expected.shape)) {
    return {
      code: 'wrong-shape',
      where: 'value',
      detail: { got: formatShape(result.shape), expected: formatShape(expected.shape) },
    };
  }
  if (!(normwiseError(result, expected, 1e-12) <= tolerance)) return { code: 'wrong-value', where: 'value' };
  return null;
}

/** Trains by the student's function and counts wrong labels. Points fall linearly between `error` and `noCredit`. */
export function* trainingBattery(
  problem: TrainingProblem,
  random: Random,
  { secret = false }: BatteryOptions = {},
): Generator<Trial, Report, Outcome> {
  const { images, labels, testImages, testLabels } = problem.draw(random);
  const trial: TrainingTrial = {
    kind: 'training',
    name: problem.functionName,
    images: toData(images),
    labels: toData(labels),
    testImages: toData(testImages),
  };
  const { results, failure: thrown } = readOutcome(yield trial, trial);
  if (thrown) return answer(problem, 0, named(problem, failure(secret ? covered(thrown) : thrown)));
  const [predicted] = results;
  const expected = toData(testLabels);
  if (
    !('data' in predicted) ||
    predicted.data.length !== expected.data.length ||
    sizeOf(predicted.shape) !== expected.data.length
  ) {
    const guess = compare(predicted, expected, 0);
    return answer(problem, 0, named(problem, guess ?? { code: 'wrong-value', where: 'value' }));
  }
  const wrong = expected.data.reduce((count, label, i) => count + Number(predicted.data[i] !== label), 0);
  const error = wrong / expected.data.length;
  const worst = problem.noCredit ?? problem.error;
  const share = error <= problem.error ? 1 : error >= worst ? 0 : (worst - error) / (worst - problem.error);
  const reached = `${percent(error)} of the test images are wrong; full points at ${percent(problem.error)}`;
  if (share === 1) return answer(problem, problem.points, null, reached);
  const detail = { error: percent(error), wanted: `${percent(problem.error)} or less` };
  return answer(
    problem,
    problem.points * share,
    named(problem, { code: 'error-too-high', where: 'value', detail }),
    reached,
  );
}

/** A written answer has no check: it waits for a person. */
export function writtenReport(problem: WrittenProblem): Report {
  const report = answer(problem, 0, null, 'read by a person');
  return new Report({ ...report.data, passed: false, pending: true });
}

function answer(
  problem: Exclude<Problem, { kind: 'node' }>,
  earned: number,
  diagnosis: Diagnosis | null,
  reason?: string,
): Report {
  const { id, title, kind, points } = problem;
  const passed = earned === points && diagnosis === null;
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
    findings: diagnosis ? [{ aspect: 'forward', probe: kind, message: diagnosis.summary, fails: true }] : [],
    diagnosis,
    counterexample: null,
    heatMap: null,
    probes: 1,
  };
  return new Report(data);
}

/** What student code says about secret arguments stays here; the place and the kind of error are enough to find it. */
function covered(thrown: Failure): Failure {
  if (thrown.phase === 'lookup' || thrown.name === 'MalformedOutcome') return thrown;
  if (notImplemented.test(thrown.message)) return { ...thrown, message: 'not implemented' };
  const name = builtIn.includes(thrown.name) ? thrown.name : 'Error';
  return { ...thrown, name, message: 'its message is not shown here; the check in the notebook shows it' };
}

const builtIn = ['Error', 'TypeError', 'RangeError', 'ReferenceError', 'SyntaxError'];

function named(problem: Problem, guess: Guess): Diagnosis {
  return { ...inWords(subjectOf(problem), guess), confirmed: true };
}

function asData(value: NDArray | number): ArrayData {
  return toData(typeof value === 'number' ? np.array(value) : value);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
