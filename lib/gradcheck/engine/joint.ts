// What is wrong with an engine whose operations are right one by one: how gradients come together, and what a later call finds.
import { formatShape } from '../../array/index.js';
import { saying, type Guess } from '../diagnose/evidence.js';
import { normwiseError } from '../outcome/compare.js';
import { fromDataWide, isArrayData, toData } from '../trial/data.js';
import type { EngineProblem } from '../types.js';
import { type Fault, faultsOf, isWrong, type Tried } from './faults.js';
import { modelGuess } from './models.js';
import { probesOfCalls } from './probes.js';

/** A gradient that is no array of the right shape, or holds NaN. */
export function malformed(joint: readonly Tried[]): Guess | null {
  for (const tried of joint) {
    const fault = faultsOf(tried).find(({ kind }) => ['not-an-array', 'shape', 'not-finite'].includes(kind));
    if (!fault) continue;
    const { got, expected, variable } = fault;
    const it = variable === null ? 'the value' : 'a gradient';
    if (!isArrayData(got))
      return saying(
        'not-an-array',
        `with ${tried.probe.name}, ${it} is ${got.instead}.`,
        'Every variable begins with gradient 0.',
      );
    if (fault.kind === 'not-finite')
      return saying('not-finite', `with ${tried.probe.name}, ${it} is NaN or infinite.`);
    return saying('gradient-shape', `with ${tried.probe.name}, ${it} has shape ${formatShape(got.shape)}, expected ${formatShape(expected.shape)}.`); // prettier-ignore
  }
  return null;
}

/** How gradients come together, in computations whose operations are right one by one. */
export function jointGuess(problem: EngineProblem, joint: readonly Tried[]): Guess | null {
  const ended = joint.filter(({ goes }) => goes.length > 0);
  const bad = ended.filter((tried) => faultsOf(tried).some(isWrong));
  if (bad.length === 0) return null;
  const value = bad.find((tried) =>
    faultsOf(tried).some((fault) => isWrong(fault) && fault.variable === null),
  );
  if (value)
    return saying(
      'forward-wrong',
      `operations are right one by one, but with ${value.probe.name} the value is wrong.`,
      'Does an operation keep or change something that is not its own?',
    );
  const known = modelGuess(problem, ended);
  if (known) return known;
  const many = bad.length === ended.length ? '' : ` It is right with ${ended.find((one) => !bad.includes(one))!.probe.name}.`; // prettier-ignore
  return saying(
    'wrong-formula',
    `operations are right one by one, but with ${bad[0].probe.name} a gradient is wrong.${many}`,
    'Draw the computation, and write at every node what its gradient should be.',
  );
}

/** What a later call finds of an earlier one. */
export function callsGuess({ again = 'fresh' }: EngineProblem, joint: readonly Tried[]): Guess | null {
  const later = (name: string): { tried: Tried; fault: Fault } | null => {
    for (const tried of joint) {
      const fault = faultsOf(tried).find((one) => one.kind === 'wrong' && one.go > 0);
      if (tried.probe.name === name && fault) return { tried, fault };
    }
    return null;
  };
  const twice = later(probesOfCalls.twice);
  const renewed = later(probesOfCalls.renewed);
  const resets = saying(
    'assigned-not-accumulated',
    'a second backward forgets what the first one left in the variables.',
    'Here gradients add up from one backward to the next, until they are set to 0.',
  );
  const adds = saying(
    'not-reset',
    'a second backward adds to what the first one left: gradients are not set to zero before.',
    'Backward begins with gradient 0 everywhere but at the output, at the nodes between as well.',
  );
  if (twice && again === 'sum' && isSameAs(twice.tried, 1, (expected) => expected.map((x) => x / 2)))
    return resets;
  if (twice) return adds;
  if (!renewed) return null;
  if (again === 'fresh' && isSumOfBoth(renewed.tried)) return adds;
  const old = renewed.fault.variable === null ? 'value' : 'gradient';
  return saying(
    'stale-value',
    `the first computation is right, but the next one, on the same variables with new values, has an old ${old}.`,
    'Something is kept from before: a value, a list of nodes, a mark that a node has been visited.',
  );
}

function isSameAs(
  { probe, goes }: Tried,
  go: number,
  change: (expected: Float64Array) => Float64Array,
): boolean {
  return goes[go].grads.every((got, i) => {
    const expected = probe.expected[go].grads[i];
    return isArrayData(got) && normwiseError(got, { ...expected, data: change(expected.data) }, 1e-3) <= 1e-9;
  });
}

function isSumOfBoth({ probe, goes }: Tried): boolean {
  const [first, second] = probe.expected;
  return goes[1].grads.every((got, i) => {
    const sum = toData(fromDataWide(first.grads[i]).add(fromDataWide(second.grads[i])));
    return isArrayData(got) && normwiseError(got, sum, 1e-3) <= 1e-9;
  });
}
