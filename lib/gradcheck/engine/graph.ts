// Computations for an engine to differentiate: drawn step by step so that every value stays within its operation's domain, and
// differentiated by the library's own ops.
import { type NDArray, np } from '../../array/index.js';
import { toData } from '../trial/data.js';
import { shuffled } from '../draw/draw.js';
import type { EngineProblem, EngineStep, Random } from '../types.js';

/** Steps in order; the last one is the output, unless `output` says which. `values` holds one for each variable. */
export interface Computation {
  steps: EngineStep[];
  values: NDArray[];
  output?: number;
}

/** The number of the step whose gradients are asked for. */
export function outputOf({ steps, output = steps.length - 1 }: Computation): number {
  return output;
}

/** Values that ordinary operations keep: beyond it exp overflows, and digits are lost in sums. */
const largestValue = 300;
/** How far `positive` and `nonzero` stay away from 0. */
const margin = 0.2;
const triesPerValue = 200;

type Drawable = Pick<EngineProblem, 'operations' | 'entries' | 'broadcasts'>;

/** The value of every step. */
export function valuesOf({ operations }: Drawable, { steps, values }: Computation): NDArray[] {
  const done: NDArray[] = [];
  for (const step of steps) {
    if ('variable' in step) done.push(values[step.variable]);
    else done.push(operations[step.operation].op.forward(step.args.map((i) => done[i]), {})); // prettier-ignore
  }
  return done;
}

/** What a step hands to each of its arguments of the gradient that it is given. */
export function handedOn(
  { operations }: Drawable,
  step: EngineStep,
  done: readonly NDArray[],
  value: NDArray,
  upstream: NDArray,
): NDArray[] {
  if ('variable' in step) return [];
  const args = step.args.map((i) => done[i]);
  const gradients = operations[step.operation].op.vjp(upstream, { args, value, attributes: {} });
  return gradients.map((gradient, i) => np.asarray(gradient ?? np.zerosLike(args[i])));
}

/** The gradient of the output by every variable. */
export function gradientsOf(problem: Drawable, computation: Computation): NDArray[] {
  const { steps, values } = computation;
  const done = valuesOf(problem, computation);
  const grads: (NDArray | undefined)[] = [];
  const output = outputOf(computation);
  grads[output] = np.ones(done[output].shape);
  for (let i = output; i >= 0; i--) {
    const [step, upstream] = [steps[i], grads[i]];
    if (!upstream || 'variable' in step) continue;
    handedOn(problem, step, done, done[i], upstream).forEach((share, k) => {
      const at = step.args[k];
      grads[at] = grads[at] ? grads[at].add(share) : share;
    });
  }
  return values.map((value, i) => {
    const at = steps.findIndex((step) => 'variable' in step && step.variable === i);
    return grads[at] ?? np.zerosLike(value);
  });
}

/** Builds a computation, operation by operation, from those that are allowed at the values reached. */
export class Draft {
  readonly steps: EngineStep[] = [];
  readonly values: NDArray[] = [];
  private readonly done: NDArray[] = [];

  constructor(
    private readonly problem: Drawable,
    private readonly random: Random,
    /** The operations to choose from. */
    private readonly names: readonly string[],
    private readonly entry: (random: Random) => number,
    private readonly lengths: readonly [number, number] = [2, 3],
  ) {}

  /** A new variable. @returns the number of its step */
  variable(): number {
    const { entries = 'numbers', broadcasts = false } = this.problem;
    const [rows, columns] = this.lengths;
    const shapes = broadcasts && this.values.length > 0 ? [[columns], [rows, columns], [rows, 1]] : [[rows, columns]]; // prettier-ignore
    const shape = entries === 'numbers' ? [] : shapes[this.random.integers(0, shapes.length)];
    const size = shape.reduce((product, length) => product * length, 1);
    return this.take(np.array(Array.from({ length: size }, () => this.entry(this.random))).reshape(...shape));
  }

  /** The same steps with these values; null where they are out of some operation's domain. */
  replay({ steps, output }: Computation, values: readonly NDArray[]): Computation | null {
    for (const step of steps) {
      if ('variable' in step) this.take(values[step.variable]);
      else if (this.apply(step.operation, step.args) === null) return null;
    }
    return { steps: this.steps, values: this.values, output };
  }

  /** A new variable whose entries are all this number. */
  constant(entry: number): number {
    return this.take(np.full(this.problem.entries === 'arrays' ? [...this.lengths] : [], entry));
  }

  private take(value: NDArray): number {
    this.values.push(value);
    this.steps.push({ variable: this.values.length - 1 });
    this.done.push(value);
    return this.steps.length - 1;
  }

