// The smallest example that goes wrong: one or two examples with whole numbers, from a public seed, to be redone by hand.
import { type Discrepancy, judge, type Trialled } from './judge.js';
import { readOutcome } from '../outcome/read-outcome.js';
import { smallPlans } from './small-plans.js';
import type { ArrayData, Counterexample, NodeProblem, Outcome, Reading, Trial } from '../types.js';
import { labelNamed, labelOf, theNode, trialOf } from './wiring.js';

/** Tries small plans, smallest first, and returns the first one that goes wrong, preferably where the diagnosis points. */
export function* smallest(
  problem: NodeProblem,
  where: string | null,
): Generator<Trial, Counterexample | null, Outcome> {
  let other: Counterexample | null = null;
  for (const { plan, note } of smallPlans(problem)) {
    const trial = trialOf(problem, plan);
    const trialled = judge(problem, plan, readOutcome(yield trial, trial));
    const chosen = choose(trialled, where);
    if (!chosen) continue;
    const example = show(problem, trialled, chosen, note);
    if (placeOf(trialled, chosen) === where) return example;
    other ??= example;
  }
  return other;
}

/** What is wrong where the diagnosis points, else whatever is wrong first. */
function choose(trialled: Trialled, where: string | null): Discrepancy | undefined {
  const shown = trialled.discrepancies.filter(({ kind }) => kind !== 'failure');
  return shown.find((one) => placeOf(trialled, one) === where) ?? shown[0];
}

/** A source of the problem, or `value`: what diagnoses call the place of a discrepancy. */
function placeOf({ plan }: Trialled, { what, name }: Discrepancy): string {
  return what === 'grad' || what === 'source'
    ? plan.sources.find((source) => source.name === name)!.slot
    : 'value';
}

function show(
  problem: NodeProblem,
  trialled: Trialled,
  { kind, what, name, pass }: Discrepancy,
  note: string,
): Counterexample {
  const { plan, outcome, expected } = trialled;
  const { upstream } = plan.passes[pass];
  const values: Record<string, ArrayData> = Object.assign({}, ...plan.passes.slice(0, pass + 1).map((one) => one.values)); // prettier-ignore
  const slot = placeOf(trialled, { what, name } as Discrepancy);
  const label = slot === 'value' ? 'value' : labelNamed(problem, slot);
  const inputs = plan.sources.map((source) => {
    const own = labelOf(problem.sources.find((one) => one.name === source.slot)!);
    return { name: source.name === source.slot ? own : `${own} of the other`, value: values[source.name] };
  });
  const { grads, sourcesAfter, upstreamAfter, valuesAfter, values: got } = outcome.passes[pass];
  const given = upstream ?? {};
  const seen: Record<Discrepancy['what'], [what: string, got: Reading, expected: ArrayData]> = {
    grad: [`${label}.grad`, grads[name], expected[pass].grads[name]],
    value:
      kind === 'mutated'
        ? ['value after backward', valuesAfter[name], got[name] as ArrayData]
        : ['value', got[name], expected[pass].values[name]],
    source: [`${label}.value afterwards`, sourcesAfter[name], values[name]],
    upstream: ['this.grad after backward', upstreamAfter[name], given[name]],
  };
  const [title, reading, right] = seen[what];
  const isForward = what === 'value' && kind !== 'mutated';
  return {
    inputs,
    upstream: isForward ? null : (given[theNode] ?? null),
    what: title,
    got: reading,
    expected: right,
    note,
  };
}
