// One check of a node, from the first draw to the report. It yields trials and is handed outcomes, so that the notebook can
// drive it with a function call and the grader with a child process.
import { smallest } from './counterexample.js';
import { diagnose } from '../diagnose/index.js';
import { shuffled } from '../draw/draw.js';
import { heatMap, publicPlan } from './heat-map.js';
import { judge, type Trialled } from './judge.js';
import { probeNames } from './probe-names.js';
import { plans } from './probes.js';
import { readOutcome } from '../outcome/read-outcome.js';
import { nodeReport } from './report.js';
import type { Report } from '../report/report.js';
import type { BatteryOptions } from '../battery/options.js';
import type { Failure, NodeProblem, Outcome, Random, Trial } from '../types.js';
import { type Plan, trialOf } from './wiring.js';

/**
 * The battery for a node problem. Trials come in random order; after a failure a second battery confirms the diagnosis and
 * small public examples are tried for one that can be shown.
 */
export function* nodeBattery(
  problem: NodeProblem,
  random: Random,
  { secret = false }: BatteryOptions = {},
): Generator<Trial, Report, Outcome> {
  const shown = publicPlan(problem);
  const open = yield* run(problem, shown, null);
  if (open.outcome.failure?.phase === 'lookup')
    return nodeReport(problem, [open], diagnose(problem, [open], [open]), null, null);

  const cover = secret ? open : null;
  const battery = yield* runAll(problem, plans(problem, random), random, cover);
  if (battery.every(({ discrepancies }) => discrepancies.length === 0))
    return nodeReport(problem, battery, null, null, null);

  const second = yield* runAll(problem, plans(problem, random), random, cover);
  const diagnosis = diagnose(problem, battery, second);
  const example = yield* smallest(problem, diagnosis?.where ?? null);
  return nodeReport(
    problem,
    battery,
    diagnosis,
    example,
    diagnosis && heatMap(problem, open, diagnosis.where),
  );
}

/** Runs plans in random order and returns what came of them in the order given. */
function* runAll(
  problem: NodeProblem,
  planned: readonly Plan[],
  random: Random,
  cover: Trialled | null,
): Generator<Trial, Trialled[], Outcome> {
  const results = new Map<Plan, Trialled>();
  for (const plan of shuffled(planned, random)) results.set(plan, yield* run(problem, plan, cover));
  return planned.map((plan) => results.get(plan)!);
}

function* run(problem: NodeProblem, plan: Plan, cover: Trialled | null): Generator<Trial, Trialled, Outcome> {
  const trial = trialOf(problem, plan);
  const outcome = readOutcome(yield trial, trial);
  return judge(
    problem,
    plan,
    cover && outcome.failure ? { ...outcome, failure: covered(outcome.failure, cover) } : outcome,
  );
}

/** What an exception says may hold the numbers that led to it: what the public draw said is shown in its stead. */
function covered(failure: Failure, { outcome, plan }: Trialled): Failure {
  const open = outcome.failure;
  const { phase, pass, calls } = failure;
  if (failure.name === 'MalformedOutcome') return failure;
  if (open && open.phase === phase && plan.probe === probeNames.draw) return { ...open, pass, calls };
  return {
    phase,
    pass,
    calls,
    name: 'Error',
    message: 'not with the public example, but with other numbers or shapes',
  };
}
