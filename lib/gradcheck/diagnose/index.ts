// Names the mistake. The order goes from what makes everything else meaningless to what is a matter of digits.
import type { Trialled } from '../judge.js';
import { probeNames } from '../probes.js';
import type { Diagnosis, KnownMistake, NodeProblem } from '../types.js';
import { behaviour, failing, find } from './behaviour.js';
import { substitution } from './candidates.js';
import {
  agrees,
  type Evidence,
  evidenceOf,
  type Guess,
  gradientAt,
  isNumeric,
  isRight,
  type NumericView,
  ratio,
} from './evidence.js';
import { scalarFactor } from './factors.js';
import { failure } from './failures.js';
import { forward } from './forward.js';
import { firstOnly, pattern } from './positions.js';
import { precision } from './precision.js';
import { refusedDelta, wrongShape } from './shapes.js';
import { factorBeforeSum, productSummed } from './products.js';
import { onlyAPart, summedAlong } from './restrictions.js';
import { anyMask, factor, factorOfRows, localDerivative, mask, rowCoupling } from './structure.js';
import { terms } from './terms.js';
import { inWords, subjectOf } from './words.js';

/**
 * What is wrong with a node, from two independent batteries. The second confirms the first: where they disagree, the
 * diagnosis is marked as a guess.
 */
export function diagnose(
  problem: NodeProblem,
  battery: readonly Trialled[],
  second: readonly Trialled[],
): Diagnosis | null {
  const guess = guessFrom(problem, battery);
  if (!guess) return null;
  const again = guessFrom(problem, second);
  return {
    ...inWords(subjectOf(problem), guess),
    confirmed: again?.code === guess.code && again.where === guess.where,
  };
}

/** What is wrong with gradients, from what a function returned: there is no battery of a node around them. */
export function diagnoseGradients(problem: NodeProblem, evidence: readonly Evidence[]): Guess | null {
  return (
    notFinite(evidence) ??
    wrongShapeIn(evidence) ??
    values(problem, [], evidence) ??
    onlySome(evidence) ??
    precision(evidence, [])
  );
}

/** Ordinary draws are right; special shapes are not. */
function onlySome(evidence: readonly Evidence[]): Guess | null {
  for (const one of evidence) {
    const wrong = one.gradients.find((view) => !isRight(view));
    const detail = { some: `it is wrong only for: ${one.probe}` };
    if (wrong) return { code: 'wrong-for-some', where: wrong.source.name, detail };
  }
  return null;
}

function guessFrom(problem: NodeProblem, battery: readonly Trialled[]): Guess | null {
  const evidence = evidenceOf(problem, battery);
  return (
    protocol(problem, battery, evidence) ??
    forward(evidence) ??
    notFinite(evidence) ??
    wrongShapeIn(evidence) ??
    behaviour(battery) ??
    values(problem, battery, evidence) ??
    oneProbe(battery.filter(({ plan }) => plan.probe !== probeNames.large)) ??
    digits(battery, evidence)
  );
}

/** What stops the ordinary draws from coming to an end. */
function protocol(
  problem: NodeProblem,
  battery: readonly Trialled[],
  evidence: readonly Evidence[],
): Guess | null {
  const draw = find(battery, probeNames.draw);
  const thrown = draw?.outcome.failure;
  if (!draw || !thrown) return null;
  const named = failure(thrown);
  if (named.code !== 'throws') return named;
  const refused = refusedDelta(problem, draw);
  if (refused) return refused;
  // Square shapes may hide the error: then the values tell more than the exception.
  const fromValues = evidence.length > 0 ? (forward(evidence) ?? valueFit(problem, battery, evidence)) : null;
  return fromValues && fromValues.code !== 'wrong-formula' ? fromValues : named;
}

function notFinite(evidence: readonly Evidence[]): Guess | null {
  for (const { gradients } of evidence) {
    for (const { source, got } of gradients) {
      if (!('data' in got)) return { code: 'not-an-array', where: source.name, detail: { got: got.instead } };
      if (!got.data.every(Number.isFinite)) return { code: 'not-finite', where: source.name };
    }
  }
  return null;
}

function wrongShapeIn(evidence: readonly Evidence[]): Guess | null {
  for (const one of evidence) {
    const guess = wrongShape(one);
    if (guess) return guess;
  }
  return null;
}

/** The gradient of the first source that is wrong in ordinary draws. */
function values(
  problem: NodeProblem,
  battery: readonly Trialled[],
  evidence: readonly Evidence[],
): Guess | null {
  const draws = evidence.filter(({ probe }) => probe === probeNames.draw);
  return (
    valueFit(problem, battery, draws) ?? (draws.length > 0 ? null : valueFit(problem, battery, evidence))
  );
}

function valueFit(
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
    zero(view, evidence) ??
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
    firstOnly(views) ??
    inAll(views, factorOfRows) ??
    inAll(views, anyMask) ??
    nonlinear(view, battery) ?? { code: 'wrong-formula', where: view.source.name }
  );
}

/** What a detector says, if it says the same of every draw. */
function inAll(views: readonly NumericView[], detect: (view: NumericView) => Guess | null): Guess | null {
  const [first, ...others] = views.map(detect);
  const same = first && others.every((other) => other && JSON.stringify(other) === JSON.stringify(first));
  return same ? first : null;
}

function zero(view: NumericView, { gradients }: Evidence): Guess | null {
  const vanishes = ({ got }: NumericView): boolean => got.data.every((value) => Math.abs(value) < 1e-12);
  if (!vanishes(view)) return null;
  const others = gradients.filter(
    (other): other is NumericView => other.source.name !== view.source.name && isNumeric(other),
  );
  const code = others.length === 0 || others.every(vanishes) ? 'zero' : 'missing-gradient';
  return { code, where: view.source.name };
}

/** The same gradient for different upstream gradients. */
function upstreamIgnored({ source }: NumericView, battery: readonly Trialled[]): Guess | null {
  const [first, second] =
    find(battery, probeNames.upstreams)?.outcome.passes.map(({ grads }) => grads[source.name]) ?? [];
  if (!first || !second || !('data' in first) || !('data' in second)) return null;
  return agrees(first, second) ? { code: 'upstream-ignored', where: source.name } : null;
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

/** Ordinary draws are right; one special probe is not. */
function oneProbe(battery: readonly Trialled[]): Guess | null {
  for (const trialled of battery) {
    const [first] = failing(trialled);
    if (!first || trialled.plan.aspect === 'stability') continue;
    const where = first.what === 'grad' ? first.name : 'value';
    return {
      code: 'wrong-for-some',
      where,
      detail: { some: `it is wrong only for: ${trialled.plan.probe}` },
    };
  }
  return null;
}

/** Finite differences are told from instability first, since they show both. */
function digits(battery: readonly Trialled[], evidence: readonly Evidence[]): Guess | null {
  const imprecise = precision(evidence, battery);
  return imprecise?.code === 'finite-differences'
    ? imprecise
    : (stability(battery) ?? oneProbe(battery) ?? imprecise);
}

function stability(battery: readonly Trialled[]): Guess | null {
  for (const trialled of battery) {
    const [first] = failing(trialled);
    if (!first || trialled.plan.aspect !== 'stability') continue;
    if (first.kind === 'kink') return { code: 'kink', where: first.name };
    const isGradient = first.what === 'grad' || trialled.outcome.failure?.phase === 'backward';
    const where = isGradient ? first.name : 'value';
    return {
      code: isGradient ? 'unstable-gradient' : 'forward-unstable',
      where,
      detail: { probe: trialled.plan.probe },
    };
  }
  return null;
}
