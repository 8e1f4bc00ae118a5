// A gradient of the right shape with wrong numbers: from the simplest explanation to the last resort.
import { isArrayData } from '../trial/data.js';
import { theNode } from '../node/wiring.js';
import { find } from './behaviour.js';
import { substitution } from './candidates.js';
import {
  agrees,
  type Evidence,
  type Guess,
  gradientAt,
  isNumeric,
  isRight,
  type NumericView,
  ratio,
} from './evidence.js';
import { scalarFactor } from './factors.js';
import { interval } from './intervals.js';
import { pattern, someExamples } from './positions.js';
import { factorBeforeSum, productSummed } from './products.js';
import { onlyAPart, summedAlong } from './restrictions.js';
import {
  anyLocalDerivative,
  anyMask,
  factor,
  factorOfRows,
  localDerivative,
  mask,
  rowCoupling,
} from './structure.js';
import { terms } from './terms.js';
import type { Trialled } from '../node/judge.js';
import { probeNames } from '../node/probe-names.js';
import type { KnownMistake, NodeProblem } from '../types.js';

/** The gradient of the first source that is wrong in ordinary draws. */
export function values(
  problem: NodeProblem,
  battery: readonly Trialled[],
  evidence: readonly Evidence[],
): Guess | null {
  const draws = evidence.filter(({ probe }) => probe === probeNames.draw);
  return (
    valueFit(problem, battery, draws) ?? (draws.length > 0 ? null : valueFit(problem, battery, evidence))
  );
}

export function valueFit(
  problem: NodeProblem,
  battery: readonly Trialled[],
  evidence: readonly Evidence[],
): Guess | null {
  for (const source of problem.sources) {
    const views = evidence
      .flatMap(({ gradients }) => gradients)
      .filter((view) => view.source.name === source.name && isNumeric(view)) as NumericView[];
    const wrong = views.filter((view) => !isRight(view));
    if (wrong.length > 0) return nameGradient(problem, battery, wrong, evidence[0]);
  }
  return null;
}

function nameGradient(
  problem: NodeProblem,
  battery: readonly Trialled[],
  views: NumericView[],
  evidence: Evidence,
): Guess {
  const [view] = views;
  return (
    zero(views, evidence) ??
    scalarFactor(views) ??
    inAll(views, substitution) ??
    upstreamIgnored(view, battery) ??
    inAll(views, (each) => known(problem.mistakes ?? [], each)) ??
    terms(views) ??
    inAll(views, factor) ??
    inAll(views, factorBeforeSum) ??
    inAll(views, mask) ??
    inAll(views, rowCoupling) ??
    inAll(views, localDerivative) ??
    inAll(views, productSummed) ??
    inAll(views, onlyAPart) ??
    inAll(views, summedAlong) ??
    extraTerm(view, battery) ??
    leaks(view, battery) ??
    pattern(views) ??
    interval(views) ??
    inAll(views, anyMask) ??
    someExamples(views) ??
    nonlinear(view, battery) ??
    inAll(views, factorOfRows) ??
    otherDerivative(view, battery) ?? { code: 'wrong-formula', where: view.source.name }
  );
}

/** What a detector says, if it says the same of every draw. */
function inAll(views: readonly NumericView[], detect: (view: NumericView) => Guess | null): Guess | null {
  const [first, ...others] = views.map(detect);
  const same = first && others.every((other) => other && JSON.stringify(other) === JSON.stringify(first));
  return same ? first : null;
}

function zero(views: readonly NumericView[], { gradients }: Evidence): Guess | null {
  const [{ source }] = views;
  const vanishes = ({ got }: NumericView): boolean => got.data.every((value) => Math.abs(value) < 1e-12);
  if (!views.every(vanishes)) return null;
  const others = gradients.filter(
    (other): other is NumericView => other.source.name !== source.name && isNumeric(other),
  );
  const code = others.length === 0 || others.every(vanishes) ? 'zero' : 'missing-gradient';
  return { code, where: source.name };
}

/** The same gradient for different upstream gradients. */
function upstreamIgnored({ source }: NumericView, battery: readonly Trialled[]): Guess | null {
  const [first, second] =
    find(battery, probeNames.upstreams)?.outcome.passes.map(({ grads }) => grads[source.name]) ?? [];
  if (!first || !second || !('data' in first) || !('data' in second)) return null;
  const isThere = first.data.some((value) => value !== 0);
  return isThere && agrees(first, second) ? { code: 'upstream-ignored', where: source.name } : null;
}

/** A gradient although nothing comes from above. */
function extraTerm({ source }: NumericView, battery: readonly Trialled[]): Guess | null {
  const got = find(battery, probeNames.zeroUpstream)?.outcome.passes[0]?.grads[source.name];
  const isThere = got && 'data' in got && got.data.some((value) => value !== 0);
  return isThere ? { code: 'extra-term', where: source.name } : null;
}

/** An upstream gradient for one example only moves the gradients of others. */
function leaks({ source }: NumericView, battery: readonly Trialled[]): Guess | null {
  const trialled = find(battery, probeNames.upstreams);
  const got = trialled?.outcome.passes[3]?.grads[source.name];
  const expected = trialled?.expected[3]?.grads[source.name];
  if (!got || !('data' in got) || source.kind !== 'node') return null;
  // The upstream gradient of this pass is zero but for the first example.
  const row = got.data.length / got.shape[0];
  const leaked = got.data.some((value, i) => i >= row && expected!.data[i] === 0 && Math.abs(value) > 1e-9);
  return leaked ? { code: 'leaks-across-examples', where: source.name } : null;
}

function nonlinear({ source }: NumericView, battery: readonly Trialled[]): Guess | null {
  const passes =
    find(battery, probeNames.upstreams)?.outcome.passes.map(({ grads }) => grads[source.name]) ?? [];
  const [first, second, both] = passes;
  if (!first || !second || !both || !('data' in first) || !('data' in second) || !('data' in both))
    return null;
  const sum = { ...first, data: first.data.map((value, i) => value + second.data[i]) };
  return agrees(both, sum) ? null : { code: 'nonlinear-in-upstream', where: source.name };
}

/** The derivative of another function, whichever it is. */
function otherDerivative(view: NumericView, battery: readonly Trialled[]): Guess | null {
  const trialled = find(battery, probeNames.upstreams);
  const others = (trialled?.outcome.passes ?? []).slice(0, 2).flatMap(({ grads }, i) => {
    const got = grads[view.source.name];
    return isArrayData(got) ? [{ got, upstream: trialled!.plan.passes[i].upstream![theNode] }] : [];
  });
  return anyLocalDerivative(view, others);
}

/** Formulas that the instructor has seen before. */
function known(mistakes: readonly KnownMistake[], view: NumericView): Guess | null {
  for (const { code, summary, hint, backward } of mistakes) {
    const gradient = backward && gradientAt(view, { backward });
    if (gradient && ratio(gradient, view.expected) === null && ratio(view.got, gradient) !== null) {
      return { code, where: view.source.name, detail: { hint, ...(summary && { summary }) } };
    }
  }
  return null;
}
