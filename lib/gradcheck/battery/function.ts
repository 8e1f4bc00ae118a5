// Checks of functions: what they return, value by value, against the reference.
import { NDArray, formatShape, sameShape } from '../../array/index.js';
import { answer, asData, named, stopped } from '../report/answer-report.js';
import { normwiseError } from '../outcome/compare.js';
import { toData } from '../trial/data.js';
import type { Guess } from '../diagnose/evidence.js';
import type { BatteryOptions } from './options.js';
import { readOutcome } from '../outcome/read-outcome.js';
import type { Report } from '../report/report.js';
import type {
  ArrayData,
  Counterexample,
  FunctionProblem,
  FunctionTrial,
  Outcome,
  Random,
  Reading,
  Trial,
} from '../types.js';
import { publicRandom } from '../draw/public.js';

type Arguments = ReturnType<FunctionProblem['draw']>;

const callsPerCheck = 6;
/** Calls the student's function with drawn arguments of growing size and compares what it returns. */
export function* functionBattery(
  problem: FunctionProblem,
  random: Random,
  { secret = false }: BatteryOptions = {},
): Generator<Trial, Report, Outcome> {
  const drawn = Array.from({ length: callsPerCheck }, (_, i) => problem.draw(random, i + 1));
  const trial = trialOf(problem, drawn);
  const { results, failure: thrown } = readOutcome(yield trial, trial);
  if (thrown) return stopped(problem, thrown, secret);
  for (const [i, result] of results.entries()) {
    const guess = compare(result, asData(problem.reference(...drawn[i])), problem.tolerance);
    if (guess) return answer(problem, 0, named(problem, guess), { counterexample: yield* smallest(problem) });
  }
  return answer(problem, problem.points, null);
}

/** The first small call that goes wrong. */
function* smallest(problem: FunctionProblem): Generator<Trial, Counterexample | null, Outcome> {
  const random = publicRandom();
  const calls = problem.examples ?? [1, 2, 3].map((size) => problem.draw(random, size));
  const trial = trialOf(problem, calls);
  const { results } = readOutcome(yield trial, trial);
  for (const [i, got] of results.entries()) {
    const expected = asData(problem.reference(...calls[i]));
    if (!compare(got, expected, problem.tolerance)) continue;
    return { ...describeCall(problem, calls[i]), upstream: null, what: 'result', got, expected };
  }
  return null;
}

/** Arrays and numbers as inputs; words and yes or no in the note. */
function describeCall(problem: FunctionProblem, args: Arguments): Pick<Counterexample, 'inputs' | 'note'> {
  const nameOf = (i: number): string => problem.argumentNames?.[i] ?? `argument ${i + 1}`;
  const inputs = args.flatMap((argument, i) =>
    typeof argument === 'object' || typeof argument === 'number'
      ? [{ name: nameOf(i), value: asData(argument) }]
      : [],
  );
  const words = args.flatMap((argument, i) =>
    typeof argument === 'string' || typeof argument === 'boolean'
      ? [`${nameOf(i)} is ${JSON.stringify(argument)}`]
      : [],
  );
  return { inputs, note: words.length > 0 ? `${words.join(', ')}.` : '' };
}

function trialOf(problem: FunctionProblem, calls: readonly Arguments[]): FunctionTrial {
  const plain = calls.map((args) =>
    args.map((argument) => (argument instanceof NDArray ? toData(argument) : argument)),
  );
  return { kind: 'function', name: problem.functionName, calls: plain };
}

/** What is wrong with a result; null if nothing is. */
export function compare(result: Reading, expected: ArrayData, tolerance = 1e-9): Guess | null {
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