  /** An operation by name; null where the values are out of its domain. */
  apply(operation: string, args: number[]): number | null {
    const { op, domain } = this.problem.operations[operation];
    const given = args.map((i) => this.done[i]);
    const asked = toNumbers(given[given.length - 1]);
    const isInside =
      domain === undefined || asked.every((x) => (domain === 'positive' ? x : Math.abs(x)) >= margin);
    if (!isInside) return null;
    const value = op.forward(given, {});
    if (!toNumbers(value).every((x) => Math.abs(x) <= largestValue)) return null;
    this.steps.push({ operation, args });
    this.done.push(value);
    return this.steps.length - 1;
  }

  /** Any operation that takes so many arguments and is allowed here; null where there is none. */
  any(args: number[]): number | null {
    const { operations } = this.problem;
    const fitting = this.names.filter(
      (name) => operations[name].op.arity === args.length && !operations[name].reduces,
    );
    for (const name of shuffled(fitting, this.random)) {
      const step = this.apply(name, args);
      if (step !== null) return step;
    }
    return null;
  }

  /** The computation, with one number in the end, and what comes `after` it. */
  finish(after?: (draft: Draft) => number | null): Computation | null {
    const { entries, operations } = this.problem;
    if (entries === 'arrays') {
      const reduction = this.names.find((name) => operations[name].reduces);
      if (!reduction || this.apply(reduction, [this.steps.length - 1]) === null) return null;
    }
    if (!after) return { steps: this.steps, values: this.values };
    const output = this.steps.length - 1;
    return after(this) === null ? null : { steps: this.steps, values: this.values, output };
  }
}

function toNumbers(array: NDArray): number[] {
  return [...toData(array).data];
}

/** Between 0.3 and 2, of either sign. */
const ordinaryEntry = (random: Random): number =>
  (0.3 + 1.7 * random.uniform()) * (random.uniform() < 0.5 ? -1 : 1);
/** For logarithms and roots. */
const positiveEntry = (random: Random): number => 0.3 + 1.7 * random.uniform();

const defaultEntry = (random: Random, tried: number): number =>
  (tried % 2 === 0 ? ordinaryEntry : positiveEntry)(random);

/** Draws until there is a computation whose values are all within bounds; null where there seems to be none. */
export function drawComputation(
  problem: Drawable,
  random: Random,
  names: readonly string[],
  write: (draft: Draft) => number | null,
  entry: (random: Random, tried: number) => number = defaultEntry,
  after?: (draft: Draft) => number | null,
): Computation | null {
  for (let tried = 0; tried < triesPerValue; tried++) {
    const draft = new Draft(problem, random, names, (from) => entry(from, tried));
    const computation = write(draft) === null ? null : draft.finish(after);
    if (computation) return computation;
  }
  return null;
}

/** The same steps with other values; null where none are found. */
export function redrawn(
  problem: Drawable,
  computation: Computation,
  random: Random,
  entry: (random: Random, tried: number) => number = defaultEntry,
): Computation | null {
  for (let tried = 0; tried < triesPerValue; tried++) {
    const fresh = computation.values.map(({ shape, size }) =>
      np.array(Array.from({ length: size }, () => entry(random, tried))).reshape(...shape),
    );
    const next = new Draft(problem, random, [], ordinaryEntry).replay(computation, fresh);
    if (next) return next;
  }
  return null;
}

/** How many operations a chain has: as many as a sum over a small data set. */
const chainLength = 10_000;

/** One operation after another, with one variable in all of them where there is an operation of two arguments. */
export function longChain(problem: Drawable, random: Random): Computation | null {
  const { operations } = problem;
  const names = Object.keys(operations);
  const inChain = names.filter((name) => !operations[name].reduces);
  const links = inChain.flatMap((name) => (operations[name].op.arity === 2 ? [1e-3, 1, -1] : [0]).map((entry) => ({ name, entry }))); // prettier-ignore
  for (const { name, entry } of links.sort((a, b) => Math.abs(b.entry) - Math.abs(a.entry))) {
    const draft = new Draft(problem, random, names, positiveEntry);
    let step: number | null = draft.variable();
    const others = operations[name].op.arity === 2 ? [draft.constant(entry)] : [];
    for (let i = 0; i < chainLength && step !== null; i++) step = draft.apply(name, [step, ...others]);
    const computation = step === null ? null : draft.finish();
    const grads = computation && gradientsOf(problem, computation);
    if (grads?.every((grad) => toNumbers(grad).every((x) => x !== 0 && Math.abs(x) < 1e6)))
      return computation;
  }
  return null;
}
