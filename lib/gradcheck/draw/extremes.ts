// Inputs at which careless formulas overflow: fixed numbers, which may be shown.
import { batch, type DataValues, dimensionsLike, drawSource } from './draw.js';
import type { ArrayData, NodeProblem, Random, SourceSpecification } from '../types.js';

/** The extreme inputs of a problem, one example at a time and then together: fixed numbers, which may be shown. */
export function extremeExamples(
  problem: NodeProblem,
  random: Random,
): { what: string; values: DataValues }[] {
  return extremes(problem, random).flatMap(({ what, values }) => {
    const examples = Math.max(
      ...problem.sources.filter(({ shape }) => shape[0] === batch).map(({ name }) => values[name].shape[0]),
    );
    const ones = Array.from({ length: examples }, (_, b) => ({ what, values: example(problem, values, b) }));
    return [...ones, { what, values }];
  });
}

/** Example b of all sources that have examples. */
function example(problem: NodeProblem, values: DataValues, b: number): DataValues {
  const one = ({ name, shape }: SourceSpecification): [string, ArrayData] => {
    const whole = values[name];
    if (shape[0] !== batch) return [name, whole];
    const length = whole.data.length / whole.shape[0];
    return [
      name,
      { ...whole, shape: [1, ...whole.shape.slice(1)], data: whole.data.slice(b * length, (b + 1) * length) },
    ];
  };
  return Object.fromEntries(problem.sources.map(one));
}

/** The extreme inputs that a problem declares, or those that break careless formulas of anything. */
export function extremes(problem: NodeProblem, random: Random): { what: string; values: DataValues }[] {
  if (problem.extremes)
    return problem.extremes.map(({ what, values }) => ({ what, values: complete(problem, values, random) }));
  const slot = problem.sources.find(({ kind, domain }) => kind === 'node' && domain.kind === 'normal');
  if (!slot || slot.shape.length !== 2) return [];
  const besideKinks = (entry: number): number => (slot.kinks?.includes(entry) ? entry + 0.5 : entry);
  return defaultExtremes.map(({ what, rows }) => ({
    what,
    values: complete(problem, { [slot.name]: rows.map((row) => row.map(besideKinks)) }, random),
  }));
}

/** Values for all sources, of lengths that fit those given. */
function complete(
  problem: NodeProblem,
  given: Record<string, number[] | number[][]>,
  random: Random,
): DataValues {
  const { sources } = problem;
  const dimensions = dimensionsLike(problem, () => 3);
  const asData = (rows: number[] | number[][]): ArrayData => {
    const shape = Array.isArray(rows[0]) ? [rows.length, rows[0].length] : [rows.length];
    return { dtype: 'float64', shape, data: Float64Array.from(rows.flat()) };
  };
  const values: DataValues = {};
  for (const { name, shape } of sources) {
    if (!given[name]) continue;
    values[name] = asData(given[name]);
    values[name].shape.forEach((length, axis) => (dimensions[shape[axis]] = length));
  }
  for (const source of sources) {
    if (!values[source.name]) values[source.name] = drawSource(source, dimensions, random);
    else if (source.domain.kind === 'labels') values[source.name].dtype = 'int32';
  }
  return values;
}

const defaultExtremes = [
  { what: '0, ±30 and ±1000', rows: [[0, 30, -30], [1000, -1000, 0], [1000, 1000, 999], [-1000, -1000, -999]] }, // prettier-ignore
  { what: 'rows of equal entries', rows: [[0, 0, 0], [5, 5, 5], [-800, -800, -800], [0.5, 0.5, 0.5]] }, // prettier-ignore
  { what: 'one row far below the others', rows: [[0, 1, 2], [-900, -901, -902], [0.5, -0.5, 1], [0, -1000, 1]] }, // prettier-ignore
];
