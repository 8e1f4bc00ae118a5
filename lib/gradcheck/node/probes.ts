// The battery of one node: every plan that one check runs.
import {
  batch,
  type DataValues,
  dimensionNames,
  type Dimensions,
  differingDimensions,
  dimensionsLike,
  drawUpstream,
  shuffled,
  toFloat32,
} from '../draw/draw.js';
import { sizeOf } from '../trial/data.js';
import { extremeExamples } from '../draw/extremes.js';
import { prefill, probeNames } from './probe-names.js';
import type { ArrayData, NodeProblem, Pass, Random, SourceSpecification } from '../types.js';
import { Draws } from './draws.js';
import { smallGraphs } from './small-graphs.js';
import { pass, type Plan, singlePlan, theNode } from './wiring.js';

/** The plans of one check, in the order drawn. */
export function plans(problem: NodeProblem, random: Random): Plan[] {
  const from = new Draws(problem, random);
  return [
    ...draws(from, 3),
    ...shapes(from),
    ...upstreams(from),
    ...repetitions(from),
    ...smallGraphs(from),
    ...conventions(from),
    ...stability(from),
  ];
}

/** Of different shapes, and of the first shape once more: a class that remembers it is found out. */
function draws(from: Draws, count: number): Plan[] {
  const dimensions = differingDimensions(from.problem, count, from.random);
  return [...dimensions, dimensions[0]].map((each) => from.single(probeNames.draw, each));
}

function shapes(from: Draws): Plan[] {
  const others = from.names.filter((name) => name !== batch);
  const result: Plan[] = [];
  if (others.length > 1) result.push(from.single(probeNames.square, from.dimensions(6, { [batch]: 4 })));
  result.push(from.single(probeNames.equal, from.dimensions(5)));
  if (from.names.includes(batch)) {
    result.push(from.single(probeNames.single, { ...from.distinct(), [batch]: 1 }));
  }
  result.push(from.single(probeNames.large, largeDimensions(from.problem)));
  return result;
}

function upstreams(from: Draws): Plan[] {
  const dimensions = from.distinct();
  const { values, shape } = from.draw(dimensions);
  const zero: ArrayData = { dtype: 'float64', shape, data: new Float64Array(sizeOf(shape)) };
  const first = drawUpstream(shape, from.random);
  const second = drawUpstream(shape, from.random);
  const sum = { ...first, data: first.data.map((value, i) => value + second.data[i]) };
  const oneExample = {
    ...first,
    data: first.data.map((value, i) => (i < first.data.length / shape[0] ? value : 0)),
  };
  const passes = [first, second, sum, oneExample].map((upstream, i) =>
    pass(i ? {} : values, { [theNode]: upstream }, { forward: !i }),
  );
  return [
    singlePlan(from.problem, {
      probe: probeNames.zeroUpstream,
      aspect: 'backward',
      passes: [pass(values, { [theNode]: zero })],
    }),
    singlePlan(from.problem, { probe: probeNames.upstreams, aspect: 'backward', passes }),
  ];
}

function repetitions(from: Draws): Plan[] {
  const dimensions = from.distinct();
  const other = { ...dimensions, [batch]: dimensions[batch] + 2 };
  const fewer = { ...dimensions, [batch]: 2 };
  const repeat = (probe: string, passes: Pass[]): Plan =>
    singlePlan(from.problem, { probe, aspect: 'accumulation', passes });
  const one = from.pass(dimensions);
  const result = [
    repeat(probeNames.twice, [one, { ...one, values: {}, forward: false }]),
    repeat(probeNames.prefilled, [from.pass(dimensions), from.pass(dimensions, { prefill })]),
    repeat(probeNames.parts, [from.pass(dimensions, { parts: 2 })]),
    repeat(probeNames.newData, [from.pass(dimensions), from.pass(dimensions), from.pass(dimensions)]),
  ];
  if (!from.names.includes(batch)) return result;
  const varying = [dimensions, other, fewer].map((each) => from.passOfBatchSources(each, dimensions));
  return [...result, repeat(probeNames.newBatch, varying)];
}

function conventions(from: Draws): Plan[] {
  if (!from.problem.sources.some(({ kind }) => kind === 'parameter')) return [];
  return [
    from.single(probeNames.convention, from.distinct(), {
      convention: 'EDF2018',
      aspect: 'accumulation',
    }),
  ];
}

function stability(from: Draws): Plan[] {
  const single = (probe: string, values: DataValues, dtype: 'float32' | 'float64' = 'float64'): Plan => {
    const shape = from.outputShape(values);
    const upstream = drawUpstream(shape, from.random);
    const rounded = dtype === 'float32' ? toFloat32(upstream) : upstream;
    return singlePlan(from.problem, {
      probe,
      aspect: 'stability',
      dtype,
      passes: [pass(values, { [theNode]: rounded })],
    });
  };
  const { values } = from.draw(from.distinct());
  const narrow = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toFloat32(value)]));
  return [
    single(probeNames.float32, narrow, 'float32'),
    ...extremeExamples(from.problem, from.random).map((extreme) =>
      single(`${probeNames.extremes}: ${extreme.what}`, extreme.values),
    ),
    ...kinks(from).map((values) => single(probeNames.kinks, values)),
  ];
}

/** Every kink of every source, among ordinary numbers; for sources of distinct entries, entries that are equal. */
function kinks(from: Draws): DataValues[] {
  const isSmooth = ({ kinks = [], domain }: SourceSpecification): boolean =>
    kinks.length === 0 && domain.kind !== 'distinct';
  return from.problem.sources.flatMap((source) => {
    if (isSmooth(source)) return [];
    const { values } = from.draw(from.distinct());
    const data = values[source.name].data;
    if (source.domain.kind === 'distinct') data.forEach((_, i) => (data[i] = from.random.integers(-2, 3)));
    const places = shuffled([...data.keys()], from.random).slice(0, Math.ceil(data.length / 2));
    const { kinks = [] } = source;
    if (kinks.length > 0) places.forEach((place, i) => (data[place] = kinks[i % kinks.length]));
    return [values];
  });
}

/** A layer of the course's first network where the names fit: 64 examples, 784 pixels, 10 classes. */
function largeDimensions(problem: NodeProblem): Dimensions {
  const lengths = dimensionNames(problem).length > 2 ? [64, 784, 10] : [64, 100];
  return dimensionsLike(problem, (_, i) => lengths[Math.min(i, lengths.length - 1)]);
}
