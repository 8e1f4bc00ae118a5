// Names what is wrong with an optimiser: rules that are wrong in known ways are tried until one takes the same steps.
import { formatShape, sameShape } from '../../array/index.js';
import { largest, normwiseError } from '../outcome/compare.js';
import { isArrayData, toData } from '../trial/data.js';
import { type Guess, saying } from '../diagnose/evidence.js';
import { type OptimiserRun, type Slip, valuesAfter } from './run.js';
import type { ArrayData, DiagnosisCode, OptimiserPart, OptimiserProblem, Reading } from '../types.js';

/** A run with what came of it: every parameter's value and gradient, step by step. */
export interface Stepped {
  run: OptimiserRun;
  steps: { values: Reading[]; grads: Reading[] }[];
}

/** Something that is not as it should be. */
export interface StepFault {
  part: OptimiserPart;
  step: number;
  parameter: number;
  what: 'value' | 'grad';
  got: Reading;
  expected: ArrayData;
}

const tolerance = 1e-11;

/** Everything that is wrong in a run. */
export function stepFaults(problem: OptimiserProblem, { run, steps }: Stepped): StepFault[] {
  const values = valuesAfter(problem, run);
  return steps.flatMap((got, step) =>
    run.values.flatMap((_, parameter) => {
      const value = toData(values[step][parameter]);
      const grad = toData(run.gradients[step][parameter]);
      const left = problem.zeroes ? { ...grad, data: grad.data.map(() => 0) } : grad;
      const about = { step, parameter };
      return [
        ...(isNear(got.values[parameter], value) ? [] : [{ ...about, part: step === 0 ? ('step' as const) : ('memory' as const), what: 'value' as const, got: got.values[parameter], expected: value }]), // prettier-ignore
        ...(isNear(got.grads[parameter], left) ? [] : [{ ...about, part: 'care' as const, what: 'grad' as const, got: got.grads[parameter], expected: left }]), // prettier-ignore
      ];
    }),
  );
}

function isNear(got: Reading, expected: ArrayData): boolean {
  return (
    isArrayData(got) &&
    sameShape(got.shape, expected.shape) &&
    normwiseError(got, expected, Math.max(1, largest(expected))) <= tolerance
  );
}

interface Model extends Slip {
  code: DiagnosisCode;
  summary: string;
  hint?: string;
}

/** What is wrong; null if nothing is. */
export function optimiserGuess(problem: OptimiserProblem, runs: readonly Stepped[]): Guess | null {
  const faults = runs.flatMap((run) => stepFaults(problem, run));
  if (faults.length === 0) return null;
  const values = faults.filter(({ what }) => what === 'value');
  if (values.length === 0) return gradientGuess(problem, faults);
  const [first] = values;
  const name = `the value of a parameter`;
  if (!isArrayData(first.got)) return saying('not-an-array', `${name} should be an array, but after the step it is ${first.got.instead}.`, 'Assign the new array to parameter.value.'); // prettier-ignore
  if (!sameShape(first.got.shape, first.expected.shape)) return saying('wrong-shape', `${name} has shape ${formatShape(first.got.shape)} after the step, expected ${formatShape(first.expected.shape)}.`); // prettier-ignore
  if (!first.got.data.every(Number.isFinite))
    return saying('not-finite', `${name} is NaN or infinite after the step.`);
  for (const model of models(problem)) {
    const isIt = runs.every(({ run, steps }) => {
      const simulated = attempt(() => valuesAfter(problem, run, model));
      return simulated?.every((after, step) =>
        after.every((value, k) => isNear(steps[step].values[k], toData(value))),
      );
    });
    if (isIt) return saying(model.code, model.summary, model.hint);
  }
  return first.part === 'step'
    ? saying('wrong-formula', 'the first step is wrong.', 'Write one step for one number by hand.')
    : saying(
        'wrong-formula',
        'the first step is right, a later one is wrong.',
        'What is remembered from step to step, and how does it enter the next one?',
      );
}

/** State of different shapes cannot be shared. */
function attempt<T>(body: () => T): T | null {
  try {
    return body();
  } catch {
    return null;
  }
}

function gradientGuess({ zeroes }: OptimiserProblem, faults: readonly StepFault[]): Guess {
  if (zeroes) return saying('not-reset', 'the step does not set the gradients to zero.', 'After the step: parameter.grad = 0'); // prettier-ignore
  const isZero = faults.every(({ got }) => isArrayData(got) && got.data.every((x) => x === 0));
  return saying(
    'mutates-upstream',
    isZero
      ? 'the step sets the gradients to zero, which is not its business.'
      : 'the step changes the gradients.',
    'Methods such as imul write into the array itself. Use mul, which makes a fresh one, or copy() first.',
  );
}

