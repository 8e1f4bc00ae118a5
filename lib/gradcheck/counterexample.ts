// The smallest example that goes wrong: one or two examples with whole numbers, from a public seed, to be redone by hand.
import { type NDArray, np } from '../array/index.js';
import {
  batch,
  type DataValues,
  dimensionsLike,
  type Dimensions,
  drawUpstream,
  drawValues,
  shapeOf,
  shuffled,
} from './draw.js';
import { fromDataWide, sizeOf } from './data.js';
import { judge, type Trialled } from './judge.js';
import { extremeExamples, prefill, probeNames } from './probes.js';
import { readOutcome } from './read-outcome.js';
import type {
  ArrayData,
  Counterexample,
  HeatMap,
  NodeProblem,
  Outcome,
  Random,
  SourceSpecification,
  Trial,
} from './types.js';
import { labelOf, pass, type Plan, singlePlan, theNode, trialOf } from './wiring.js';

/** Public: anybody may know what these numbers are. */
const publicSeed = 20_240_901;

/** Tries small plans, smallest first, and returns the first one that goes wrong, preferably where the diagnosis points. */
export function* smallest(
  problem: NodeProblem,
  where: string | null,
): Generator<Trial, Counterexample | null, Outcome> {
  const random = new np.random.Generator(publicSeed);
  let other: Counterexample | null = null;
  for (const { plan, note } of smallPlans(problem, random)) {
    const trialled = judge(problem, plan, readOutcome(yield trialOf(problem, plan), trialOf(problem, plan)));
    const found = counterexampleIn(problem, trialled, where, note);
    if (found?.wanted) return found.example;
    other ??= found?.example ?? null;
  }
  return other;
}

function* smallPlans(problem: NodeProblem, random: Random): Generator<{ plan: Plan; note: string }> {
  const sizes: Dimensions[] = [
    dimensionsLike(problem, () => 1),
    dimensionsLike(problem, (name) => (name === batch ? 1 : 2)),
    dimensionsLike(problem, () => 2),
  ];
  const draw = (size: Dimensions): { values: DataValues; upstream: ArrayData } => {
    const values = Object.fromEntries(
      problem.sources.map((source) => [source.name, integers(source, size, random)]),
    );
    const { shape } = outputOf(problem, values);
    return { values, upstream: { dtype: 'float64', shape, data: signedIntegers(sizeOf(shape), [], random) } };
  };
  const kinds: { note: string; passes(size: Dimensions): Plan['passes'] }[] = [
    { note: '', passes: (size) => [draw(size)].map(({ values, upstream }) => pass(values, { [theNode]: upstream })) },
    { note: `The gradients held ${prefill} before backward, to be added to.`, passes: (size) => [draw(size)].map(({ values, upstream }) => pass(values, { [theNode]: upstream }, { prefill })) },
    { note: 'This is the second forward and backward of the same node, with new data.', passes: (size) => [draw(size), draw(size)].map(({ values, upstream }) => pass(values, { [theNode]: upstream })) },
    { note: 'The first call had one example more.', passes: (size) => [draw({ ...size, [batch]: size[batch] + 1 }), draw(size)].map(({ values, upstream }) => pass(values, { [theNode]: upstream })) },
  ]; // prettier-ignore
  for (const { note, passes } of kinds) {
    for (const size of sizes) {
      yield { note, plan: singlePlan(problem, { probe: 'small', aspect: 'backward', passes: passes(size) }) };
    }
  }
  for (const { values } of extremeExamples(problem, random)) {
    const { shape } = outputOf(problem, values);
    const upstream: ArrayData = { dtype: 'float64', shape, data: signedIntegers(sizeOf(shape), [], random) };
    yield {
      note: '',
      plan: singlePlan(problem, {
        probe: 'small',
        aspect: 'stability',
        passes: [pass(values, { [theNode]: upstream })],
      }),
    };
  }
}

function outputOf(problem: NodeProblem, values: DataValues): NDArray {
  return problem.reference.forward(
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, fromDataWide(value)])),
  );
}

