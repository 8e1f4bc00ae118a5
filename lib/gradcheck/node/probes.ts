// The battery of one node: every plan that one check runs.
import {
  batch,
  type DataValues,
  type Dimensions,
  differingDimensions,
  dimensionsLike,
  drawUpstream,
  shuffled,
  toFloat32,
} from '../draw/draw.js';
import { sizeOf } from '../trial/data.js';
import { extremeExamples } from '../draw/extremes.js';
import { prefill, probeNamed, probeNames } from './probe-names.js';
import type { ArrayData, NodeProblem, Pass, Random, SourceSpecification } from '../types.js';
import { Draws } from './draws.js';
import { smallGraphs } from './small-graphs.js';
import { labelOf, pass, type Plan, singlePlan, theNode } from './wiring.js';

/** The plans of one check, in the order drawn. */
export function plans(problem: NodeProblem, random: Random): Plan[] {
  const from = new Draws(problem, random);
  return [
    ...draws(from, 3),
    ...shapes(from),
    ...zeros(from),
    ...upstreams(from),
    ...repetitions(from),
    ...smallGraphs(from),
    ...conventions(from),
    ...stability(from),
  ];
}

/** The plans whose inputs say something of any function: of every shape, with zeros, and with numbers of every size. */
export function inputPlans(problem: NodeProblem, random: Random): Plan[] {
  const from = new Draws(problem, random);
  return [...draws(from, 3), ...shapes(from), ...zeros(from), sizes(from)];
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
    result.push(from.single(probeNames.pair, { ...from.distinct(), [batch]: 2 }));
    if (others.length > 1) result.push(...others.flatMap((name) => asManyExamples(from, name)));
    result.push(from.single(probeNames.many, manyExamples(from)));
  }
  result.push(...others.flatMap((name) => short(from, name)));
  result.push(from.single(probeNames.wide, longRows(from)));
  return result;
}

/** Two axes of one length, one of them the batch: they may be taken for each other where nothing else is square. */
function asManyExamples(from: Draws, name: string): Plan[] {
  const dimensions = from.distinct();
  if (from.problem.dimensions?.[name]) return [];
  return [from.single(probeNamed.length(batch, name), { ...dimensions, [batch]: dimensions[name] })];
}

/** One class or two, one feature or two: lengths that are often given a case of their own. */
function short(from: Draws, name: string): Plan[] {
  const allowed = from.problem.dimensions?.[name] ?? [1, 2, 3];
  return [1, 2]
    .filter((length) => allowed.length > 1 && allowed.includes(length))
    .map((length) => {
      const dimensions = { ...from.distinct(), [name]: length };
      // Of one number or two, normalisation leaves next to nothing.
      return from.single(probeNamed.length(name, length), dimensions, { floor: 1 });
    });
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
  const scaled = (factor: number): ArrayData => ({
    ...first,
    data: first.data.map((value) => value * factor),
  });
  const passes = [first, second, sum, oneExample, scaled(1e4), scaled(1e-8)].map((upstream, i) =>
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
  const again = (count: number): Pass[] => Array.from({ length: count }, () => from.pass(dimensions));
  const result = [
    repeat(probeNames.twice, [one, { ...one, values: {}, forward: false }]),
    repeat(probeNames.prefilled, [from.pass(dimensions), from.pass(dimensions, { prefill })]),
    repeat(probeNames.parts, [from.pass(dimensions, { parts: 2 })]),
    repeat(probeNames.newData, [
      forwardOnly(from, dimensions),
      ...again(2),
      forwardOnly(from, dimensions),
      ...again(3),
    ]),
  ];
  if (!from.names.includes(batch)) return result;
  const varying = [dimensions, other, fewer].map((each) => from.passOfBatchSources(each, dimensions));
  return [...result, repeat(probeNames.newBatch, varying)];
}

/** New data that are looked at without learning from them, as between two epochs. */
function forwardOnly(from: Draws, dimensions: Dimensions): Pass {
  return { ...from.pass(dimensions), upstream: null };
}

/** Every source of ordinary numbers in turn holds zeros, as at the beginning of training. */
function zeros(from: Draws): Plan[] {
  return from.problem.sources
    .filter(({ domain, kinks = [] }) => domain.kind === 'normal' && !kinks.includes(0))
    .map((source) => {
      const { values, shape } = from.draw(from.distinct());
      values[source.name].data.fill(0);
      return singlePlan(from.problem, {
        probe: probeNamed.zero(labelOf(source)),
        aspect: 'backward',
        passes: [pass(values, { [theNode]: drawUpstream(shape, from.random) })],
      });
    });
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
  const single = (probe: string, values: DataValues, options: Partial<Plan> = {}): Plan => {
    const shape = from.outputShape(values);
    const upstream = drawUpstream(shape, from.random);
    const rounded = options.dtype === 'float32' ? toFloat32(upstream) : upstream;
    return singlePlan(from.problem, {
      probe,
      aspect: 'stability',
      ...options,
      passes: [pass(values, { [theNode]: rounded })],
    });
  };
  const { values } = from.draw(from.distinct());
  const narrow = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toFloat32(value)]));
  return [
    single(probeNames.float32, narrow, { dtype: 'float32' }),
    sizes(from),
    ...extremeExamples(from.problem, from.random).map((extreme) =>
      // There a gradient may be next to nothing.
      single(`${probeNames.extremes}: ${extreme.what}`, extreme.values, { floor: 1 }),
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

function sizes(from: Draws): Plan {
  const values = ofEverySize(from);
  const upstream = drawUpstream(from.outputShape(values), from.random);
  return singlePlan(from.problem, {
    probe: probeNames.sizes,
    aspect: 'stability',
    passes: [pass(values, { [theNode]: upstream })],
  });
}

/** Ordinary numbers replaced by numbers next to 0 and up to 30: where a threshold is, or a case of its own. */
function ofEverySize(from: Draws): DataValues {
  const { random } = from;
  const { values } = from.draw(from.dimensions(9, { [batch]: 8 }));
  for (const { name, domain } of from.problem.sources) {
    if (domain.kind !== 'normal') continue;
    const { data } = values[name];
    // Every second place has its share of 1e-9 .. 1e-2, the others theirs of 0 .. 30.
    shuffled([...data.keys()], random).forEach((at, i) => {
      const share = (i - (i % 2) + 2 * random.uniform()) / (data.length + 1);
      const size = i % 2 === 0 ? 10 ** (-9 + 7 * share) : 30 * share;
      data[at] = random.uniform() < 0.5 ? -size : size;
    });
  }
  return values;
}

/** More than any loop's end or block that is written into the code, and not too many numbers. */
function manyExamples(from: Draws): Dimensions {
  const dimensions = from.distinct();
  const sizes = from.problem.sources.map(({ shape }) => shape.reduce((size, name) => size * (name === batch ? 1 : dimensions[name]), 1)); // prettier-ignore
  const examples = Math.min(257, Math.max(67, Math.floor(4096 / Math.max(...sizes))));
  return { ...dimensions, [batch]: examples + from.random.integers(0, 30) };
}

/** The lengths of a real layer, for a few examples. */
function longRows({ problem, random }: Draws): Dimensions {
  return dimensionsLike(problem, (name, i) =>
    name === batch ? 3 : (i > 1 ? 101 : 257) + random.integers(0, 30),
  );
}
