// Checks of networks: all gradients of a network of the student's classes at once, and if they are wrong, who is to blame.
import { inParts, named, type Part, stopped } from '../report/answer-report.js';
import { blame, findCulprit, networkPlan } from './culprit.js';
import { differingDimensions, drawUpstream, drawValues } from '../draw/draw.js';
import { judge } from '../node/judge.js';
import type { BatteryOptions } from '../battery/options.js';
import { readOutcome } from '../outcome/read-outcome.js';
import type { Report } from '../report/report.js';
import type {
  Counterexample,
  Diagnosis,
  NetworkPart,
  NetworkProblem,
  Outcome,
  Pass,
  Random,
  Trial,
} from '../types.js';
import { expectedOf, pass, type Plan, trialOf } from '../node/wiring.js';

/** The parts of a network's points. */
export const networkParts: readonly NetworkPart[] = ['forward', 'backward', 'accumulation'];
const defaultShares: Record<NetworkPart, number> = { forward: 0, backward: 7, accumulation: 3 };

/** Runs the network on several draws, with new data, and in the other convention. */
export function* networkBattery(
  problem: NetworkProblem,
  random: Random,
  options: BatteryOptions = {},
): Generator<Trial, Report, Outcome> {
  const wrong = new Map<NetworkPart, string>();
  for (const { plan, part } of plansOf(problem, random)) {
    const trial = trialOf(problem, plan);
    const outcome = readOutcome(yield trial, trial);
    const { failure } = outcome;
    if (failure && ['lookup', 'call'].includes(failure.phase)) return stopped(problem, failure, false);
    for (const { kind, what, message } of judge(problem, plan, outcome).discrepancies) {
      const isValue = what === 'value' && kind !== 'mutated' && failure?.phase !== 'backward';
      const about = isValue ? 'forward' : part;
      if (kind !== 'low-precision' && !wrong.has(about)) wrong.set(about, message);
    }
    // A gradient that is wrong already needs no second look: what is asked is who is to blame.
    if (wrong.size > 0) break;
  }
  const [message] = wrong.values();
  const accused = message === undefined ? null : yield* accuse(problem, message, random, options);
  return inParts(problem, partsOf(problem, wrong, accused?.diagnosis ?? null), accused ?? {});
}

interface Tried {
  plan: Plan;
  part: NetworkPart;
}

function plansOf(problem: NetworkProblem, random: Random): Tried[] {
  const passes = differingDimensions(problem, 3, random).map((dimensions) =>
    passAt(problem, dimensions, random),
  );
  const another = passAt(problem, differingDimensions(problem, 1, random)[0], random);
  return [
    ...passes.map((one): Tried => ({ plan: networkPlan(problem, [one]), part: 'backward' })),
    { plan: networkPlan(problem, [passes[0], another]), part: 'accumulation' },
    { plan: { ...networkPlan(problem, [passes[1]]), convention: 'EDF2018' }, part: 'accumulation' },
  ];
}

/** Each part needs the one before it: gradients of wrong values are no evidence, nor is a second pass after a wrong first. */
function partsOf(
  problem: NetworkProblem,
  wrong: ReadonlyMap<NetworkPart, string>,
  diagnosis: Diagnosis | null,
): Part[] {
  const shares = { ...defaultShares, ...problem.shares };
  const first = networkParts.findIndex((part) => wrong.has(part));
  const told = networkParts.filter((part) => shares[part] > 0);
  const blamed = told.find((part) => networkParts.indexOf(part) >= first && first >= 0);
  return told.map((aspect) => {
    const isReached = first < 0 || networkParts.indexOf(aspect) < first;
    const message = networkParts.indexOf(aspect) === first ? wrong.get(aspect) : undefined;
    const given = message ?? (aspect === blamed ? `${networkParts[first]} was given and is not right any more` : `counts once ${networkParts[first]} is right`); // prettier-ignore
    return {
      aspect,
      share: shares[aspect],
      earned: Number(isReached),
      diagnosis: aspect === blamed ? diagnosis : null,
      reason: isReached ? 'right' : given,
    };
  });
}

function passAt(problem: NetworkProblem, dimensions: Record<string, number>, random: Random): Pass {
  const values = drawValues(problem, dimensions, random);
  const last = problem.nodes[problem.nodes.length - 1].name;
  const { shape } = expectedOf(problem, networkPlan(problem, [pass(values, null)]))[0].values[last];
  return pass(values, { [last]: drawUpstream(shape, random) });
}

function* accuse(
  problem: NetworkProblem,
  message: string,
  random: Random,
  options: BatteryOptions,
): Generator<Trial, { diagnosis: Diagnosis; counterexample: Counterexample | null }, Outcome> {
  const culprit = yield* findCulprit(problem, random, options);
  const code = culprit?.diagnosis?.code ?? 'wrong-formula';
  const where = culprit?.diagnosis?.where ?? 'value';
  const summary = `In the whole network ${message}.`;
  const whole = { ...named(problem, { code, where }), summary, hint: alone };
  const diagnosis = culprit ? blame(whole, culprit) : whole;
  return { diagnosis, counterexample: culprit?.counterexample ?? null };
}

const alone = 'Each class by itself is right: look at what two of them share, and at what is used twice.';
