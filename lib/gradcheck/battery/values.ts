// Checks of values: what the answer defines under its names, against the instructor's.
import { inParts, named, type Part } from '../report/answer-report.js';
import { readGiven } from '../trial/data.js';
import { valueGuess } from '../diagnose/value.js';
import { valueSubject } from '../diagnose/words.js';
import { readOutcome } from '../outcome/read-outcome.js';
import type { Report } from '../report/report.js';
import type { Given, Outcome, Trial, ValuesProblem, ValuesTrial } from '../types.js';

const defaultTolerance = 1e-9;

/** Reads every name once and compares what it holds; each name has its own share of the points. */
export function* valuesBattery(problem: ValuesProblem): Generator<Trial, Report, Outcome> {
  const reference = problem.reference();
  const names = Object.keys(reference);
  const trial: ValuesTrial = { kind: 'values', names };
  const { given } = readOutcome(yield trial, trial);
  return inParts(
    problem,
    names.map((name, i) =>
      part(problem, name, given?.[i] ?? { instead: 'undefined' }, readGiven(reference[name])),
    ),
  );
}

function part(problem: ValuesProblem, name: string, got: Given, expected: Given): Part {
  const { tolerance = defaultTolerance, mistakes = {}, shares = {} } = problem;
  const guess = valueGuess(got, expected, tolerance, name);
  const isRemark = guess?.code === 'low-precision';
  const known = isRemark || !guess ? undefined : mistakes[name]?.find(({ value }) => !valueGuess(got, readGiven(value), tolerance, name)); // prettier-ignore
  const diagnosis = guess && named(problem, guess, valueSubject(problem, name));
  const told = known && { ...diagnosis!, code: known.code, summary: known.summary ?? diagnosis!.summary, hint: known.hint }; // prettier-ignore
  return {
    aspect: name,
    share: shares[name] ?? 1,
    earned: Number(!guess || isRemark),
    diagnosis: told ?? diagnosis,
  };
}
