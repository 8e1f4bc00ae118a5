// Engines that are wrong in known ways, simulated: the one whose gradients are those of a student's engine, in every computation
// that was tried, names the mistake.
import { type NDArray, np } from '../array/index.js';
import { type Computation, handedOn, valuesOf } from './engine-graph.js';
import type { DiagnosisCode, EngineProblem, EngineStep } from './types.js';

/** A wrong engine: the gradient of every step, or null where it would not come to an end. */
export interface EngineModel {
  code: DiagnosisCode;
  summary: string;
  hint: string;
  gradients(run: Run): Gradients | null;
}

type Gradients = (NDArray | undefined)[];

const mostVisits = 3000;

/** A computation with its values, and what its steps hand on. */
export class Run {
  readonly done: NDArray[];
  readonly last: number;

  constructor(
    private readonly problem: EngineProblem,
    readonly computation: Computation,
  ) {
    this.done = valuesOf(problem, computation);
    this.last = computation.steps.length - 1;
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

const add: Put = (before, share) => (before ? before.add(share) : share);
const overwrite: Put = (_, share) => share;
const keepFirst: Put = (before, share) => before ?? share;

/** Steps in the order in which they are left, arguments first; `flip` takes the last argument first. */
const postorder =
  (flip: boolean): Order =>
  (run) => {
    const order: number[] = [];
    const seen = new Set<number>();
    const visit = (i: number): void => {
      if (seen.has(i)) return;
      seen.add(i);
      const args = run.args(i);
      (flip ? [...args].reverse() : args).forEach(visit);
      order.push(i);
    };
    visit(run.last);
    return order;
  };

const preorder =
  (flip: boolean): Order =>
  (run) => {
    const seen = new Set<number>();
    const visit = (i: number): void => {
      if (seen.has(i)) return;
      seen.add(i);
      const args = run.args(i);
      (flip ? [...args].reverse() : args).forEach(visit);
    };
    visit(run.last);
    return [...seen];
  };

/** First come, first served; or, from the other end, a stack. */
const worklist =
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
      const args = run.args(i);
      waiting.push(...(flip ? [...args].reverse() : args));
    }
    return order;
  };

const both = [false, true];
const built: Order = (run) => run.steps.map((_, i) => i);
const reversed =
  (order: Order): Order =>
  (run) =>
    order(run).reverse();

const rightOrders = [reversed(built), ...both.map((flip) => reversed(postorder(flip)))];
const wrongOrders = [
  ...both.flatMap((flip) => [preorder(flip), postorder(flip)]),
  ...both.flatMap((flip) => both.map((isStack) => worklist(flip, isStack, true))),
];

/** Goes through the steps in an order and hands on what each has got by then. */
function sweep(
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
function begun(run: Run, like: (value: NDArray) => NDArray): Gradients {
  return run.done.map((value, i) => (i === run.last ? np.onesLike(value) : like(value)));
}

/** `backward` calls itself for its arguments, and hands on all it has got at every visit. */
function recursive(run: Run, flip: boolean, atOnce: boolean): Gradients | null {
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

const forkHint =
  'What is used in several places gets a share from each: add to the gradient, grad = grad + share, and begin from 0.';
const orderHint =
  'A node may hand its gradient on only when all that use it have handed theirs to it: go through the nodes in reverse topological order.';

const model =
  (code: DiagnosisCode, summary: string, hint: string) =>
  (gradients: EngineModel['gradients']): EngineModel => ({ code, summary, hint, gradients });

/** Wrong engines, those that students write most often first. */
export function engineModels(problem: EngineProblem): EngineModel[] {
  const forks = model('assigned-not-accumulated', 'the gradient is overwritten at a fork.', forkHint);
  const first = model(
    'assigned-not-accumulated',
    'at a fork only the share that comes first is kept.',
    forkHint,
  );
  const square = model(
    'missing-term',
    'where one variable stands twice in an operation, as in x times x, only one of its two shares counts.',
    'Each argument gets a share, even if both are the same variable: a set of arguments holds it only once.',
  );
  const twice = model(
    'visited-twice',
    'a node is visited twice: it hands on what it had handed on before.',
    'Where paths meet, backward comes by several times. Visit every node once, in reverse topological order.',
  );
  const order = model('wrong-order', 'the nodes are not visited in reverse topological order.', orderHint);
  const sinks = model(
    'extra-term',
    'steps that the output does not depend on count as well.',
    'Only the output begins with gradient 1; all others begin with 0.',
  );
  const ones = model(
    'extra-term',
    'every gradient begins with 1.',
    'Only the output begins with gradient 1; all others begin with 0.',
  );
  const scaled = model(
    'value-for-gradient',
    'the output begins with its own value for a gradient.',
    'The derivative of the output by itself is 1.',
  );
  const ignoring = (names: readonly string[], what: string) =>
    model(
      'upstream-ignored',
      `${what} does not multiply by the gradient from above.`,
      'Chain rule: the gradient that comes from above, times the local derivative.',
    )((run) =>
      sweep(run, reversed(built), add, (i, upstream) => {
        const step = run.steps[i];
        const ignores = 'operation' in step && names.includes(step.operation);
        return run.handedOn(i, ignores ? np.onesLike(upstream) : upstream);
      }),
    );
  const names = Object.keys(problem.operations);
  return [
    ...rightOrders.map((each) => forks((run) => sweep(run, each, overwrite))),
    forks((run) => sweep(run, reversed(built), overwrite, undefined, begun(run, np.zerosLike))),
    ...rightOrders.map((each) => first((run) => sweep(run, each, keepFirst))),
    ...both.flatMap((flip) => both.map((atOnce) => twice((run) => recursive(run, flip, atOnce)))),
    ...both.flatMap((flip) =>
      both.map((isStack) => twice((run) => sweep(run, worklist(flip, isStack, false), add))),
    ),
    ...wrongOrders.map((each) => order((run) => sweep(run, each, add))),
    order((run) => sweep(run, built, add)),
    ...wrongOrders.map((each) => forks((run) => sweep(run, each, overwrite))),
    ...both.map((last) =>
      square((run) =>
        sweep(run, reversed(built), add, (i, upstream) => {
          const args = run.args(i);
          const counts = (k: number) => (last ? args.lastIndexOf(args[k]) : args.indexOf(args[k])) === k;
          return run.handedOn(i, upstream).map((share, k) => (counts(k) ? share : np.zerosLike(share)));
        }),
      ),
    ),
    sinks((run) => {
      const used = new Set(run.steps.flatMap((_, i) => run.args(i)));
      const ends = run.steps.map((_, i) => (used.has(i) ? undefined : np.onesLike(run.done[i])));
      return sweep(run, reversed(built), add, undefined, ends);
    }),
    ones((run) => sweep(run, reversed(built), add, undefined, begun(run, np.onesLike))),
    scaled((run) => {
      const grads = sweep(run, reversed(built), add)!;
      return grads.map((grad) => grad?.mul(run.done[run.last]));
    }),
    ...names.map((name) => ignoring([name], name)),
    ignoring(names, 'backward'),
  ];
}
