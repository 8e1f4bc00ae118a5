// Checks of a student's own engine: operations one by one, then computations in which gradients meet, then later calls.
import { asData, covered, inParts, named, type Part } from '../report/answer-report.js';
import { isArrayData } from '../trial/data.js';
import { depthGuess, engineGuess } from './diagnosis.js';
import { type Fault, faultsOf, type Tried } from './faults.js';
import { outputOf } from './graph.js';
import { chainProbe, type EngineProbe, type Entries, jointProbes, singleProbes } from './probes.js';
import type { BatteryOptions } from '../battery/options.js';
import { readOutcome } from '../outcome/read-outcome.js';
import type { Report } from '../report/report.js';
import type {
  Counterexample,
  Diagnosis,
  EngineCall,
  EnginePart,
  EngineProblem,
  Outcome,
  Random,
  Reading,
  Trial,
} from '../types.js';
import { publicRandom } from '../draw/public.js';

/** The parts of an engine's points. */
export const engineParts: readonly EnginePart[] = ['forward', 'backward', 'accumulation', 'depth'];
const defaultShares: Record<EnginePart, number> = { forward: 2, backward: 4, accumulation: 4, depth: 0 };

/** Runs the battery; where something is wrong, a second one confirms the diagnosis, and a small public example is looked for. */
export function* engineBattery(
  problem: EngineProblem,
  random: Random,
  { secret = false }: BatteryOptions = {},
): Generator<Trial, Report, Outcome> {
  const tried = yield* runAll(problem, { random }, secret);
  const guess = engineGuess(problem, tried);
  if (!guess) return yield* inTheLongRun(problem, tried, random, secret);
  const again = engineGuess(problem, yield* runAll(problem, { random }, secret));
  const diagnosis: Diagnosis = { ...named(problem, guess), confirmed: again?.code === guess.code };
  const isRemark = guess.code === 'low-precision';
  const counterexample = isRemark ? null : yield* smallest(problem);
  return inParts(problem, partsOf(problem, tried, diagnosis), { counterexample });
}

/** Right in short computations: what comes of a long one. Whoever keeps all nodes there ever were is not slowed by it before. */
function* inTheLongRun(
  problem: EngineProblem,
  tried: readonly Tried[],
  random: Random,
  secret: boolean,
): Generator<Trial, Report, Outcome> {
  const probe = chainProbe(problem, random);
  if (!probe) return inParts(problem, partsOf(problem, tried, null));
  const chain = yield* run(probe, secret);
  const guess = depthGuess(chain);
  return inParts(problem, partsOf(problem, [...tried, chain], guess && named(problem, guess)));
}

/** Every operation alone; those that are right, together. */
function* runAll(
  problem: EngineProblem,
  entries: Entries,
  secret: boolean,
): Generator<Trial, Tried[], Outcome> {
  const singles: Tried[] = [];
  for (const probe of singleProbes(problem, entries)) singles.push(yield* run(probe, secret));
  const sound = singles.filter((tried) => faultsOf(tried).every(({ kind }) => kind === 'low-precision'));
  const names = sound.map(({ probe }) => probe.operation!);
  const joint: Tried[] = [];
  for (const probe of jointProbes(problem, names, entries)) joint.push(yield* run(probe, secret));
  return [...singles, ...joint];
}

function* run(probe: EngineProbe, secret: boolean): Generator<Trial, Tried, Outcome> {
  const { results, failure } = readOutcome(yield probe.trial, probe.trial);
  const perGo = 1 + probe.trial.values[0].length;
  const goes = Array.from({ length: Math.floor(results.length / perGo) }, (_, go) => {
    const [value, ...grads] = results.slice(go * perGo, (go + 1) * perGo);
    return { value, grads };
  });
  return { probe, goes, failure: failure && secret ? covered(failure) : failure };
}

