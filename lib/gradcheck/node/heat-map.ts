// Where an array is wrong, on a draw that may be shown.
import { dimensionsLike, drawUpstream, drawValues } from '../draw/draw.js';
import type { Trialled } from './judge.js';
import { probeNames } from './probe-names.js';
import { outputOf } from './small-plans.js';
import type { HeatMap, NodeProblem } from '../types.js';
import { labelNamed, pass, type Plan, singlePlan, theNode } from './wiring.js';
import { publicRandom } from '../draw/public.js';

/** A draw of ordinary size from the public seed: what may be shown of it is no secret. */
export function publicPlan(problem: NodeProblem): Plan {
  const random = publicRandom();
  const dimensions = dimensionsLike(problem, (_, i) => [5, 7, 3][i % 3]);
  const values = drawValues(problem, dimensions, random);
  const upstream = drawUpstream(outputOf(problem, values).shape, random);
  return singlePlan(problem, {
    probe: probeNames.draw,
    aspect: 'backward',
    passes: [pass(values, { [theNode]: upstream })],
  });
}

/** Where the array that the diagnosis is about is wrong in the public draw; null where there is nothing to see. */
export function heatMap(
  problem: NodeProblem,
  { outcome, expected, discrepancies }: Trialled,
  where: string,
): HeatMap | null {
  const isValue = where === 'value';
  if (
    !discrepancies.some(
      ({ kind, what, name }) => kind === 'wrong' && (isValue ? what === 'value' : name === where),
    )
  )
    return null;
  const got = isValue ? outcome.passes[0]?.values[theNode] : outcome.passes[0]?.grads[where];
  const right = isValue ? expected[0].values[theNode] : expected[0].grads[where];
  if (!got || !('data' in got) || got.data.length !== right.data.length || right.shape.length > 2)
    return null;
  const scale = right.data.reduce((most, value) => Math.max(most, Math.abs(value)), Number.MIN_VALUE);
  const columns = right.shape[right.shape.length - 1] ?? 1;
  return {
    what: isValue ? 'value' : `${labelNamed(problem, where)}.grad`,
    rows: right.data.length / columns,
    columns,
    error: right.data.map((value, i) => Math.abs(got.data[i] - value) / scale),
  };
}
