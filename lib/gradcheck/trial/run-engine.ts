// The untrusted half of an engine's check: builds a computation with a student's own operations and reads the gradients that
// their own code finds. It holds no answer.
import { fromData, readResult, resultsIn } from './data.js';
import { findFunction, type Lookup, perform } from './lookup.js';
import type { EngineTrial, FunctionArgument, Phase, Reading } from './trial.js';

/** Where the run stands; `pass` counts goes. */
interface Progress {
  phase: Phase;
  pass: number;
}

/** Fills `results` with the value and every variable's gradient, go by go. */
export function runEngine(lookup: Lookup, trial: EngineTrial, results: Reading[], progress: Progress): void {
  if (trial.backward.call === 'grad') runGrad(lookup, trial, trial.backward.name, results, progress);
  else runGraph(lookup, trial, results, progress);
}

function runGraph(lookup: Lookup, trial: EngineTrial, results: Reading[], progress: Progress): void {
  const { variable, backward, forward, fields, backwards, values } = trial;
  const variables: unknown[] = [];
  const find = (output: unknown): void => {
    progress.phase = 'backward';
    perform(lookup, backward as Exclude<typeof backward, { call: 'grad' }>, [output]);
    results.push(readField(output, fields.value));
    for (const each of variables) results.push(readField(each, fields.grad));
  };
  const compute = (): void => {
    progress.phase = 'forward';
    if (forward) findFunction(lookup, forward)();
  };

  progress.phase = 'construct';
  const make = (i: number): unknown =>
    (variables[i] ??= perform(lookup, variable!, [freshValue(values[0][i])]));
  let output = build(lookup, trial, make);
  compute();
  for (let i = 0; i < backwards; i++) find(output);
  for (const go of values.slice(1)) {
    progress.pass++;
    progress.phase = 'construct';
    go.forEach((value, i) => Reflect.set(variables[i] as object, fields.value, freshValue(value)));
    if (!forward) output = build(lookup, trial, (i) => variables[i]);
    compute();
    find(output);
  }
}

/** `grad(f)(x, y)`, a list of derivatives; of one argument, the derivative itself will do. */
function runGrad(
  lookup: Lookup,
  trial: EngineTrial,
  name: string,
  results: Reading[],
  progress: Progress,
): void {
  const grad = findFunction(lookup, name);
  const count = trial.values[0].length;
  const goes = [
    ...Array<FunctionArgument[]>(trial.backwards).fill(trial.values[0]),
    ...trial.values.slice(1),
  ];
  progress.phase = 'call';
  const derivative = grad((...variables: unknown[]) => build(lookup, trial, (i) => variables[i]));
  if (typeof derivative !== 'function') throw new TypeError(`${name}(f) should return a function`);
  for (const go of goes) {
    const returned: unknown = (derivative as (...args: unknown[]) => unknown)(...go.map(freshValue));
    const isOne = count === 1 && !Array.isArray(returned);
    const names = Array.from({ length: count }, (_, i) => String(i));
    results.push({ instead: 'nothing' }, ...(isOne ? [readResult(returned)] : resultsIn(returned, names)));
  }
}

/** Every step in order. @returns the output */
function build(
  lookup: Lookup,
  { steps, operations, output = steps.length - 1 }: EngineTrial,
  variable: (i: number) => unknown,
): unknown {
  const done: unknown[] = [];
  for (const step of steps) {
    if ('variable' in step) done.push(variable(step.variable));
    else done.push(perform(lookup, operations[step.operation], step.args.map((i) => done[i]))); // prettier-ignore
  }
  return done[output];
}

function freshValue(value: FunctionArgument): unknown {
  return typeof value === 'object' ? fromData(value) : value;
}

function readField(holder: unknown, field: string): Reading {
  try {
    return readResult((holder as Record<string, unknown>)[field]);
  } catch {
    return { instead: 'nothing' };
  }
}
