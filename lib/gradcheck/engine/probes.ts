// What an engine is tried with: every operation alone, then computations in which paths meet.
import type { NDArray } from '../../array/index.js';
import { toData } from '../trial/data.js';
import {
  type Computation,
  type Draft,
  drawComputation,
  gradientsOf,
  longChain,
  outputOf,
  redrawn,
  valuesOf,
} from './graph.js';
import type { ArrayData, EnginePart, EngineProblem, EngineTrial, Random } from '../types.js';

/** What goes on in one probe, and what must come of it, go by go. */
export interface EngineProbe {
  name: string;
  part: EnginePart;
  /** The operation that is tried alone. */
  operation?: string;
  computation: Computation;
  trial: EngineTrial;
  expected: { value: ArrayData; grads: ArrayData[] }[];
}

/** How the numbers of a probe are drawn. */
export interface Entries {
  random: Random;
  entry?: (random: Random, tried: number) => number;
}

/** Every operation by itself. @throws TypeError for one whose domain no drawn number is in */
export function singleProbes(problem: EngineProblem, { random, entry }: Entries): EngineProbe[] {
  return Object.entries(problem.operations).map(([operation, { op, reduces }]) => {
    const write = (draft: Draft): number | null => {
      const args = Array.from({ length: op.arity }, () => draft.variable());
      return reduces ? args[0] : draft.apply(operation, args);
    };
    const computation = drawComputation(problem, random, Object.keys(problem.operations), write, entry);
    if (!computation)
      throw new TypeError(`operation ${operation}: no number that was drawn is in its domain`);
    return probe(problem, { name: `${operation} alone`, part: 'backward', operation }, computation);
  });
}

/** One more step upon a step, with a new variable where there is no operation of one argument. */
const upon = (draft: Draft, step: number | null): number | null =>
  step === null ? null : (draft.any([step]) ?? draft.any([step, draft.variable()]));

