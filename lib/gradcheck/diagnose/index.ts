// Names the mistake. The order goes from what makes everything else meaningless to what is a matter of digits.
import type { Trialled } from '../node/judge.js';
import { probeNames } from '../node/probe-names.js';
import { normwiseError } from '../outcome/compare.js';
import type { Diagnosis, NodeProblem } from '../types.js';
import { behaviour, failing, find } from './behaviour.js';
import { type Evidence, evidenceOf, type Guess, isNumeric, isRight } from './evidence.js';
import { failure } from './failures.js';
import { forward } from './forward.js';
import { valueFit, values } from './gradient.js';
import { interval, valueInterval } from './intervals.js';
import { areMany, pattern } from './positions.js';
import { precision } from './precision.js';
import { refusedDelta, wrongShape } from './shapes.js';
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
    differences(
      [],
      evidence.filter(({ probe }) => probe === probeNames.draw),
    ) ??
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
    fromForward(battery, evidence) ??
    values(problem, battery, evidence) ??
    differences(battery, evidence) ??
    rare(problem, battery) ??
    oneProbe(battery, [probeNames.many, probeNames.wide]) ??
    stability(battery) ??
    oneProbe(battery) ??
    precision(evidence, battery)
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

/** Wrong at places so rare that only many numbers, or those of every size, are sure to hold some. */
function rare(problem: NodeProblem, battery: readonly Trialled[]): Guess | null {
  const evidence = evidenceOf(problem, battery, [probeNames.sizes, probeNames.many, probeNames.wide]);
  for (const one of evidence) {
    const guess = valueInterval(one);
    if (guess) return guess;
  }
  for (const view of evidence.flatMap(({ gradients }) => gradients)) {
    if (!isNumeric(view) || isRight(view)) continue;
    const guess = (areMany(view) ? pattern([view]) : null) ?? interval([view]);
    if (guess) return guess;
  }
  return null;
}

/** Ordinary draws are right; one special probe is not. `weak` ones are told of beside others only. */
function oneProbe(battery: readonly Trialled[], weak: readonly string[] = []): Guess | null {
  const wrong = battery.filter((one) => one.plan.aspect !== 'stability' && failing(one).length > 0);
  const told = wrong.find(({ plan }) => !weak.includes(plan.probe));
  if (!told) return null;
  const [first] = failing(told);
  const isGradient = first.what === 'grad';
  const where = isGradient ? first.name : 'value';
  const probes = [...new Set(wrong.map(({ plan }) => plan.probe))].slice(0, 3).join('; ');
  if (first.kind === 'not-finite')
    return { code: isGradient ? 'unstable-gradient' : 'forward-unstable', where, detail: { probe: probes } };
  return { code: 'wrong-for-some', where, detail: { some: `it is wrong only for: ${probes}` } };
}

/** A forward with digits missing makes gradients that are wrong by not much more. */
function fromForward(battery: readonly Trialled[], evidence: readonly Evidence[]): Guess | null {
  const errors = evidence.flatMap(({ gradients }) => gradients).map((view) => isNumeric(view) ? normwiseError(view.got, view.expected, 1e-3) : Infinity); // prettier-ignore
  const imprecise = precision(evidence, battery);
  const isSmall = errors.length > 0 && Math.max(...errors) <= 1e-4;
  return isSmall && imprecise?.code === 'forward-low-precision' ? imprecise : null;
}

/** Told from what is wrong at kinks and for large numbers first, since they show both. */
function differences(battery: readonly Trialled[], evidence: readonly Evidence[]): Guess | null {
  const isWrong = evidence.some(({ gradients }) => gradients.some((view) => !isRight(view)));
  const imprecise = isWrong ? null : precision(evidence, battery);
  return imprecise?.code === 'finite-differences' ? imprecise : null;
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
