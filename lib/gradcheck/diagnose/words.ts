// What each diagnosis says to a student: one sentence on what is wrong, then what to look at.
import type { Diagnosis, Problem, SourceSpecification } from '../types.js';
import { labelOf } from '../node/wiring.js';
import type { Guess } from './evidence.js';
import { sentence } from './sentence.js';
import { type Subject, templates } from './templates.js';

export function subjectOf(problem: Problem): Subject {
  if (problem.kind === 'node') {
    const { className: name, formula, hints = {}, sources } = problem;
    return {
      kind: 'class',
      name,
      formula,
      hints,
      labels: labelsOf(sources),
    };
  }
  if (problem.kind === 'choice' || problem.kind === 'plot') return valueSubject(problem, problem.name);
  if (problem.kind === 'engine' || problem.kind === 'optimiser') {
    const call = problem.kind === 'optimiser' ? problem.call : (problem.variable ?? problem.backward);
    const kind = call.call === 'new' ? 'class' : 'function';
    const formula = `what the text asks for: ${problem.title}`;
    return { kind, name: call.name, formula, hints: problem.hints ?? {}, labels: {} };
  }
  const name = 'functionName' in problem ? problem.functionName : problem.id;
  const asked = `what the text asks for: ${problem.title}`;
  if (problem.kind !== 'gradient') return { kind: 'function', name, formula: asked, hints: {}, labels: {} };
  const { formula, hints = {}, sources } = problem;
  return { kind: 'function', name, formula, hints, labels: labelsOf(sources) };
}

/** A value that the answer defines under a name. */
export function valueSubject(problem: Problem, name: string): Subject {
  const hints = 'hints' in problem ? problem.hints : undefined;
  const formula = `what the text asks for: ${problem.title}`;
  return { kind: 'value', name, formula, hints: hints ?? {}, labels: {} };
}

function labelsOf(sources: readonly SourceSpecification[]): Record<string, string> {
  return Object.fromEntries(sources.map((source) => [source.name, labelOf(source)]));
}

/** The diagnosis in words. A problem's own hints come first. */
export function inWords(subject: Subject, { code, where, detail = {} }: Guess): Omit<Diagnosis, 'confirmed'> {
  const label = subject.labels[where] ?? where;
  const gradient = subject.kind === 'class' ? `${label}.grad` : `the gradient by ${label}`;
  const whole = subject.kind === 'function' ? 'the result' : 'the value';
  const it = where === 'value' ? whole : subject.kind === 'value' ? label : gradient;
  const [summary, hint] = templates[code]({ it, where: label, subject, detail });
  const own = subject.hints[`${code}:${where}`] ?? subject.hints[code];
  return {
    code,
    where,
    summary: sentence((detail.summary ?? summary) + (detail.extra ?? '')),
    hint: own ?? detail.hint ?? hint,
  };
}
