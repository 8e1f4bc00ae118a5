// What an optimiser is tried with, and what must come of it by the instructor's rule, or by a rule that is wrong in a known way.
import { type NDArray, np } from '../../array/index.js';
import { toData } from '../trial/data.js';
import { normalArray } from '../draw/normal-array.js';
import type { OptimiserProblem, OptimiserState, OptimiserTrial, Random } from '../types.js';

/** Parameters, settings, and the gradients of every step. */
export interface OptimiserRun {
  settings: Record<string, number>;
  values: NDArray[];
  gradients: NDArray[][];
}

/** Enough for what is forgotten, or counted wrongly, after a few steps. */
const stepsPerRun = 12;
/** Steps of an example that is redone by hand. */
const stepsByHand = 4;

/** Draws parameters of these shapes. */
export function drawRun(
  { settings }: OptimiserProblem,
  random: Random,
  shapes: readonly number[][],
): OptimiserRun {
  const drawn = Object.entries(settings).map(
    ([name, [least, most]]) => [name, least + (most - least) * random.uniform()] as const,
  );
  const arrays = () => shapes.map((shape) => normalArray(random, shape));
  const gradients = Array.from({ length: stepsPerRun }, arrays);
  // What is remembered moves a parameter whose gradient is 0, and a large gradient is not cut.
  gradients[3][0] = np.zerosLike(gradients[3][0]);
  gradients[5] = gradients[5].map((each) => each.mul(100));
  return {
    settings: Object.fromEntries(drawn),
    values: arrays(),
    gradients,
  };
}

/** A run with whole numbers and short settings, to be redone by hand. */
export function wholeRun({ settings }: OptimiserProblem, random: Random): OptimiserRun {
  const short = Object.entries(settings).map(([name, [least, most]]) => [name, Number(((least + most) / 2).toPrecision(1))] as const); // prettier-ignore
  const array = () => np.array([1, 2].map(() => random.integers(1, 4) * (random.uniform() < 0.5 ? -1 : 1)));
  return {
    settings: Object.fromEntries(short),
    values: [array()],
    gradients: Array.from({ length: stepsByHand }, () => [array()]),
  };
}

export function trialOf(
  { call, step = 'step', settings: ranges }: OptimiserProblem,
  { settings, values, gradients }: OptimiserRun,
): OptimiserTrial {
  return {
    kind: 'optimiser',
    call,
    step,
    settings: Object.keys(ranges).map((name) => settings[name]),
    values: values.map(toData),
    gradients: gradients.map((each) => each.map(toData)),
  };
}

/** How a rule may go wrong. */
export interface Slip {
  /** Changes the settings. */
  settings?(settings: Record<string, number>): Record<string, number>;
  gradient?(gradients: readonly NDArray[][], step: number, parameter: number): NDArray;
  /** State that is kept for one step only, or by all parameters together. */
  state?: 'forgotten' | 'shared';
  /** The number of every step is 1. */
  uncounted?: boolean;
  /** The new value from the one before and the right one. */
  value?(before: NDArray, right: NDArray, parameter: number): NDArray;
}

/** The values of all parameters after every step. */
export function valuesAfter(problem: OptimiserProblem, run: OptimiserRun, slip: Slip = {}): NDArray[][] {
  const settings = slip.settings?.({ ...run.settings }) ?? run.settings;
  let states: OptimiserState[] = [];
  let values = run.values;
  const common: OptimiserState = {};
  return run.gradients.map((drawn, step) => {
    if (step === 0 || slip.state === 'forgotten') states = values.map(() => ({}));
    values = values.map((value, k) => {
      const state = slip.state === 'shared' ? common : states[k];
      const grad = slip.gradient?.(run.gradients, step, k) ?? drawn[k];
      const right = problem.update({ value, grad, settings, state, count: slip.uncounted ? 1 : step + 1 });
      return slip.value?.(value, right, k) ?? right;
    });
    return values;
  });
}
