// Which class of a network is to blame. The network is computed node by node: each node's forward and backward is the student's,
// or, for classes that have been repaired, the reference's. The first class whose repair makes the gradients right is the culprit.
// The references stay on this side: the student's side is asked for one node at a time.
import { normwiseError } from '../outcome/compare.js';
import { fromDataWide, isArrayData, toData } from '../trial/data.js';
import { type DataValues, drawUpstream, drawValues, differingDimensions } from '../draw/draw.js';
import type { BatteryOptions } from '../battery/options.js';
import { nodeBattery } from '../node/battery.js';
import { readOutcome } from '../outcome/read-outcome.js';
import type {
  ArrayData,
  Counterexample,
  Diagnosis,
  NetworkNode,
  NetworkProblem,
  NodeProblem,
  Outcome,
  PassOutcome,
  Random,
  Trial,
} from '../types.js';
import { expectedOf, pass, type Plan, singlePlan, theNode, trialOf } from '../node/wiring.js';

/** A class that is to blame, with what its own check says about it. */
export interface Culprit {
  className: string;
  /** Whether repairing this class alone makes the network right; else it is one of several. */
  alone: boolean;
  diagnosis: Diagnosis | null;
  counterexample: Counterexample | null;
}

/** The class to blame for wrong gradients of a network; null where every class by itself is right, or not there. */
export function* findCulprit(
  problem: NetworkProblem,
  random: Random,
  options: BatteryOptions = {},
): Generator<Trial, Culprit | null, Outcome> {
  const run = new NetworkRun(problem, random);
  const classes = [...new Map([...problem.nodes].reverse().map((node) => [node.problem.className, node.problem])).values()]; // prettier-ignore
  if (!(yield* run.isRight(new Set()))) {
    for (const suspect of classes) {
      if (yield* run.isRight(new Set([suspect.className])))
        return yield* examine(suspect, true, random, options);
    }
    const all = classes.map(({ className }) => className);
    for (const suspect of classes) {
      const others = new Set(all.filter((className) => className !== suspect.className));
      if (!(yield* run.isRight(others))) return yield* examine(suspect, false, random, options);
    }
  }
  // Node by node all is right: then it is what a node does to others, which its own check tries.
  for (const suspect of classes) {
    if (run.absent.has(suspect.className)) continue;
    const culprit = yield* examine(suspect, true, random, options);
    if (culprit.diagnosis && !harmless.includes(culprit.diagnosis.code)) return culprit;
  }
  return null;
}

/** Remarks on right answers. */
const harmless: readonly string[] = ['low-precision', 'forward-low-precision'];

/** What the check of the class itself says. */
function* examine(
  problem: NodeProblem,
  alone: boolean,
  random: Random,
  options: BatteryOptions,
): Generator<Trial, Culprit, Outcome> {
  const { diagnosis, counterexample } = (yield* nodeBattery(problem, random, options)).data;
  return { className: problem.className, alone, diagnosis, counterexample };
}

/** A diagnosis of the whole with the culprit's name and what is wrong with it. */
export function blame(diagnosis: Diagnosis, { className, alone, diagnosis: own }: Culprit): Diagnosis {
  const which = alone ? `The culprit is ${className}` : `${className} is one of the culprits`;
  return {
    ...diagnosis,
    culprit: className,
    summary: `${diagnosis.summary} ${which}${own ? `: ${own.summary}` : '.'}`,
    hint: own?.hint ?? diagnosis.hint,
  };
}

/** One draw of a network, computed with some classes the student's and some repaired. */
class NetworkRun {
  /** Classes that the student has not written. They count as right. */
  readonly absent = new Set<string>();
  private readonly drawn: DataValues;
  private readonly upstream: ArrayData;
  private readonly expected: Record<string, ArrayData>;

  constructor(
    private readonly problem: NetworkProblem,
    random: Random,
  ) {
    this.drawn = drawValues(problem, differingDimensions(problem, 1, random)[0], random);
    const plan = networkPlan(problem, [pass(this.drawn, null)]);
    const last = problem.nodes[problem.nodes.length - 1].name;
    this.upstream = drawUpstream(expectedOf(problem, plan)[0].values[last].shape, random);
    this.expected = expectedOf(problem, {
      ...plan,
      passes: [pass(this.drawn, { [last]: this.upstream })],
    })[0].grads;
  }

  /** Whether all gradients come out right once the classes named are repaired. */
  *isRight(repaired: ReadonlySet<string>): Generator<Trial, boolean, Outcome> {
    const values = new Map(Object.entries(this.drawn));
    for (const node of this.problem.nodes) {
      const done = yield* this.compute(node, values, null, repaired);
      const value = done?.values[theNode];
      if (!value || !isArrayData(value)) return false;
      values.set(node.name, value);
    }
    const grads = new Map<string, ArrayData>();
    grads.set(this.problem.nodes[this.problem.nodes.length - 1].name, this.upstream);
    for (const node of [...this.problem.nodes].reverse()) {
      const upstream = grads.get(node.name);
      if (!upstream) continue;
      const done = yield* this.compute(node, values, upstream, repaired);
      if (!done) return false;
      for (const [slot, delta] of Object.entries(done.grads)) {
        if (!isArrayData(delta)) return false;
        const name = node.slots[slot];
        const before = grads.get(name);
        grads.set(name, before ? toData(fromDataWide(before).add(fromDataWide(delta))) : delta);
      }
    }
    return Object.entries(this.expected).every(([name, right]) => {
      const got = grads.get(name);
      return got !== undefined && normwiseError(got, right, 1e-3) <= 1e-6;
    });
  }

  /** One pass of one node; null where the student's code fails. */
  private *compute(
    { problem, slots }: NetworkNode,
    values: ReadonlyMap<string, ArrayData>,
    upstream: ArrayData | null,
    repaired: ReadonlySet<string>,
  ): Generator<Trial, Pick<PassOutcome, 'values' | 'grads'> | null, Outcome> {
    const given = Object.fromEntries(Object.entries(slots).map(([slot, name]) => [slot, values.get(name)!]));
    const plan = singlePlan(problem, {
      probe: 'a node of the network',
      aspect: 'backward',
      passes: [pass(given, upstream && { [theNode]: upstream })],
    });
    if (repaired.has(problem.className) || this.absent.has(problem.className))
      return expectedOf(problem, plan)[0];
    const trial = trialOf(problem, plan);
    const { passes, failure } = readOutcome(yield trial, trial);
    if (failure?.phase === 'lookup') {
      this.absent.add(problem.className);
      return expectedOf(problem, plan)[0];
    }
    return passes[0] ?? null;
  }
}

/** The network as a plan, each node an instance of its class. */
export function networkPlan({ sources, nodes }: NetworkProblem, passes: Plan['passes']): Plan {
  return {
    probe: 'the whole network',
    aspect: 'backward',
    convention: 'EDF2024',
    dtype: 'float64',
    sources: sources.map(({ name }) => ({ name, slot: name })),
    instances: nodes.map(({ name, problem, slots }) => ({ name, problem, slots })),
    passes,
  };
}
