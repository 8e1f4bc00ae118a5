// Checks of networks: all gradients of a network of the student's classes at once, and if they are wrong, who is to blame.
import { answer, named, stopped } from '../report/answer-report.js';
import { blame, findCulprit, networkPlan } from './culprit.js';
import { differingDimensions, drawUpstream, drawValues } from '../draw/draw.js';
import { judge, type Trialled } from '../node/judge.js';
import type { BatteryOptions } from '../battery/options.js';
import { readOutcome } from '../outcome/read-outcome.js';
import type { Report } from '../report/report.js';
import type { NetworkProblem, Outcome, Pass, Random, Trial } from '../types.js';
import { expectedOf, pass, type Plan, trialOf } from '../node/wiring.js';

/** Runs the network on several draws, in both conventions, and once more with new data. */
export function* networkBattery(
  problem: NetworkProblem,
  random: Random,
  options: BatteryOptions = {},
): Generator<Trial, Report, Outcome> {
  const passes = differingDimensions(problem, 3, random).map((dimensions) =>
    passAt(problem, dimensions, random),
  );
  const plans: Plan[] = [
    ...passes.map((one) => networkPlan(problem, [one])),
    networkPlan(problem, [passes[0], passAt(problem, differingDimensions(problem, 1, random)[0], random)]),
    { ...networkPlan(problem, [passes[1]]), convention: 'EDF2018' },
  ];
  for (const plan of plans) {
    const trial = trialOf(problem, plan);
    const outcome = readOutcome(yield trial, trial);
    const { failure } = outcome;
    if (failure && ['lookup', 'call'].includes(failure.phase)) return stopped(problem, failure, false);
    const wrong = firstWrong(judge(problem, plan, outcome));
    if (wrong) return yield* accuse(problem, wrong, random, options);
  }
  return answer(problem, problem.points, null);
}

function passAt(problem: NetworkProblem, dimensions: Record<string, number>, random: Random): Pass {
  const values = drawValues(problem, dimensions, random);
  const last = problem.nodes[problem.nodes.length - 1].name;
  const { shape } = expectedOf(problem, networkPlan(problem, [pass(values, null)]))[0].values[last];
  return pass(values, { [last]: drawUpstream(shape, random) });
}

/** The message of what is wrong, precision aside. */
function firstWrong({ discrepancies }: Trialled): string | null {
  return discrepancies.find(({ kind }) => kind !== 'low-precision')?.message ?? null;
}

function* accuse(
  problem: NetworkProblem,
  message: string,
  random: Random,
  options: BatteryOptions,
): Generator<Trial, Report, Outcome> {
  const culprit = yield* findCulprit(problem, random, options);
  const code = culprit?.diagnosis?.code ?? 'wrong-formula';
  const where = culprit?.diagnosis?.where ?? 'value';
  const summary = `In the whole network ${message}.`;
  const whole = { ...named(problem, { code, where }), summary, hint: alone };
  const diagnosis = culprit ? blame(whole, culprit) : whole;
  return answer(problem, 0, diagnosis, { counterexample: culprit?.counterexample });
}

const alone = 'Each class by itself is right: look at what two of them share, and at what is used twice.';
