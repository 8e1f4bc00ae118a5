// Draws whole numbers, for examples to be redone by hand.
import { sizeOf } from '../trial/data.js';
import { type DataValues, type Dimensions, type Drawable, shapeOf, shuffled } from './draw.js';
import type { ArrayData, Random, SourceSpecification } from '../types.js';

/** A small whole number for every entry of every source. */
export function drawWhole(problem: Drawable, size: Dimensions, random: Random): DataValues {
  return Object.fromEntries(
    problem.sources.map((source) => [source.name, wholeNumbers(source, size, random)]),
  );
}

/** Whole numbers that fit the source's domain. */
function wholeNumbers(source: SourceSpecification, size: Dimensions, random: Random): ArrayData {
  const { domain, kinks = [] } = source;
  const shape = shapeOf(source, size);
  if (domain.kind === 'labels') {
    const classes = size[domain.classes];
    return {
      dtype: 'int32',
      shape,
      data: Float64Array.from({ length: sizeOf(shape) }, () => random.integers(0, classes)),
    };
  }
  if (domain.kind === 'probabilities') {
    const row = shape[shape.length - 1] === 1 ? [1] : [0.25, 0.75];
    return {
      dtype: 'float64',
      shape,
      data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => row[i % row.length]),
    };
  }
  if (domain.kind === 'distinct') {
    const data = Float64Array.from(shuffled([...Array(sizeOf(shape)).keys()], random));
    return { dtype: 'float64', shape, data };
  }
  const data = signedIntegers(sizeOf(shape), kinks, random);
  return { dtype: 'float64', shape, data: domain.kind === 'positive' ? data.map(Math.abs) : data };
}

export function signedIntegers(length: number, without: readonly number[], random: Random): Float64Array {
  const choices = [-3, -2, -1, 1, 2, 3].filter((value) => !without.includes(value));
  return Float64Array.from({ length }, () => choices[random.integers(0, choices.length)]);
}
