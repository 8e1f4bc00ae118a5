// Plans of what to do with a node, and what the reference says must come out. A plan holds more than the trial made from
// it: which slot of the problem each source fills, and how it is judged.
import { np } from '../../array/index.js';
import { fromDataWide, toData } from '../trial/data.js';
import type { DataValues } from '../draw/draw.js';
import type {
  Argument,
  Aspect,
  ArrayData,
  ConventionName,
  NodeProblem,
  NodeTrial,
  Pass,
  SourceDeclaration,
  SourceSpecification,
  Values,
} from '../types.js';

/** An instance of a node under test: for each source of its problem the source or earlier instance that fills the slot. */
export interface Instance {
  name: string;
  problem: NodeProblem;
  slots: Record<string, string>;
}

/** A source of a plan, filling slots declared as `slot` in the problem. */
export interface PlanSource {
  name: string;
  slot: string;
}

/** Names of the instances of a plan: no source can be called so. */
export const theNode = 'node 1';
export const secondNode = 'node 2';

/** One probe: a little graph and what to do with it. */
export interface Plan {
  /** In words: "B = 1", "a second forward with new data". */
  probe: string;
  aspect: Aspect;
  convention: ConventionName;
  dtype: 'float32' | 'float64';
  /** Gradients that are next to nothing are held against this share of the upstream gradient; default 1e-3. */
  floor?: number;
  sources: PlanSource[];
  instances: Instance[];
  passes: Pass[];
}

/** What declares the sources of a plan: a node's problem, or a network's. */
export type Sources = Pick<NodeProblem, 'sources'>;

/** What must come out of one pass. */
export interface ExpectedPass {
  values: Record<string, ArrayData>;
  grads: Record<string, ArrayData>;
}

/** What a source is called when a student is spoken to. */
export function labelOf({ name, label }: SourceSpecification): string {
  return label ?? name;
}

/** The label of a source, by its name. */
export function labelNamed({ sources }: Sources, name: string): string {
  return labelOf(sources.find((source) => source.name === name)!);
}

/** The plan with one instance, each of whose slots has a source of the same name. */
export function singlePlan(problem: NodeProblem, plan: Pick<Plan, 'probe' | 'aspect'> & Partial<Plan>): Plan {
  const names = problem.sources.map(({ name }) => name);
  return {
    convention: 'EDF2024',
    dtype: 'float64',
    sources: names.map((name) => ({ name, slot: name })),
    instances: [{ name: theNode, problem, slots: Object.fromEntries(names.map((name) => [name, name])) }],
    passes: [],
    ...plan,
  };
}

/** Two nodes of a class; sources for which `isShared` holds fill a slot of both, the others are there twice. */
export function pairPlan(
  problem: NodeProblem,
  about: Pick<Plan, 'probe' | 'aspect'>,
  [first, second]: readonly [DataValues, DataValues],
  upstream: readonly [ArrayData, ArrayData],
  isShared: (source: SourceSpecification) => boolean,
): Plan {
  const own = problem.sources.filter((source) => !isShared(source)).map(({ name }) => name);
  const twin = (name: string): string => (own.includes(name) ? `${name}2` : name);
  const plan = singlePlan(problem, about);
  const slots = Object.fromEntries(Object.keys(plan.instances[0].slots).map((slot) => [slot, twin(slot)]));
  const values = { ...first, ...Object.fromEntries(own.map((name) => [twin(name), second[name]])) };
  return {
    ...plan,
    sources: [...plan.sources, ...own.map((slot) => ({ name: twin(slot), slot }))],
    instances: [...plan.instances, { name: secondNode, problem, slots }],
    passes: [pass(values, { [theNode]: upstream[0], [secondNode]: upstream[1] })],
  };
}

/** A pass with forward and, unless `upstream` is null, backward. */
export function pass(
  values: DataValues,
  upstream: Record<string, ArrayData> | null,
  options: Partial<Pass> = {},
): Pass {
  return { values, upstream, forward: true, prefill: 0, ...options };
}

/** What goes to the student's side. */
export function trialOf(problem: Sources, plan: Plan): NodeTrial {
  const kinds = new Map(problem.sources.map(({ name, kind }) => [name, kind]));
  const sources: SourceDeclaration[] = plan.sources.map(({ name, slot }) => ({
    name,
    kind: kinds.get(slot)!,
  }));
  const isSource = new Set(plan.sources.map(({ name }) => name));
  const bind = (argument: Argument, slots: Record<string, string>): Argument => {
    if (argument.kind === 'affineParams') return { ...argument, w: slots[argument.w], b: slots[argument.b] };
    if (argument.kind !== 'source') return argument;
    const name = slots[argument.name];
    return { kind: isSource.has(name) ? 'source' : 'node', name };
  };
  const nodes = plan.instances.map(({ name, problem: { className, arguments: declared }, slots }) => ({
    name,
    className,
    arguments: declared.map((argument) => bind(argument, slots)),
  }));
  return { kind: 'node', convention: plan.convention, sources, nodes, passes: plan.passes };
}

/** Runs the plan on the reference, in float64. */
export function expectedOf(problem: Sources, plan: Plan): ExpectedPass[] {
  const values = new Map<string, ReturnType<typeof fromDataWide>>();
  return plan.passes.map(({ values: given, forward, upstream, prefill }) => {
    for (const [name, value] of Object.entries(given)) values.set(name, fromDataWide(value));
    const argumentsOf = ({ slots }: Instance): Values =>
      Object.fromEntries(Object.entries(slots).map(([slot, name]) => [slot, values.get(name)!]));
    if (forward)
      for (const instance of plan.instances)
        values.set(instance.name, instance.problem.reference.forward(argumentsOf(instance)));

    const expected: ExpectedPass = { values: {}, grads: {} };
    for (const { name } of plan.instances) expected.values[name] = toData(values.get(name)!);
    if (upstream) expected.grads = expectedGradients(problem, plan, values, argumentsOf, upstream, prefill);
    return expected;
  });
}

function expectedGradients(
  problem: Sources,
  plan: Plan,
  values: ReadonlyMap<string, ReturnType<typeof fromDataWide>>,
  argumentsOf: (instance: Instance) => Values,
  upstream: Record<string, ArrayData>,
  prefill: number,
): Record<string, ArrayData> {
  const kinds = new Map(problem.sources.map(({ name, kind }) => [name, kind]));
  const kindOf = new Map(plan.sources.map(({ name, slot }) => [name, kinds.get(slot)!]));
  const grads = new Map(plan.sources.map(({ name }) => [name, np.full(values.get(name)!.shape, prefill)]));
  for (const { name } of plan.instances) {
    grads.set(name, upstream[name] ? fromDataWide(upstream[name]) : np.zeros(values.get(name)!.shape));
  }
  for (const instance of [...plan.instances].reverse()) {
    const value = values.get(instance.name)!;
    const delta = instance.problem.reference.backward(
      argumentsOf(instance),
      grads.get(instance.name)!,
      value,
    );
    for (const [slot, gradient] of Object.entries(delta)) {
      const name = instance.slots[slot];
      const mean = kindOf.get(name) === 'parameter' && plan.convention === 'EDF2024';
      grads.set(name, grads.get(name)!.add(mean ? gradient.div(value.shape[0]) : gradient));
    }
  }
  const differentiated = plan.sources.filter(({ name }) => kindOf.get(name) !== 'input');
  return Object.fromEntries(differentiated.map(({ name }) => [name, toData(grads.get(name)!)]));
}
