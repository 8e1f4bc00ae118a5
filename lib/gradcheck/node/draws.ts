// Draws plans and passes for one node: what all probes are made of.
import { fromDataWide } from '../trial/data.js';
import {
  batch,
  type DataValues,
  dimensionNames,
  type Dimensions,
  dimensionsLike,
  distinctDimensions,
  drawUpstream,
  drawValues,
} from '../draw/draw.js';
import type { NodeProblem, Pass, Random } from '../types.js';
import { pass, type Plan, singlePlan, theNode } from './wiring.js';

/** The numbers that a battery draws, in the order in which they are asked for. */
export class Draws {
  readonly names: string[];
  constructor(
    readonly problem: NodeProblem,
    readonly random: Random,
  ) {
    this.names = dimensionNames(problem);
  }

  /** Pairwise distinct primes. */
  distinct(): Dimensions {
    return distinctDimensions(this.problem, this.random);
  }

  single(probe: string, dimensions: Dimensions, options: Partial<Plan> = {}): Plan {
    return singlePlan(this.problem, {
      probe,
      aspect: 'backward',
      passes: [this.pass(dimensions)],
      ...options,
    });
  }

  pass(dimensions: Dimensions, options: Partial<Pass> = {}): Pass {
    const { values, shape } = this.draw(dimensions);
    return pass(values, { [theNode]: drawUpstream(shape, this.random) }, options);
  }

  /** New values for the sources that have a batch axis; the others (parameters) only in the first pass. */
  passOfBatchSources(dimensions: Dimensions, first: Dimensions): Pass {
    const whole = this.pass(dimensions);
    if (dimensions === first) return whole;
    const varying = this.problem.sources.filter(({ shape }) => shape.includes(batch)).map(({ name }) => name);
    return { ...whole, values: Object.fromEntries(varying.map((name) => [name, whole.values[name]])) };
  }

  draw(dimensions: Dimensions): { values: DataValues; shape: number[] } {
    const values = drawValues(this.problem, dimensions, this.random);
    return { values, shape: this.outputShape(values) };
  }

  outputShape(values: DataValues): number[] {
    const wide = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, fromDataWide(value)]),
    );
    return this.problem.reference.forward(wide).shape;
  }

  dimensions(length: number, others: Dimensions = {}): Dimensions {
    return { ...dimensionsLike(this.problem, () => length), ...others };
  }
}
