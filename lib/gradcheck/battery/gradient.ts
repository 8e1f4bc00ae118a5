// Checks of gradients that a student's function returns, however it computes them: by formulas, or by recording what it does.
import { np } from '../../array/index.js';
import { asNode } from '../reference/as-node.js';
import { answer, inParts, named, type Part, stopped } from '../report/answer-report.js';
import { bandOf, normwiseError } from '../outcome/compare.js';
import { fromDataWide, isArrayData, toData } from '../trial/data.js';
import { diagnoseGradients } from '../diagnose/index.js';
import type { Evidence } from '../diagnose/evidence.js';
import { type DataValues, dimensionsLike } from '../draw/draw.js';
import { drawWhole } from '../draw/whole.js';
import type { BatteryOptions } from './options.js';
import { inputPlans } from '../node/probes.js';
import { readOutcome } from '../outcome/read-outcome.js';
import type { Report } from '../report/report.js';
import type {
  ArrayData,
  Counterexample,
  Diagnosis,
  FunctionTrial,
  GradientProblem,
  Outcome,
  Random,
  Reading,
  Trial,
} from '../types.js';
import { labelOf } from '../node/wiring.js';
import { sideEffects } from './side-effects.js';
import { publicRandom } from '../draw/public.js';

/** Compares the gradients that the student's function returns with the reference, on draws of several shapes. */
export function* gradientBattery(
  problem: GradientProblem,
  random: Random,
  { secret = false }: BatteryOptions = {},
): Generator<Trial, Report, Outcome> {
  const plans = inputPlans(asNode(problem), random);
  const drawn = plans.map(({ passes: [{ values }] }) => values);
  const repeated = [...drawn, drawn[0]];
  const trial = trialOf(problem, repeated);
  const outcome = readOutcome(yield trial, trial);
  if (outcome.failure) return stopped(problem, outcome.failure, secret);

  const names = gradientNames(problem);
  const results = callsOf(outcome.results, names.length);
  const evidence = drawn.map((values, i) => evidenceOf(problem, plans[i].probe, values, results[i]));
  const guess =
    diagnoseGradients(asNode(problem), evidence) ??
    sideEffects(outcome, [results[0], results[results.length - 1]], names);
  if (!guess) return answer(problem, problem.points, null);
  const diagnosis = named(problem, guess);
  if (guess.code === 'low-precision') return answer(problem, problem.points, diagnosis);
  const counterexample = yield* smallest(problem, guess.where);
  if (!problem.shares) return answer(problem, 0, diagnosis, { counterexample });
  const wrong = names.filter((name) => !holds(evidence, name));
  // What the function does beside, such as changing its arguments, costs all of them.
  const failing = wrong.length > 0 ? wrong : names;
  const told = failing.includes(guess.where) ? guess.where : failing[0];
  const parts = names.map((name) => part(problem, name, !failing.includes(name), name === told ? diagnosis : null)); // prettier-ignore
  return inParts(problem, parts, { counterexample });
}

/** Whether the gradient by one source is right in everything that was tried. */
function holds(evidence: readonly Evidence[], name: string): boolean {
  return evidence.every(({ gradients }) =>
    gradients.every(({ source, got, expected }) => source.name !== name || isRight(got, expected)),
  );
}

function part(
  { shares = {} }: GradientProblem,
  name: string,
  right: boolean,
  diagnosis: Diagnosis | null,
): Part {
  return {
    aspect: `gradient by ${name}`,
    share: shares[name] ?? 1,
    earned: Number(right),
    diagnosis,
    reason: right ? 'right' : (diagnosis?.summary ?? 'wrong'),
  };
}

/** The first small call whose gradient is wrong, preferably the one that the diagnosis is about. */
function* smallest(
  problem: GradientProblem,
  where: string,
): Generator<Trial, Counterexample | null, Outcome> {
  const random = publicRandom();
  const sizes = [1, 2, 3].map((length) => dimensionsLike(problem, () => length));
  const calls = sizes.map((size) => drawWhole(problem, size, random));
  const trial = trialOf(problem, calls);
  const outcome = readOutcome(yield trial, trial);
  const names = gradientNames(problem);
  const examples = callsOf(outcome.results, names.length).flatMap((results, i) =>
    evidenceOf(problem, '', calls[i], results).gradients.map((view) => ({ ...view, values: calls[i] })),
  );
  const wrong = examples.filter(({ got, expected }) => !isRight(got, expected));
  const chosen = wrong.find(({ source }) => source.name === where) ?? wrong[0];
  if (!chosen) return null;
  const { got, expected, source, values } = chosen;
  const inputs = problem.sources.map((one) => ({ name: labelOf(one), value: values[one.name] }));
  return { inputs, upstream: null, what: `gradient by ${labelOf(source)}`, got, expected, note: '' };
}

function isRight(got: Reading, expected: ArrayData): boolean {
  return (
    isArrayData(got) &&
    bandOf(normwiseError(got, expected, 1e-3), expected.data.length, 'float64') === 'exact'
  );
}

export function gradientNames({ sources }: GradientProblem): string[] {
  return sources.filter(({ kind }) => kind !== 'input').map(({ name }) => name);
}

function trialOf(problem: GradientProblem, calls: readonly DataValues[]): FunctionTrial {
  const names = gradientNames(problem);
  return {
    kind: 'function',
    name: problem.functionName,
    calls: calls.map((values) => problem.sources.map(({ name }) => values[name])),
    ...(names.length > 1 ? { returns: names } : {}),
  };
}

function callsOf(results: readonly Reading[], perCall: number): Reading[][] {
  return Array.from({ length: results.length / perCall }, (_, i) =>
    results.slice(i * perCall, (i + 1) * perCall),
  );
}

function evidenceOf(
  problem: GradientProblem,
  probe: string,
  drawn: DataValues,
  results: Reading[],
): Evidence {
  const node = asNode(problem);
  const values = Object.fromEntries(Object.entries(drawn).map(([name, data]) => [name, fromDataWide(data)]));
  const value = problem.reference.value(values);
  const right = problem.reference.gradient(values);
  const evidence: Evidence = {
    probe,
    problem: node,
    convention: 'EDF2018',
    values,
    upstream: np.array(1),
    value,
    gotValue: toData(value),
    dimensions: Object.fromEntries(
      problem.sources.flatMap(({ name, shape }) => shape.map((d, axis) => [d, drawn[name].shape[axis]])),
    ),
    gradients: [],
  };
  evidence.gradients = gradientNames(problem).map((name, k) => ({
    evidence,
    source: problem.sources.find((source) => source.name === name)!,
    got: results[k],
    expected: toData(right[name]),
  }));
  return evidence;
}
