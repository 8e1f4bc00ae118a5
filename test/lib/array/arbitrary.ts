// Random arrays for property tests: any shape, seen through slices, negative steps and transposes; and plain loops over them.
import fc from 'fast-check';
import { type DType, type NDArray, np } from '../../../lib/index.js';

export interface ViewOptions {
  shape?: readonly number[];
  maxAxes?: number;
  minLength?: number;
  dtype?: DType;
}

/** A view of random small whole numbers (so that sums are exact) in random layout. */
export function view({
  shape,
  maxAxes = 4,
  minLength = 0,
  dtype = 'float64',
}: ViewOptions = {}): fc.Arbitrary<NDArray> {
  const shapes = shape
    ? fc.constant([...shape])
    : fc.array(fc.integer({ min: minLength, max: 4 }), { maxLength: maxAxes });
  return shapes.chain((lengths) =>
    fc
      .record({
        order: fc.shuffledSubarray([...lengths.keys()], { minLength: lengths.length }),
        before: fc.array(fc.integer({ min: 0, max: 2 }), {
          minLength: lengths.length,
          maxLength: lengths.length,
        }),
        steps: fc.array(fc.constantFrom(1, 1, 2, -1, -2), {
          minLength: lengths.length,
          maxLength: lengths.length,
        }),
        seed: fc.nat(),
      })
      .map(({ order, before, steps, seed }) => {
        // The base's axis k is the result's axis order[k], stretched by the step and padded in front.
        const base = order.map((axis) => before[axis] + Math.abs(steps[axis]) * lengths[axis]);
        const random = new np.random.Generator(seed);
        const whole = random.integers(-9, 10, base).astype(dtype);
        const inverse = lengths.map((_, axis) => order.indexOf(axis));
        const padded = whole.transpose(...inverse).lo(...before);
        return padded.step(...steps);
      }),
  );
}

/** Every index of a shape, in C order. */
export function* indices(shape: readonly number[]): Generator<number[]> {
  if (shape.length === 0) yield [];
  else for (let i = 0; i < shape[0]; i++) for (const rest of indices(shape.slice(1))) yield [i, ...rest];
}

/** The elements in C order, read one by one. */
export function elements(x: NDArray): number[] {
  return [...indices(x.shape)].map((index) => x.get(...index));
}
