// What a gradient may be where there is none: at a kink, and where the largest of equal entries is asked for.
import { np } from '../../array/index.js';
import type { ArrayData, SourceSpecification } from '../types.js';
import type { Plan, Sources } from './wiring.js';

/** Nearer than any two different numbers of a probe, and far enough to count. */
const nudge = 1e-9;
/** Orders in which equal entries are told apart: enough for each of a window's entries to come out on top. */
const orders = 100;

/** The plan with its numbers moved off the kinks, in every way that shows another slope. */
export function besides(problem: Sources, plan: Plan): Plan[] {
  if (!problem.sources.some(({ domain }) => domain.kind === 'distinct')) {
    return [-1, 1].map((side) =>
      moved(problem, plan, ({ kinks = [] }, value) => (kinks.includes(value) ? side * nudge : 0)),
    );
  }
  const random = new np.random.Generator(1);
  return Array.from({ length: orders }, () =>
    moved(problem, plan, ({ domain }) => (domain.kind === 'distinct' ? random.random() * nudge : 0)),
  );
}

function moved(
  problem: Sources,
  plan: Plan,
  by: (source: SourceSpecification, value: number) => number,
): Plan {
  const [only] = plan.passes;
  const values = { ...only.values };
  for (const source of problem.sources) {
    const given = values[source.name];
    values[source.name] = { ...given, data: given.data.map((value) => value + by(source, value)) };
  }
  return { ...plan, passes: [{ ...only, values }] };
}

/** Whether every entry lies between the smallest and the largest of the slopes beside it. */
export function withinSlopes({ data }: ArrayData, slopes: readonly ArrayData[]): boolean {
  if (data.length !== slopes[0].data.length) return false;
  return data.every((value, i) => {
    const beside = slopes.map((slope) => slope.data[i]);
    const [below, above] = [Math.min(...beside), Math.max(...beside)];
    const room = 1e-6 * (1 + Math.abs(below) + Math.abs(above));
    return value >= below - room && value <= above + room;
  });
}

/** Whether equal entries have, together, the slope of moving all of them together: that one is no kink. */
export function sharesSlope(got: ArrayData, slope: ArrayData, x: ArrayData): boolean {
  const total = ({ data }: ArrayData, level: number): number =>
    data.reduce((sum, value, i) => (x.data[i] === level ? sum + value : sum), 0);
  return [...new Set(x.data)].every(
    (level) =>
      Math.abs(total(got, level) - total(slope, level)) <= 1e-6 * (1 + Math.abs(total(slope, level))),
  );
}