function models({ settings }: OptimiserProblem): Model[] {
  const names = Object.keys(settings);
  const change = (name: string, f: (x: number) => number) => ({
    settings: (given: Record<string, number>) => ({ ...given, [name]: f(given[name]) }),
  });
  const [rate] = names;
  return [
    {
      code: 'not-updated',
      summary: 'the parameters are what they were before the step.',
      value: (before) => before,
    },
    { code: 'moves-uphill', summary: 'the step moves uphill: the gradient is added where it should be subtracted.', value: (before, right) => before.add(before.sub(right)) }, // prettier-ignore
    { code: 'moves-uphill', summary: 'the step moves uphill: the gradient has the wrong sign.', gradient: (all, step, k) => all[step][k].neg() }, // prettier-ignore
    ...names.flatMap((name): Model[] => [
      { code: 'rate-not-applied', summary: `${name} is not applied.`, hint: `Where does ${name} stand in the rule?`, ...change(name, () => 1) }, // prettier-ignore
      { code: 'rate-not-applied', summary: `${name} is not applied.`, hint: `Where does ${name} stand in the rule?`, ...change(name, () => 0) }, // prettier-ignore
      { code: 'extra-factor', summary: `${name} is applied twice.`, hint: `Multiply by ${name} once.`, ...change(name, (x) => x * x) }, // prettier-ignore
      { code: 'wrong-factor', summary: `the step is divided by ${name}.`, hint: `Multiply by ${name}.`, ...change(name, (x) => 1 / x) }, // prettier-ignore
      {
        code: 'wrong-factor',
        summary: `1 - ${name} stands where ${name} should.`,
        ...change(name, (x) => 1 - x),
      },
      { code: 'sign', summary: `${name} has the wrong sign.`, ...change(name, (x) => -x) },
    ]),
    ...names.slice(1).map((name): Model => ({
      code: 'swapped-gradients',
      summary: `${rate} and ${name} are exchanged.`,
      hint: 'The settings come in the order in which the text gives them.',
      settings: (given) => ({ ...given, [rate]: given[name], [name]: given[rate] }),
    })),
    { code: 'assigned-not-accumulated', summary: 'the new value is the change alone: the old value is lost.', hint: 'value = value - change', value: (before, right) => right.sub(before) }, // prettier-ignore
    { code: 'assigned-not-accumulated', summary: 'the new value is the change alone: the old value is lost.', hint: 'value = value - change', value: (before, right) => before.sub(right) }, // prettier-ignore
    { code: 'not-updated', summary: 'only the first parameter is updated.', hint: 'Go through all parameters.', value: (before, right, k) => (k === 0 ? right : before) }, // prettier-ignore
    { code: 'not-updated', summary: 'the first parameter is not updated.', hint: 'Does the loop begin at 0?', value: (before, right, k) => (k === 0 ? before : right) }, // prettier-ignore
    { code: 'momentum-lost', summary: 'the first step is right, but what it should be remembered for is lost.', hint: 'Keep the state of every parameter from step to step: in the optimiser, not in the step.', state: 'forgotten' }, // prettier-ignore
    { code: 'momentum-lost', summary: 'every step is taken for the first one.', hint: 'Count the steps: the correction of the first averages depends on it.', uncounted: true }, // prettier-ignore
    { code: 'shared-state', summary: 'all parameters share what should be remembered for each of them.', hint: 'One array of state for every parameter.', state: 'shared' }, // prettier-ignore
    { code: 'stale-value', summary: 'later steps use the gradient of the first one.', hint: 'Read parameter.grad in every step.', gradient: (all, _, k) => all[0][k] }, // prettier-ignore
    {
      code: 'factor-constant',
      summary: 'the gradient counts twice.',
      gradient: (all, step, k) => all[step][k].mul(2),
    },
    {
      code: 'factor-constant',
      summary: 'the gradient counts half.',
      gradient: (all, step, k) => all[step][k].div(2),
    },
    { code: 'batch-mean', summary: 'the gradient is averaged over its first axis.', hint: 'The gradient of a parameter has its shape: there is no batch in it.', gradient: (all, step, k) => all[step][k].mean(0, { keepdims: true }).add(all[step][k].mul(0)) }, // prettier-ignore
  ];
}
