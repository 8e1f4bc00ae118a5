// Checks of choices. Without the solution, as in a notebook, they say that an answer is there and of the right form; with it,
// in the grader, they judge.
import { answer, named, pending } from '../report/answer-report.js';
import { isArrayData, isTextData } from '../trial/data.js';
import type { Guess } from '../diagnose/evidence.js';
import type { BatteryOptions } from './options.js';
import { readOutcome } from '../outcome/read-outcome.js';
import type { Report } from '../report/report.js';
import type { ChoiceProblem, Given, Outcome, Trial, ValuesTrial } from '../types.js';

const defaultTolerance = 1e-3;

/** The trial that reads the answer. */
export function choiceTrial({ name }: ChoiceProblem): ValuesTrial {
  return { kind: 'values', names: [name] };
}

/** Reads the answer; judges it where the solution is known. */
export function* choiceBattery(
  problem: ChoiceProblem,
  { solution }: BatteryOptions = {},
): Generator<Trial, Report, Outcome> {
  const trial = choiceTrial(problem);
  const { given } = readOutcome(yield trial, trial);
  const got = given?.[0] ?? { instead: 'undefined' };
  const malformed = refuse(problem, got);
  if (malformed) return answer(problem, 0, named(problem, malformed));
  if (!solution) return pending(problem, 'answered: it is judged after you have handed it in');
  const { share, what } = judge(problem, got, solution);
  if (share === 1) return answer(problem, problem.points, null);
  return answer(problem, problem.points * share, named(problem, { code: 'wrong-choice', where: problem.name, detail: { what } })); // prettier-ignore
}

/** Checks the instructor's own answer. @throws TypeError when it is none of the options */
export function checkSolution(problem: ChoiceProblem, solution: Given): Given {
  const malformed = refuse(problem, solution);
  if (!malformed) return solution;
  const { summary } = named(problem, malformed);
  throw new TypeError(
    `problem ${problem.id}: the solution in the instructor's notebook will not do: ${summary}`,
  );
}

/** What makes an answer none, before it is right or wrong. */
function refuse({ asks, name }: ChoiceProblem, got: Given): Guess | null {
  const wrong = (code: Guess['code'], detail: Record<string, string> = {}): Guess => ({
    code,
    where: name,
    detail,
  });
  const none = wrong('missing', {
    summary: `${name} holds no answer yet.`,
    hint:
      asks.kind === 'number'
        ? 'It should be a number.'
        : `It should be ${asks.kind === 'one' ? 'one' : 'a list'} of ${quoted(asks.options)}.`,
  });
  if (asks.kind === 'number') {
    if (isTextData(got)) return none;
    if (!isArrayData(got)) return none;
    const isNumber = got.shape.length === 0 && got.dtype !== 'bool' && Number.isFinite(got.data[0]);
    return isNumber ? null : none;
  }
  const { options } = asks;
  if (!isTextData(got) || got.texts.every((text) => text === '')) return none;
  const isList = got.shape.length > 0;
  if (isList !== (asks.kind === 'several'))
    return wrong('wrong-type', {
      summary: isList
        ? `${name} is a list: one answer is asked for.`
        : `${name} is a text: a list of answers is asked for.`,
      hint: isList
        ? `Write ${name} = '${options[0]}'`
        : `Write ${name} = ['${options[0]}'], with square brackets.`,
    });
  const stranger = got.texts.find((text) => !options.includes(text));
  if (stranger === undefined) return null;
  const what = `has an answer that is none of the options.`;
  return wrong('no-such-option', { what, options: quoted(options) });
}

function quoted(options: readonly string[]): string {
  return options.map((option) => `'${option}'`).join(', ');
}

/** How much of the points an answer of the right form earns, and what is said of it. */
function judge({ asks }: ChoiceProblem, got: Given, solution: Given): { share: number; what: string } {
  const wrong = 'the answer is wrong.';
  if (asks.kind === 'number') {
    const [number, right] = [got, solution].map((one) => (isArrayData(one) ? one.data[0] : NaN));
    const isNear = Math.abs(number - right) <= (asks.tolerance ?? defaultTolerance) * Math.abs(right);
    return { share: Number(isNear), what: wrong };
  }
  const [chosen, right] = [got, solution].map((one) => new Set(isTextData(one) ? one.texts : []));
  const hits = [...chosen].filter((option) => right.has(option)).length;
  const misses = chosen.size - hits;
  if (hits === right.size && misses === 0) return { share: 1, what: '' };
  if (asks.kind === 'one' || asks.partial === false) return { share: 0, what: wrong };
  // Who chooses all earns nothing, as who chooses none.
  const others = asks.options.length - right.size;
  const share = Math.max(0, hits / right.size - (others > 0 ? misses / others : 0));
  const chosenText = `${hits} of the ${right.size} right ones ${hits === 1 ? 'is' : 'are'} chosen`;
  return { share, what: `${chosenText}, and ${misses} wrong ${misses === 1 ? 'one' : 'ones'}.` };
}