/** Whole numbers that fit the source's domain. */
function integers(source: SourceSpecification, size: Dimensions, random: Random): ArrayData {
  const { domain, kinks = [] } = source;
  const shape = shapeOf(source, size);
  if (domain.kind === 'labels') {
    const classes = size[domain.classes];
    return {
      dtype: 'int32',
      shape,
      data: Float64Array.from({ length: sizeOf(shape) }, () => random.integers(0, classes)),
    };
  }
  if (domain.kind === 'probabilities') {
    const row = shape[shape.length - 1] === 1 ? [1] : [0.25, 0.75];
    return {
      dtype: 'float64',
      shape,
      data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => row[i % row.length]),
    };
  }
  if (domain.kind === 'distinct') {
    const data = Float64Array.from(shuffled([...Array(sizeOf(shape)).keys()], random));
    return { dtype: 'float64', shape, data };
  }
  const data = signedIntegers(sizeOf(shape), kinks, random);
  return { dtype: 'float64', shape, data: domain.kind === 'positive' ? data.map(Math.abs) : data };
}

function signedIntegers(length: number, without: readonly number[], random: Random): Float64Array {
  const choices = [-3, -2, -1, 1, 2, 3].filter((value) => !without.includes(value));
  return Float64Array.from({ length }, () => choices[random.integers(0, choices.length)]);
}

function counterexampleIn(
  problem: NodeProblem,
  { plan, outcome, expected, discrepancies }: Trialled,
  where: string | null,
  note: string,
): { example: Counterexample; wanted: boolean } | null {
  const compared = discrepancies.filter(
    ({ what, kind }) => (what === 'value' || what === 'grad') && kind !== 'mutated' && kind !== 'failure',
  );
  const at = (name: string): boolean =>
    compared.some((one) => (one.what === 'grad' ? one.name : 'value') === name);
  const chosen =
    compared.find(({ what, name }) => (what === 'grad' ? name : 'value') === where) ?? compared[0];
  if (!chosen) return null;
  const { values, upstream } = plan.passes[chosen.pass];
  const isGradient = chosen.what === 'grad';
  const got = outcome.passes[chosen.pass];
  const example: Counterexample = {
    inputs: problem.sources.map((source) => ({ name: labelOf(source), value: values[source.name] })),
    upstream: isGradient ? upstream![theNode] : null,
    what: isGradient ? `${labelNamed(problem, chosen.name)}.grad` : 'value',
    got: isGradient ? got.grads[chosen.name] : got.values[theNode],
    expected: isGradient ? expected[chosen.pass].grads[chosen.name] : expected[chosen.pass].values[theNode],
    note,
  };
  return { example, wanted: where !== null && at(where) };
}

function labelNamed(problem: NodeProblem, name: string): string {
  return labelOf(problem.sources.find((source) => source.name === name)!);
}

/** A draw of ordinary size from the public seed: what may be shown of it is no secret. */
export function publicPlan(problem: NodeProblem): Plan {
  const random = new np.random.Generator(publicSeed);
  const dimensions = dimensionsLike(problem, (_, i) => [5, 7, 3][i % 3]);
  const values = drawValues(problem, dimensions, random);
  const upstream = drawUpstream(outputOf(problem, values).shape, random);
  return singlePlan(problem, {
    probe: probeNames.draw,
    aspect: 'backward',
    passes: [pass(values, { [theNode]: upstream })],
  });
}

/** Where the array that the diagnosis is about is wrong in the public draw; null where there is nothing to see. */
export function heatMap(
  problem: NodeProblem,
  { outcome, expected, discrepancies }: Trialled,
  where: string,
): HeatMap | null {
  const isValue = where === 'value';
  if (
    !discrepancies.some(
      ({ kind, what, name }) => kind === 'wrong' && (isValue ? what === 'value' : name === where),
    )
  )
    return null;
  const got = isValue ? outcome.passes[0]?.values[theNode] : outcome.passes[0]?.grads[where];
  const right = isValue ? expected[0].values[theNode] : expected[0].grads[where];
  if (!got || !('data' in got) || got.data.length !== right.data.length || right.shape.length > 2)
    return null;
  const scale = right.data.reduce((most, value) => Math.max(most, Math.abs(value)), Number.MIN_VALUE);
  const columns = right.shape[right.shape.length - 1] ?? 1;
  return {
    what: isValue ? 'value' : `${labelNamed(problem, where)}.grad`,
    rows: right.data.length / columns,
    columns,
    error: right.data.map((value, i) => Math.abs(got.data[i] - value) / scale),
  };
}
