// `np.random`: the functions draw from one shared generator, which starts from seed 0 in every fresh session.
import type { ArrayLike } from '../convert.js';
import type { ArrayOptions, Shape } from '../creation.js';
import type { NDArray } from '../ndarray.js';
import { Generator } from './generator.js';
import type { Seed } from './xoshiro.js';

export { Generator };
export type { Seed };

let shared = new Generator(0);

/** Restarts the shared generator: the same seed gives the same numbers again. */
export function seed(value: Seed): void {
  shared = new Generator(value);
}

/** Uniform in [low, high): one number, or an array of `shape`. */
export function uniform(low?: number, high?: number): number;
export function uniform(low: number, high: number, shape: Shape, options?: ArrayOptions): NDArray;
export function uniform(low = 0, high = 1, shape?: Shape, options?: ArrayOptions): number | NDArray {
  return shape === undefined ? shared.uniform(low, high) : shared.uniform(low, high, shape, options);
}

/** Normally distributed: one number, or an array of `shape`. */
export function normal(mean?: number, deviation?: number): number;
export function normal(mean: number, deviation: number, shape: Shape, options?: ArrayOptions): NDArray;
export function normal(mean = 0, deviation = 1, shape?: Shape, options?: ArrayOptions): number | NDArray {
  return shape === undefined
    ? shared.normal(mean, deviation)
    : shared.normal(mean, deviation, shape, options);
}

/** Whole numbers in low .. high-1 (int32): one number, or an array of `shape`. */
export function integers(low: number, high?: number): number;
export function integers(low: number, high: number, shape: Shape): NDArray;
export function integers(low: number, high?: number, shape?: Shape): number | NDArray {
  return shape === undefined ? shared.integers(low, high) : shared.integers(low, high!, shape);
}

/** 0 .. n-1 in random order, or a copy of an array with its first axis in random order. */
export function permutation(of: number | ArrayLike): NDArray {
  return shared.permutation(of);
}

/** Brings the first axis of an array, or a list, into random order, in place. */
export function shuffle(x: NDArray | unknown[]): void {
  shared.shuffle(x);
}

/** Entries drawn from 0 .. n-1 or from the first axis of an array. */
export function choice(from: number | ArrayLike, shape: Shape, options?: { replace?: boolean }): NDArray {
  return shared.choice(from, shape, options);
}
