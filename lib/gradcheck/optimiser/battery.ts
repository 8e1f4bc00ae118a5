// Checks of a student's own optimiser: its steps against the instructor's rule, and what it does beside.
import { np } from '../../array/index.js';
import { inParts, named, type Part, stopped } from '../report/answer-report.js';
import { toData } from '../trial/data.js';
import type { BatteryOptions } from '../battery/options.js';
import { optimiserGuess, stepFaults, type StepFault, type Stepped } from './diagnosis.js';
import { drawRun, type OptimiserRun, trialOf, wholeRun } from './run.js';
import { readOutcome } from '../outcome/read-outcome.js';
import type { Report } from '../report/report.js';
import type {
  Counterexample,
  Diagnosis,
  Failure,
  OptimiserPart,
  OptimiserProblem,
  Outcome,
  Random,
  Trial,
} from '../types.js';
import { publicRandom } from '../draw/public.js';

/** The parts of an optimiser's points. */
export const optimiserParts: readonly OptimiserPart[] = ['step', 'memory', 'care'];
const defaultShares: Record<OptimiserPart, number> = { step: 5, memory: 3, care: 2 };

const alike = [
  [3, 2],
  [3, 2],
];
/**
 * Parameters of one shape could share state unnoticed by exceptions; parameters of different shapes show what is fixed; and
 * the last optimiser would find what the one before it, for parameters of the same shapes, has left behind.
 */
const shapes = [[[2, 3], [5], [3, 1]], [[4], [4], [4]], alike, alike];

/** Takes steps of several optimisers; where something is wrong, a second battery confirms the diagnosis. */
export function* optimiserBattery(
  problem: OptimiserProblem,
  random: Random,
  { secret = false }: BatteryOptions = {},
): Generator<Trial, Report, Outcome> {
  const { runs, thrown } = yield* runAll(problem, random);
  const guess = optimiserGuess(problem, runs);
  if (!guess && thrown) return stopped(problem, thrown, secret);
  if (!guess) return inParts(problem, partsOf(problem, runs, null, false));
  const second = yield* runAll(problem, random);
  const again = optimiserGuess(problem, second.runs);
  const diagnosis = { ...named(problem, guess), confirmed: again?.code === guess.code };
  return inParts(problem, partsOf(problem, runs, diagnosis, thrown !== null), {
    counterexample: yield* smallest(problem),
  });
}

/** The runs that came to their end, and what stopped one that did not. */
function* runAll(
  problem: OptimiserProblem,
  random: Random,
): Generator<Trial, { runs: Stepped[]; thrown: Failure | null }, Outcome> {
  const runs: Stepped[] = [];
  let thrown: Failure | null = null;
  for (const each of shapes) {
    const done = yield* take(problem, drawRun(problem, random, each));
    if ('failure' in done) thrown ??= done.failure;
    else runs.push(done);
  }
  return { runs, thrown };
}

function* take(
  problem: OptimiserProblem,
  run: OptimiserRun,
): Generator<Trial, Stepped | { failure: Failure }, Outcome> {
  const trial = trialOf(problem, run);
  const { results, failure } = readOutcome(yield trial, trial);
  if (failure) return { failure };
  const count = run.values.length;
  const steps = run.gradients.map((_, step) => {
    const own = results.slice(2 * count * step, 2 * count * (step + 1));
    return { values: own.filter((_, i) => i % 2 === 0), grads: own.filter((_, i) => i % 2 === 1) };
  });
  return { run, steps };
}

/** What an optimiser remembers, and what it leaves alone, counts once its step is right. */
function partsOf(
  problem: OptimiserProblem,
  runs: readonly Stepped[],
  diagnosis: Diagnosis | null,
  isStopped: boolean,
): Part[] {
  const shares = { ...defaultShares, ...problem.shares };
  const faults = runs.flatMap((run) => stepFaults(problem, run));
  const [told] = optimiserParts.filter((part) => faults.some((fault) => fault.part === part) && shares[part] > 0); // prettier-ignore
  const isStepWrong = isStopped || faults.some(({ part }) => part === 'step');
  return optimiserParts
    .filter((part) => shares[part] > 0)
    .map((aspect) => {
      const fault = faults.find(({ part }) => part === aspect);
      const right = !fault && !isStepWrong;
      const wrong = fault ? `wrong in step ${fault.step + 1}` : 'counts once the step is right';
      return {
        aspect,
        share: shares[aspect],
        earned: Number(right),
        diagnosis: aspect === told ? diagnosis : null,
        reason: right ? 'right' : wrong,
      };
    });
}

/** The first steps from public whole numbers, as far as they are right. */
function* smallest(problem: OptimiserProblem): Generator<Trial, Counterexample | null, Outcome> {
  const done = yield* take(problem, wholeRun(problem, publicRandom()));
  if ('failure' in done) return null;
  const [fault] = stepFaults(problem, done);
  return fault ? example(done.run, fault) : null;
}

function example(
  { settings, values, gradients }: OptimiserRun,
  { step, what, got, expected }: StepFault,
): Counterexample {
  const inputs = [
    { name: 'value', value: toData(values[0]) },
    ...gradients.slice(0, step + 1).map(([grad], i) => ({ name: step === 0 ? 'grad' : `grad ${i + 1}`, value: toData(grad) })), // prettier-ignore
    ...Object.entries(settings).map(([name, value]) => ({ name, value: toData(np.array(value)) })),
  ];
  const after = step === 0 ? 'the step' : `step ${step + 1}`;
  return { inputs, upstream: null, what: `${what} after ${after}`, got, expected, note: '' };
}
