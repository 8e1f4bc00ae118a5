// Engines that are wrong in known ways, simulated: in which order they visit the steps, and how they put gradients together.
import { type NDArray, np } from '../../array/index.js';
import { type Computation, handedOn, outputOf, valuesOf } from './graph.js';
import type { EngineProblem, EngineStep } from '../types.js';

/** The gradient of every step. */
export type Gradients = (NDArray | undefined)[];

const mostVisits = 3000;

/** A computation with its values, and what its steps hand on. */
export class Run {
  readonly done: NDArray[];
  /** The output. */
  readonly last: number;

  constructor(
    private readonly problem: EngineProblem,
    readonly computation: Computation,
  ) {
    this.done = valuesOf(problem, computation);
    this.last = outputOf(computation);
  }

  get steps(): EngineStep[] {
    return this.computation.steps;
  }

  args(i: number): number[] {
    const step = this.steps[i];
    return 'variable' in step ? [] : step.args;
  }

  handedOn(i: number, upstream: NDArray): NDArray[] {
    return handedOn(this.problem, this.steps[i], this.done, this.done[i], upstream);
  }

  /** Gradients to begin with: 1 at the output. */
  seeded(): Gradients {
    const grads: Gradients = [];
    grads[this.last] = np.ones(this.done[this.last].shape);
    return grads;
  }

  /** What a model says of every variable. */
  variables(grads: Gradients): NDArray[] {
    return this.computation.values.map((value, k) => {
      const at = this.steps.findIndex((step) => 'variable' in step && step.variable === k);
      return grads[at] ?? np.zerosLike(value);
    });
  }
}

type Order = (run: Run) => number[];
type Put = (before: NDArray | undefined, share: NDArray) => NDArray;

export const add: Put = (before, share) => (before ? before.add(share) : share);
export const overwrite: Put = (_, share) => share;
export const keepFirst: Put = (before, share) => before ?? share;
/** `grad ||= share`: a 0 is taken for nothing. */
export const keepFirstNonzero: Put = (before, share) =>
  before ? np.where(before.eq(0), share, before) : share;

/** Depth first from the output: the steps in the order in which they are entered, and in that in which they are left. */
function depthFirst(run: Run, flip: boolean): { entered: number[]; left: number[] } {
  const seen = new Set<number>();
  const left: number[] = [];
  const visit = (i: number): void => {
    if (seen.has(i)) return;
    seen.add(i);
    inTurn(run.args(i), flip).forEach(visit);
    left.push(i);
  };
  visit(run.last);
  return { entered: [...seen], left };
}

/** Arguments in order, or the last one first. */
function inTurn(args: readonly number[], flip: boolean): number[] {
  return flip ? [...args].reverse() : [...args];
}

const postorder =
  (flip: boolean): Order =>
  (run) =>
    depthFirst(run, flip).left;
const preorder =
  (flip: boolean): Order =>
  (run) =>
    depthFirst(run, flip).entered;

/** First come, first served; or, from the other end, a stack. */
export const worklist =
  (flip: boolean, isStack: boolean, once: boolean): Order =>
  (run) => {
    const waiting = [run.last];
    const seen = new Set<number>();
    const order: number[] = [];
    while (waiting.length > 0 && order.length < mostVisits) {
      const i = isStack ? waiting.pop()! : waiting.shift()!;
      if (once && seen.has(i)) continue;
      seen.add(i);
      order.push(i);
      waiting.push(...inTurn(run.args(i), flip));
    }
    return order;
  };

export const both = [false, true];
export const built: Order = (run) => run.steps.map((_, i) => i);
export const reversed =
  (order: Order): Order =>
  (run) =>
    order(run).reverse();

export const rightOrders = [reversed(built), ...both.map((flip) => reversed(postorder(flip)))];
export const wrongOrders = [
  ...both.flatMap((flip) => [preorder(flip), postorder(flip)]),
  ...both.flatMap((flip) => both.map((isStack) => worklist(flip, isStack, true))),
];

/** Goes through the steps in an order and hands on what each has got by then. */
export function sweep(
  run: Run,
  order: Order,
  put: Put,
  share = (i: number, upstream: NDArray) => run.handedOn(i, upstream),
  grads: Gradients = run.seeded(),
): Gradients | null {
  const visited = order(run);
  if (visited.length >= mostVisits) return null;
  for (const i of visited) {
    const upstream = grads[i];
    if (!upstream) continue;
    const args = run.args(i);
    share(i, upstream).forEach((one, k) => (grads[args[k]] = put(grads[args[k]], one)));
  }
  return grads;
}

/** Every gradient there from the beginning, the output's 1. */
export function begun(run: Run, like: (value: NDArray) => NDArray): Gradients {
  return run.done.map((value, i) => (i === run.last ? np.onesLike(value) : like(value)));
}

/** `backward` calls itself for its arguments, and hands on all it has got at every visit. */
export function recursive(run: Run, flip: boolean, atOnce: boolean): Gradients | null {
  const grads = run.seeded();
  let visits = 0;
  const visit = (i: number): void => {
    if (++visits > mostVisits) return;
    const args = run.args(i);
    const shares = run.handedOn(i, grads[i]!);
    const places = args.map((_, k) => (flip ? args.length - 1 - k : k));
    const give = (k: number): void => void (grads[args[k]] = add(grads[args[k]], shares[k]));
    if (atOnce) places.forEach(give);
    for (const k of places) {
      if (!atOnce) give(k);
      visit(args[k]);
    }
  };
  visit(run.last);
  return visits > mostVisits ? null : grads;
}
