// The battery of one node: every plan that one check runs.
import {
  batch,
  type DataValues,
  dimensionNames,
  type Dimensions,
  differingDimensions,
  dimensionsLike,
  distinctDimensions,
  drawUpstream,
  drawValues,
  shuffled,
  toFloat32,
} from './draw.js';
import { fromDataWide, sizeOf } from './data.js';
import { extremeExamples } from './extremes.js';
import { prefill, probeNames } from './probe-names.js';
import type { ArrayData, NodeProblem, Pass, Random, SourceSpecification } from './types.js';
import { type Instance, pairPlan, pass, type Plan, secondNode, singlePlan, theNode } from './wiring.js';

/** The plans of one check, in the order drawn. */
export function plans(problem: NodeProblem, random: Random): Plan[] {
  const build = new PlanBuilder(problem, random);
  return [
    ...build.draws(3),
    ...build.shapes(),
    ...build.upstreams(),
    ...build.repetitions(),
    ...build.wirings(),
    ...build.conventions(),
    ...build.stability(),
  ];
}

class PlanBuilder {
  private readonly names: string[];
  constructor(
    private readonly problem: NodeProblem,
    private readonly random: Random,
  ) {
    this.names = dimensionNames(problem);
  }

  /** Of different shapes, and of the first shape once more: a class that remembers it is found out. */
  draws(count: number): Plan[] {
    const dimensions = differingDimensions(this.problem, count, this.random);
    return [...dimensions, dimensions[0]].map((each) => this.single(probeNames.draw, each));
  }

  shapes(): Plan[] {
    const others = this.names.filter((name) => name !== batch);
    const result: Plan[] = [];
    if (others.length > 1) result.push(this.single(probeNames.square, this.dimensions(6, { [batch]: 4 })));
    result.push(this.single(probeNames.equal, this.dimensions(5)));
    if (this.names.includes(batch)) {
      result.push(
        this.single(probeNames.single, { ...distinctDimensions(this.problem, this.random), [batch]: 1 }),
      );
    }
    result.push(this.single(probeNames.large, largeDimensions(this.problem)));
    return result;
  }

  upstreams(): Plan[] {
    const dimensions = distinctDimensions(this.problem, this.random);
    const { values, shape } = this.draw(dimensions);
    const zero: ArrayData = { dtype: 'float64', shape, data: new Float64Array(sizeOf(shape)) };
    const first = drawUpstream(shape, this.random);
    const second = drawUpstream(shape, this.random);
    const sum = { ...first, data: first.data.map((value, i) => value + second.data[i]) };
    const oneExample = {
      ...first,
      data: first.data.map((value, i) => (i < first.data.length / shape[0] ? value : 0)),
    };
    const passes = [first, second, sum, oneExample].map((upstream, i) =>
      pass(i ? {} : values, { [theNode]: upstream }, { forward: !i }),
    );
    return [
      singlePlan(this.problem, {
        probe: probeNames.zeroUpstream,
        aspect: 'backward',
        passes: [pass(values, { [theNode]: zero })],
      }),
      singlePlan(this.problem, { probe: probeNames.upstreams, aspect: 'backward', passes }),
    ];
  }

  repetitions(): Plan[] {
    const dimensions = distinctDimensions(this.problem, this.random);
    const other = { ...dimensions, [batch]: dimensions[batch] + 2 };
    const fewer = { ...dimensions, [batch]: 2 };
    const repeat = (probe: string, passes: Pass[]): Plan =>
      singlePlan(this.problem, { probe, aspect: 'accumulation', passes });
    const one = this.pass(dimensions);
    const result = [
      repeat(probeNames.twice, [one, { ...one, values: {}, forward: false }]),
      repeat(probeNames.prefilled, [this.pass(dimensions), this.pass(dimensions, { prefill })]),
      repeat(probeNames.parts, [this.pass(dimensions, { parts: 2 })]),
      repeat(probeNames.newData, [this.pass(dimensions), this.pass(dimensions), this.pass(dimensions)]),
    ];
    if (!this.names.includes(batch)) return result;
    const varying = [dimensions, other, fewer].map((each) => this.passOfBatchSources(each, dimensions));
    return [...result, repeat(probeNames.newBatch, varying)];
  }

  /** Small graphs: fan-out, shared parameters, chains, x*x. */
  wirings(): Plan[] {
    const { sources } = this.problem;
    const nodeSlots = sources.filter(({ kind }) => kind === 'node');
    const parameterSlots = sources.filter(({ kind }) => kind === 'parameter');
    const result = [
      this.wiring(probeNames.diamond, () => true),
      this.wiring(probeNames.separate, () => false),
      ...(parameterSlots.length > 0
        ? [this.wiring(probeNames.shared, ({ kind }) => kind === 'parameter')]
        : []),
    ];
    const [first, second] = nodeSlots;
    if (nodeSlots.length === 2 && first.shape.join() === second.shape.join())
      result.push(this.sameInput(first, second));
    if (first?.domain.kind === 'normal') result.push(...this.chain(first));
    return result;
  }

  conventions(): Plan[] {
    if (!this.problem.sources.some(({ kind }) => kind === 'parameter')) return [];
    return [
      this.single(probeNames.convention, distinctDimensions(this.problem, this.random), {
        convention: 'EDF2018',
        aspect: 'accumulation',
      }),
    ];
  }

