// Draws the inputs of a node: shapes from named dimensions, entries from each source's domain.
import { sizeOf } from '../trial/data.js';
import type { ArrayData, NodeProblem, Random, SourceSpecification } from '../types.js';

/** A length for every dimension name of a problem. */
export type Dimensions = Record<string, number>;
export type DataValues = Record<string, ArrayData>;
/** What is drawn for: anything that declares sources. */
export type Drawable = Pick<NodeProblem, 'sources' | 'dimensions'>;

/** The dimension that counts examples. */
export const batch = 'B';

/** Ordinary draws stay this far away from a kink. */
const kinkMargin = 1e-3;

/** All dimension names of a problem, the batch first. */
export function dimensionNames(problem: Drawable): string[] {
  const names = problem.sources.flatMap((source) => source.shape);
  return [...new Set([batch, ...names])].filter((name) => names.includes(name));
}

/** A length for every dimension: the one wished for, or the nearest that the problem allows. */
export function dimensionsLike(problem: Drawable, wish: (name: string, index: number) => number): Dimensions {
  return Object.fromEntries(
    dimensionNames(problem).map((name, i) => [name, nearest(problem.dimensions?.[name], wish(name, i))]),
  );
}

function nearest(allowed: readonly number[] | undefined, wish: number): number {
  if (!allowed) return wish;
  return allowed.reduce((best, length) => (Math.abs(length - wish) < Math.abs(best - wish) ? length : best));
}

/** Pairwise distinct primes, so that no two axes can be mistaken for each other. */
export function distinctDimensions(problem: Drawable, random: Random): Dimensions {
  return differingDimensions(problem, 1, random)[0];
}

/** Up to three such, in which each dimension has another length every time. */
export function differingDimensions(problem: Drawable, count: number, random: Random): Dimensions[] {
  const { dimensions: allowed = {} } = problem;
  const taken = Object.values(allowed).flat();
  const primes = shuffled([3, 5, 7, 11, 13, 17].filter((prime) => !taken.includes(prime)), random); // prettier-ignore
  const names = dimensionNames(problem);
  const length = (name: string, i: number, draw: number): number =>
    allowed[name]?.[draw % allowed[name].length] ?? primes[(i + 2 * draw) % primes.length];
  return Array.from({ length: count }, (_, draw) =>
    Object.fromEntries(names.map((name, i) => [name, length(name, i, draw)])),
  );
}

export function shapeOf(source: SourceSpecification, dimensions: Dimensions): number[] {
  return source.shape.map((name) => dimensions[name]);
}

/** A value for every source. */
export function drawValues(problem: Drawable, dimensions: Dimensions, random: Random): DataValues {
  return Object.fromEntries(
    problem.sources.map((source) => [source.name, drawSource(source, dimensions, random)]),
  );
}

export function drawSource(source: SourceSpecification, dimensions: Dimensions, random: Random): ArrayData {
  const shape = shapeOf(source, dimensions);
  const { domain, kinks = [] } = source;
  if (domain.kind === 'labels') {
    const classes = dimensions[domain.classes];
    return { dtype: 'int32', shape, data: fill(shape, () => random.integers(0, classes)) };
  }
  if (domain.kind === 'probabilities') return probabilities(shape, random);
  if (domain.kind === 'distinct') return { dtype: 'float64', shape, data: distinct(sizeOf(shape), random) };
  const entry = (): number => {
    const value =
      domain.kind === 'positive' ? 0.1 + random.uniform() * 3 : random.normal() * (domain.scale ?? 1);
    return kinks.some((kink) => Math.abs(value - kink) < kinkMargin) ? entry() : value;
  };
  return { dtype: 'float64', shape, data: fill(shape, entry) };
}

/** Rows of positive numbers that sum to 1. */
function probabilities(shape: number[], random: Random): ArrayData {
  const data = fill(shape, () => 0.05 + random.uniform());
  const length = shape[shape.length - 1];
  for (let start = 0; start < data.length; start += length) {
    const sum = data.subarray(start, start + length).reduce((total, value) => total + value, 0);
    for (let i = start; i < start + length; i++) data[i] /= sum;
  }
  return { dtype: 'float64', shape, data };
}

/** Half the distance between two entries of a `distinct` source, at least. */
export const distinctMargin = 0.05;

/** Points of a grid around 0 in random order, each moved a little. */
function distinct(length: number, random: Random): Float64Array {
  const places = shuffled([...Array(length).keys()], random);
  return Float64Array.from(places, (place) => (place - length / 2) * 0.2 + (random.uniform() - 0.5) * 0.1);
}

/** A random signed gradient: never ones, under which a softmax backward that returns zeros would pass. */
export function drawUpstream(shape: readonly number[], random: Random): ArrayData {
  return { dtype: 'float64', shape: [...shape], data: fill(shape, () => random.normal()) };
}

/** The same numbers rounded to float32; labels stay as they are. */
export function toFloat32(array: ArrayData): ArrayData {
  return array.dtype === 'int32' ? array : { ...array, dtype: 'float32', data: array.data.map(Math.fround) };
}

export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = random.integers(0, i + 1);
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}

function fill(shape: readonly number[], entry: () => number): Float64Array {
  return Float64Array.from({ length: sizeOf(shape) }, entry);
}