/** Each part with the first thing that is wrong in it. Without probes of a part there is nothing to earn in it. */
function partsOf(problem: EngineProblem, tried: readonly Tried[], diagnosis: Diagnosis | null): Part[] {
  const shares = { ...defaultShares, ...problem.shares };
  // What is given and not right any more costs what it is given for.
  const partOf = ({ part }: Fault): EnginePart => (shares[part] > 0 || part === 'depth' ? part : 'backward');
  const faults = tried.flatMap((one) => faultsOf(one).map((fault) => ({ ...fault, part: partOf(fault), probe: one.probe }))); // prettier-ignore
  // Finite differences are right to many digits, and no derivatives.
  const counts = ({ kind }: Fault): boolean =>
    kind !== 'low-precision' || diagnosis?.code === 'finite-differences';
  const told = engineParts.filter((part) => shares[part] > 0);
  const failing = told.filter((part) => faults.some((fault) => fault.part === part && counts(fault)));
  return told.map((aspect) => {
    const probes = tried.filter(({ probe }) => aspect === 'forward' || probe.part === aspect).length;
    const fault = faults.find((one) => one.part === aspect && counts(one));
    const right = probes > 0 && !fault;
    return {
      aspect,
      share: shares[aspect],
      earned: Number(right),
      diagnosis: aspect === (failing[0] ?? told[0]) ? diagnosis : null,
      reason: right
        ? `all ${probes} probes hold`
        : fault
          ? `wrong with ${fault.probe.name}`
          : 'counts once operations are right one by one',
    };
  });
}

/** Small whole numbers, positive ones at every second try. */
const wholeEntry = (random: Random, tried: number): number =>
  random.integers(1, 4) * (tried % 2 === 0 && random.uniform() < 0.5 ? -1 : 1);

/** The first small computation from public whole numbers that goes wrong. */
function* smallest(problem: EngineProblem): Generator<Trial, Counterexample | null, Outcome> {
  const random = publicRandom();
  for (const tried of yield* runAll(problem, { random, entry: wholeEntry }, false)) {
    const fault = faultsOf(tried).find(
      ({ kind, got }) =>
        kind !== 'failure' && kind !== 'low-precision' && (isArrayData(got) || kind === 'not-an-array'),
    );
    if (fault) return example(problem, tried, fault);
  }
  return null;
}

const letters = ['x', 'y', 'z', 'u', 'v', 'w'];

function example(
  problem: EngineProblem,
  { probe }: Tried,
  { go, variable, got, expected }: Fault,
): Counterexample {
  const { steps } = probe.computation;
  const { values } = probe.trial;
  const given = go > 0 ? values[values.length - 1] : values[0];
  const nameOf = (i: number): string => letters[i] ?? `x${i}`;
  const names: string[] = [];
  const lines: string[] = [];
  let made = 0;
  steps.forEach((step, i) => {
    if ('variable' in step) return void names.push(nameOf(step.variable));
    const name = i === outputOf(probe.computation) ? 'result' : String.fromCharCode(97 + made++);
    const { call } = problem.operations[step.operation];
    lines.push(`${name} = ${written(call, step.args.map((k) => names[k]))}`); // prettier-ignore
    names.push(name);
  });
  const calls = probe.expected.length > 1 ? ` This is after ${go === 0 ? 'the first' : 'a second'} backward${values.length > 1 && go > 0 ? ', with new values' : ''}.` : ''; // prettier-ignore
  return {
    inputs: given.map((value, i) => ({ name: nameOf(i), value: typeof value === 'object' ? value : asData(Number(value)) })), // prettier-ignore
    upstream: null,
    what: variable === null ? 'result' : `gradient by ${nameOf(variable)}`,
    got: got as Reading,
    expected,
    note: `${lines.join('; ')}.${calls}`,
  };
}

function written({ call, name }: EngineCall, args: readonly string[]): string {
  if (call === 'method') return `${args[0]}.${name}(${args.slice(1).join(', ')})`;
  return `${call === 'new' ? 'new ' : ''}${name}(${args.join(', ')})`;
}