  stability(): Plan[] {
    const single = (probe: string, values: DataValues, dtype: 'float32' | 'float64' = 'float64'): Plan => {
      const shape = this.outputShape(values);
      const upstream = drawUpstream(shape, this.random);
      const rounded = dtype === 'float32' ? toFloat32(upstream) : upstream;
      return singlePlan(this.problem, {
        probe,
        aspect: 'stability',
        dtype,
        passes: [pass(values, { [theNode]: rounded })],
      });
    };
    const { values } = this.draw(distinctDimensions(this.problem, this.random));
    const narrow = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, toFloat32(value)]),
    );
    return [
      single(probeNames.float32, narrow, 'float32'),
      ...extremeExamples(this.problem, this.random).map((extreme) =>
        single(`${probeNames.extremes}: ${extreme.what}`, extreme.values),
      ),
      ...this.kinks().map((values) => single(probeNames.kinks, values)),
    ];
  }

  private single(probe: string, dimensions: Dimensions, options: Partial<Plan> = {}): Plan {
    return singlePlan(this.problem, {
      probe,
      aspect: 'backward',
      passes: [this.pass(dimensions)],
      ...options,
    });
  }

  private pass(dimensions: Dimensions, options: Partial<Pass> = {}): Pass {
    const { values, shape } = this.draw(dimensions);
    return pass(values, { [theNode]: drawUpstream(shape, this.random) }, options);
  }

  /** New values for the sources that have a batch axis; the others (parameters) only in the first pass. */
  private passOfBatchSources(dimensions: Dimensions, first: Dimensions): Pass {
    const whole = this.pass(dimensions);
    if (dimensions === first) return whole;
    const varying = this.problem.sources.filter(({ shape }) => shape.includes(batch)).map(({ name }) => name);
    return { ...whole, values: Object.fromEntries(varying.map((name) => [name, whole.values[name]])) };
  }

  private draw(dimensions: Dimensions): { values: DataValues; shape: number[] } {
    const values = drawValues(this.problem, dimensions, this.random);
    return { values, shape: this.outputShape(values) };
  }

  private outputShape(values: DataValues): number[] {
    const wide = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, fromDataWide(value)]),
    );
    return this.problem.reference.forward(wide).shape;
  }

  private dimensions(length: number, others: Dimensions = {}): Dimensions {
    return { ...dimensionsLike(this.problem, () => length), ...others };
  }

  private wiring(probe: string, isShared: (source: SourceSpecification) => boolean): Plan {
    const dimensions = distinctDimensions(this.problem, this.random);
    const first = this.draw(dimensions);
    const second = drawValues(this.problem, dimensions, this.random);
    const upstream = [
      drawUpstream(first.shape, this.random),
      drawUpstream(first.shape, this.random),
    ] as const;
    return pairPlan(
      this.problem,
      { probe, aspect: 'accumulation' },
      [first.values, second],
      upstream,
      isShared,
    );
  }

  /** f(x, x): both gradients land on x. */
  private sameInput(first: SourceSpecification, second: SourceSpecification): Plan {
    const plan = singlePlan(this.problem, { probe: probeNames.sameInput, aspect: 'accumulation' });
    const { values, shape } = this.draw(distinctDimensions(this.problem, this.random));
    delete values[second.name];
    const instance: Instance = {
      name: theNode,
      problem: this.problem,
      slots: { ...plan.instances[0].slots, [second.name]: first.name },
    };
    const sources = plan.sources.filter(({ name }) => name !== second.name);
    return {
      ...plan,
      sources,
      instances: [instance],
      passes: [pass(values, { [theNode]: drawUpstream(shape, this.random) })],
    };
  }

  /** f(f(x)), where the shapes allow it: the inner node's gradient is the outer node's doing. */
  private chain(slot: SourceSpecification): Plan[] {
    if (slot.kinks && slot.kinks.length > 0) return [];
    const dimensions = this.dimensions(5, { [batch]: 3 });
    const { values, shape } = this.draw(dimensions);
    if (shape.join() !== values[slot.name].shape.join()) return [];
    const plan = singlePlan(this.problem, { probe: probeNames.chain, aspect: 'accumulation' });
    const outer: Instance = {
      name: secondNode,
      problem: this.problem,
      slots: { ...plan.instances[0].slots, [slot.name]: theNode },
    };
    const upstream = { [secondNode]: drawUpstream(shape, this.random) };
    return [{ ...plan, instances: [...plan.instances, outer], passes: [pass(values, upstream)] }];
  }

  /** Every kink of every source, among ordinary numbers; for sources of distinct entries, entries that are equal. */
  private kinks(): DataValues[] {
    const isSmooth = ({ kinks = [], domain }: SourceSpecification): boolean =>
      kinks.length === 0 && domain.kind !== 'distinct';
    return this.problem.sources.flatMap((source) => {
      if (isSmooth(source)) return [];
      const { values } = this.draw(distinctDimensions(this.problem, this.random));
      const data = values[source.name].data;
      if (source.domain.kind === 'distinct') data.forEach((_, i) => (data[i] = this.random.integers(-2, 3)));
      const places = shuffled([...data.keys()], this.random).slice(0, Math.ceil(data.length / 2));
      const { kinks = [] } = source;
      if (kinks.length > 0) places.forEach((place, i) => (data[place] = kinks[i % kinks.length]));
      return [values];
    });
  }
}

/** A layer of the course's first network where the names fit: 64 examples, 784 pixels, 10 classes. */
function largeDimensions(problem: NodeProblem): Dimensions {
  const lengths = dimensionNames(problem).length > 2 ? [64, 784, 10] : [64, 100];
  return dimensionsLike(problem, (_, i) => lengths[Math.min(i, lengths.length - 1)]);
}
