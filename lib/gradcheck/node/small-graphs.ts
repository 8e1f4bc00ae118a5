// Nodes of one class in small graphs: what goes wrong only when gradients meet, or when parameters are shared.
import { batch, drawUpstream, drawValues } from '../draw/draw.js';
import type { SourceSpecification } from '../types.js';
import type { Draws } from './draws.js';
import { probeNames } from './probe-names.js';
import { type Instance, pairPlan, pass, type Plan, secondNode, singlePlan, theNode } from './wiring.js';

/** Small graphs: fan-out, shared parameters, chains, x*x. */
export function smallGraphs(draws: Draws): Plan[] {
  const { sources } = draws.problem;
  const nodeSlots = sources.filter(({ kind }) => kind === 'node');
  const parameterSlots = sources.filter(({ kind }) => kind === 'parameter');
  const result = [
    wiring(draws, probeNames.diamond, () => true),
    wiring(draws, probeNames.separate, () => false),
    ...(parameterSlots.length > 0
      ? [wiring(draws, probeNames.shared, ({ kind }) => kind === 'parameter')]
      : []),
  ];
  const [first, second] = nodeSlots;
  if (nodeSlots.length === 2 && first.shape.join() === second.shape.join())
    result.push(sameInput(draws, first, second));
  if (first?.domain.kind === 'normal') result.push(...chain(draws, first));
  return result;
}

function wiring(draws: Draws, probe: string, isShared: (source: SourceSpecification) => boolean): Plan {
  const dimensions = draws.distinct();
  const first = draws.draw(dimensions);
  const second = drawValues(draws.problem, dimensions, draws.random);
  const upstream = [
    drawUpstream(first.shape, draws.random),
    drawUpstream(first.shape, draws.random),
  ] as const;
  return pairPlan(
    draws.problem,
    { probe, aspect: 'accumulation' },
    [first.values, second],
    upstream,
    isShared,
  );
}

/** f(x, x): both gradients land on x. */
function sameInput(draws: Draws, first: SourceSpecification, second: SourceSpecification): Plan {
  const plan = singlePlan(draws.problem, { probe: probeNames.sameInput, aspect: 'accumulation' });
  const { values, shape } = draws.draw(draws.distinct());
  delete values[second.name];
  const instance: Instance = {
    name: theNode,
    problem: draws.problem,
    slots: { ...plan.instances[0].slots, [second.name]: first.name },
  };
  const sources = plan.sources.filter(({ name }) => name !== second.name);
  return {
    ...plan,
    sources,
    instances: [instance],
    passes: [pass(values, { [theNode]: drawUpstream(shape, draws.random) })],
  };
}

/** f(f(x)), where the shapes allow it: the inner node's gradient is the outer node's doing. */
function chain(draws: Draws, slot: SourceSpecification): Plan[] {
  if (slot.kinks && slot.kinks.length > 0) return [];
  const dimensions = draws.dimensions(5, { [batch]: 3 });
  const { values, shape } = draws.draw(dimensions);
  if (shape.join() !== values[slot.name].shape.join()) return [];
  const plan = singlePlan(draws.problem, { probe: probeNames.chain, aspect: 'accumulation' });
  const outer: Instance = {
    name: secondNode,
    problem: draws.problem,
    slots: { ...plan.instances[0].slots, [slot.name]: theNode },
  };
  const upstream = { [secondNode]: drawUpstream(shape, draws.random) };
  return [{ ...plan, instances: [...plan.instances, outer], passes: [pass(values, upstream)] }];
}
