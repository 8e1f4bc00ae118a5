// Little plans with whole numbers, smallest first: what a counterexample is looked for among.
import { type NDArray } from '../../array/index.js';
import { fromDataWide, sizeOf } from '../trial/data.js';
import { type DataValues, type Dimensions, batch, dimensionsLike } from '../draw/draw.js';
import { drawWhole, signedIntegers } from '../draw/whole.js';
import { extremeExamples } from '../draw/extremes.js';
import { prefill } from './probe-names.js';
import type { ArrayData, NodeProblem, Random } from '../types.js';
import { pairPlan, pass, type Plan, singlePlan, theNode } from './wiring.js';
import { publicRandom } from '../draw/public.js';

/** A plan with what its reader must know. */
export interface SmallPlan {
  plan: Plan;
  note: string;
}

/** Single passes, then what shows in gradients that are there already, on a second call, and beside another node. */
export function* smallPlans(problem: NodeProblem): Generator<SmallPlan> {
  const random = publicRandom();
  const sizes = [
    dimensionsLike(problem, () => 1),
    dimensionsLike(problem, (name) => (name === batch ? 1 : 2)),
    dimensionsLike(problem, () => 2),
  ];
  for (const { note, passes } of kinds) {
    for (const size of sizes) {
      const plan = singlePlan(problem, {
        ...about,
        passes: passes((more) => draw(problem, { ...size, ...more }, random), size),
      });
      yield { note, plan };
    }
  }
  for (const size of sizes) yield beside(problem, size, random);
  for (const { values } of extremeExamples(problem, random)) {
    const passes = [passOf({ values, upstream: wholeUpstream(problem, values, random) })];
    yield { note: '', plan: singlePlan(problem, { ...about, aspect: 'stability', passes }) };
  }
}

const about = { probe: 'small', aspect: 'backward' } as const;

interface Drawn {
  values: DataValues;
  upstream: ArrayData;
}

const passOf = ({ values, upstream }: Drawn, options: Parameters<typeof pass>[2] = {}) =>
  pass(values, { [theNode]: upstream }, options);

const kinds: {
  note: string;
  passes(draw: (more?: Dimensions) => Drawn, size: Dimensions): Plan['passes'];
}[] = [
  { note: '', passes: (draw) => [passOf(draw())] },
  {
    note: `The gradients held ${prefill} before backward, to be added to.`,
    passes: (draw) => [passOf(draw(), { prefill })],
  },
  {
    note: 'The upstream gradient arrives in two calls of addgrad, half of it in each.',
    passes: (draw) => [passOf(draw(), { parts: 2 })],
  },
  {
    note: 'This is the second backward of the same node, with the same numbers.',
    passes: (draw) => {
      const first = passOf(draw());
      return [first, { ...first, values: {}, forward: false }];
    },
  },
  {
    note: 'This is the second forward and backward of the same node, with new data.',
    passes: (draw) => [passOf(draw()), passOf(draw())],
  },
  {
    note: 'The first call had one example more.',
    passes: (draw, size) => [passOf(draw({ [batch]: size[batch] + 1 })), passOf(draw())],
  },
];

/** Two nodes of the class in one graph, each on numbers of its own. */
function beside(problem: NodeProblem, size: Dimensions, random: Random): SmallPlan {
  const [first, second] = [draw(problem, size, random), draw(problem, size, random)];
  const values = [first.values, second.values] as const;
  const plan = pairPlan(problem, about, values, [first.upstream, second.upstream], () => false);
  return { plan, note: `Two nodes of the class ${problem.className} stand side by side in the graph.` };
}

function draw(problem: NodeProblem, size: Dimensions, random: Random): Drawn {
  const values = drawWhole(problem, size, random);
  return { values, upstream: wholeUpstream(problem, values, random) };
}

function wholeUpstream(problem: NodeProblem, values: DataValues, random: Random): ArrayData {
  const { shape } = outputOf(problem, values);
  return { dtype: 'float64', shape, data: signedIntegers(sizeOf(shape), [], random) };
}

/** The reference's value. */
export function outputOf(problem: NodeProblem, values: DataValues): NDArray {
  const wide = Object.entries(values).map(([name, value]) => [name, fromDataWide(value)]);
  return problem.reference.forward(Object.fromEntries(wide));
}