const join = (draft: Draft, a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : draft.any([a, b]);

interface Shape {
  name: string;
  part: EnginePart;
  write(draft: Draft, random: Random): number | null;
  /** What is computed when the output is there already. */
  after?(draft: Draft): number | null;
}

const fork: Shape = {
  name: 'a fork whose branches meet again',
  part: 'accumulation',
  write: (draft) => {
    const a = upon(draft, draft.variable());
    return join(draft, upon(draft, a), upon(draft, a));
  },
};

/** Computations by name, each written into a draft. */
const shapes: Shape[] = [
  {
    name: 'a chain of operations',
    part: 'backward',
    write: (draft) => upon(draft, upon(draft, upon(draft, draft.variable()))),
  },
  fork,
  {
    name: 'a long way and a short one, the short one first',
    part: 'accumulation',
    write: (draft) => {
      const a = upon(draft, draft.variable());
      return join(draft, a, upon(draft, upon(draft, a)));
    },
  },
  {
    name: 'a long way and a short one, the long one first',
    part: 'accumulation',
    write: (draft) => {
      const a = upon(draft, draft.variable());
      return join(draft, upon(draft, upon(draft, a)), a);
    },
  },
  {
    name: 'a parameter that is shared by several operations',
    part: 'accumulation',
    write: (draft) => {
      const w = draft.variable();
      const first = join(draft, w, draft.variable());
      const second = join(draft, first, w);
      return join(draft, upon(draft, second), w);
    },
  },
  {
    name: 'a step whose value is used nowhere',
    part: 'accumulation',
    write: (draft) => {
      const a = upon(draft, draft.variable());
      const b = upon(draft, a);
      return upon(draft, a) === null || b === null ? null : upon(draft, b);
    },
  },
  {
    name: 'a step that is made after the output',
    part: 'accumulation',
    write: (draft) => upon(draft, upon(draft, draft.variable())),
    after: (draft) => upon(draft, 0),
  },
  {
    name: 'a variable that is used a dozen times',
    part: 'accumulation',
    write: (draft) => {
      const x = draft.variable();
      let step = upon(draft, x);
      for (let i = 0; i < 12; i++) step = join(draft, step, x);
      return step;
    },
  },
];

const variableTwice = (operation: string): Shape => ({
  name: `one variable twice in ${operation}`,
  part: 'accumulation',
  write: (draft) => {
    const x = draft.variable();
    return upon(draft, draft.apply(operation, [x, x]));
  },
});

/** A product with a large number hands on a large gradient. */
const withLargeNumber = (operation: string): Shape => ({
  name: `a large number in ${operation}`,
  part: 'backward',
  write: (draft) => {
    const x = upon(draft, draft.variable());
    return x === null ? null : draft.apply(operation, [x, draft.constant(250)]);
  },
});

const graph = {
  name: 'a random computation',
  part: 'accumulation' as const,
  write: (draft: Draft, random: Random): number | null => {
    const steps = [draft.variable(), draft.variable()];
    for (let i = 0; i < 9; i++) {
      if (i % 4 === 2) steps.push(draft.variable());
      const [last, any] = [steps[steps.length - 1], steps[random.integers(0, steps.length)]];
      const args = random.uniform() < 0.5 ? [last, any] : [any, last];
      const step =
        (random.uniform() < 0.3 ? draft.any([last]) : null) ?? draft.any(args) ?? draft.any([last]);
      if (step === null) return null;
      steps.push(step);
    }
    return steps[steps.length - 1];
  },
};

/** Computations of the operations named, in which gradients meet; those in one go first. */
export function jointProbes(
  problem: EngineProblem,
  names: readonly string[],
  { random, entry }: Entries,
): EngineProbe[] {
  const drawn = (shape: Shape, goes: Goes = {}): EngineProbe[] => {
    const write = (draft: Draft) => shape.write(draft, random);
    const computation = drawComputation(problem, random, names, write, entry, shape.after);
    const next = computation && goes.renewed ? redrawn(problem, computation, random, entry) : null;
    if (!computation || (goes.renewed && !next)) return [];
    return [
      probe(problem, { name: goes.name ?? shape.name, part: shape.part }, computation, { ...goes, next }),
    ];
  };
  const joins = names.filter((name) => problem.operations[name].op.arity === 2);
  return [
    ...shapes.flatMap((shape) => drawn(shape)),
    ...joins.flatMap((name) => [...drawn(variableTwice(name)), ...drawn(withLargeNumber(name))]),
    ...[graph, graph, graph].flatMap((shape) => drawn(shape)),
    ...[fork, graph].flatMap((shape) => drawn(shape, { name: probesOfCalls.twice, backwards: 2 })),
    ...[fork, graph].flatMap((shape) => drawn(shape, { name: probesOfCalls.renewed, renewed: true })),
  ];
}

/** A chain so long that what calls itself once for every operation runs out of stack; none where no operation allows it. */
export function chainProbe(problem: EngineProblem, random: Random): EngineProbe | null {
  const computation = longChain(problem, random);
  const about = { name: 'a chain of 10 000 operations', part: 'depth' as const };
  return computation && probe(problem, about, computation);
}

/** Probes of more than one go. */
export const probesOfCalls = { twice: 'backward twice', renewed: 'the same variables with new values' };

interface Goes {
  name?: string;
  backwards?: number;
  renewed?: boolean;
}

function probe(
  problem: EngineProblem,
  about: Pick<EngineProbe, 'name' | 'part' | 'operation'>,
  computation: Computation,
  { backwards = 1, next = null }: { backwards?: number; next?: Computation | null } = {},
): EngineProbe {
  const goes = [...Array<Computation>(backwards).fill(computation), ...(next ? [next] : [])];
  const sums: NDArray[] = [];
  const expected = goes.map((go) => {
    const done = valuesOf(problem, go);
    const grads = gradientsOf(problem, go).map((grad, i) => {
      sums[i] = problem.again === 'sum' && sums[i] ? sums[i].add(grad) : grad;
      return toData(sums[i]);
    });
    return { value: toData(done[outputOf(go)]), grads };
  });
  return { ...about, computation, trial: trialOf(problem, computation, backwards, next), expected };
}

function trialOf(
  { variable, operations, forward, backward, fields = {}, entries }: EngineProblem,
  { steps, values, output }: Computation,
  backwards: number,
  next: Computation | null,
): EngineTrial {
  const given = (numbers: NDArray[]) =>
    numbers.map((value) => (entries === 'arrays' ? toData(value) : value.item()));
  return {
    kind: 'engine',
    ...(variable ? { variable } : {}),
    operations: Object.fromEntries(Object.entries(operations).map(([name, { call }]) => [name, call])),
    ...(forward ? { forward } : {}),
    backward,
    fields: { value: 'value', grad: 'grad', ...fields },
    steps,
    ...(output === undefined ? {} : { output }),
    backwards,
    values: [given(values), ...(next ? [given(next.values)] : [])],
  };
}
