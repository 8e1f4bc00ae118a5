// Checks of functions: what they return, value by value, against the reference; what they do beside; extreme arguments.
import { NDArray } from '../../array/index.js';
import { asData, covered, inParts, named, type Part, stopped } from '../report/answer-report.js';
import { toData } from '../trial/data.js';
import { saying, type Guess } from '../diagnose/evidence.js';
import { failure } from '../diagnose/failures.js';
import { returnedGuess, type Returned } from '../diagnose/returned.js';
import type { BatteryOptions } from './options.js';
import { readOutcome } from '../outcome/read-outcome.js';
import type { Report } from '../report/report.js';
import type {
  Counterexample,
  FunctionPart,
  FunctionProblem,
  FunctionTrial,
  Outcome,
  Random,
  Reading,
  Trial,
} from '../types.js';
import { publicRandom } from '../draw/public.js';
import { sideEffects } from './side-effects.js';

type Arguments = ReturnType<FunctionProblem['draw']>;

/** How large the arguments of each call are: the last has the lengths of the first, with other numbers. */
const sizes = [1, 2, 3, 4, 5, 6, 1];
export const functionParts: readonly FunctionPart[] = ['forward', 'care', 'stability'];
const defaultShares: Record<FunctionPart, number> = { forward: 8, care: 1, stability: 1 };

/** Calls the student's function with drawn arguments of growing size, once more with the first, then with extreme ones. */
export function* functionBattery(
  problem: FunctionProblem,
  random: Random,
  { secret = false }: BatteryOptions = {},
): Generator<Trial, Report, Outcome> {
  const drawn = sizes.map((size) => problem.draw(random, size));
  const { extremes = [] } = problem;
  const trial = trialOf(problem, [...drawn, drawn[0], ...extremes]);
  const outcome = readOutcome(yield trial, trial);
  const { results, failure: thrown } = outcome;
  const isEarly = results.length <= drawn.length;
  if (thrown && isEarly) return stopped(problem, thrown, secret);

  const wrong = wrongIn(problem, drawn, results.slice(0, drawn.length));
  const care = sideEffects(outcome, [[results[0]], [results[drawn.length]]], ['value']);
  // What another call with the same numbers makes of them is no matter of the numbers.
  const forward = wrong && care?.code === 'state-in-backward' ? care : wrong;
  const atExtremes = thrown
    ? failure(secret ? covered(thrown) : thrown)
    : unstable(wrongIn(problem, extremes, results.slice(drawn.length + 1)));
  const counterexample = forward || atExtremes ? yield* smallest(problem) : null;
  return inParts(problem, partsOf(problem, { forward, care, stability: atExtremes }), { counterexample });
}

/** What the results of calls say; null where all are right. */
function wrongIn(
  problem: FunctionProblem,
  calls: readonly Arguments[],
  results: readonly Reading[],
): Guess | null {
  const returned = results.map((got, i) => returnedBy(problem, calls[i], got));
  return returnedGuess(returned, problem.tolerance ?? defaultTolerance);
}

const defaultTolerance = 1e-9;

function returnedBy(problem: FunctionProblem, args: Arguments, got: Reading): Returned {
  const lengths = args.flatMap((argument, k): [string, number][] => {
    const name = nameOf(problem, k);
    if (typeof argument === 'number') return [[name, argument]];
    if (!(argument instanceof NDArray)) return [];
    const axes = argument.shape.map((length, axis): [string, number] => [`${name}.shape[${axis}]`, length]);
    return axes.length > 1 ? [...axes, [`${name}.size`, argument.size]] : axes;
  });
  return { lengths: Object.fromEntries(lengths), got, expected: asData(problem.reference(...args)) };
}

function unstable(guess: Guess | null): Guess | null {
  const hint = 'exp overflows above 709, log(0) is -infinity, and 0 divided by 0 is NaN: rewrite the formula for such numbers.'; // prettier-ignore
  return guess && { ...saying('forward-unstable', 'the result is wrong or not finite for extreme arguments.', hint), where: guess.where }; // prettier-ignore
}

/** What a function does beside, and what it does with extreme arguments, counts once its results are right. */
function partsOf(problem: FunctionProblem, guesses: Record<FunctionPart, Guess | null>): Part[] {
  const shares = { ...defaultShares, ...problem.shares };
  const isAsked = (part: FunctionPart): boolean =>
    shares[part] > 0 && (part !== 'stability' || (problem.extremes ?? []).length > 0);
  const right: Record<FunctionPart, string> = {
    forward: `right in all ${sizes.length} calls`,
    care: 'leaves its arguments alone, and gives the same again',
    stability: 'right for extreme arguments',
  };
  return functionParts.filter(isAsked).map((aspect) => {
    const guess = guesses[aspect];
    const waits = aspect !== 'forward' && guesses.forward !== null;
    const diagnosis = guess && !waits ? named(problem, guess) : null;
    return {
      aspect,
      share: shares[aspect],
      earned: Number(!guess && !waits),
      diagnosis,
      reason: waits ? 'counts once the results are right' : (diagnosis?.summary ?? right[aspect]),
    };
  });
}

/** The first small call that goes wrong. */
function* smallest(problem: FunctionProblem): Generator<Trial, Counterexample | null, Outcome> {
  const random = publicRandom();
  const ordinary = problem.examples ?? [1, 2, 3].map((size) => problem.draw(random, size));
  const calls = [...ordinary, ...(problem.extremes ?? [])];
  const trial = trialOf(problem, calls);
  const { results } = readOutcome(yield trial, trial);
  for (const [i, got] of results.entries()) {
    if (!wrongIn(problem, [calls[i]], [got])) continue;
    const expected = asData(problem.reference(...calls[i]));
    return { ...describeCall(problem, calls[i]), upstream: null, what: 'result', got, expected };
  }
  return null;
}

function nameOf({ argumentNames }: FunctionProblem, i: number): string {
  return argumentNames?.[i] ?? `argument ${i + 1}`;
}

/** Arrays and numbers as inputs; words and yes or no in the note. */
function describeCall(problem: FunctionProblem, args: Arguments): Pick<Counterexample, 'inputs' | 'note'> {
  const inputs = args.flatMap((argument, i) =>
    typeof argument === 'object' || typeof argument === 'number'
      ? [{ name: nameOf(problem, i), value: asData(argument) }]
      : [],
  );
  const words = args.flatMap((argument, i) =>
    typeof argument === 'string' || typeof argument === 'boolean'
      ? [`${nameOf(problem, i)} is ${JSON.stringify(argument)}`]
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
