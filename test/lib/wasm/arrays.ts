// What the tests of the kernels share: arrays of both types, random contents, comparison bit by bit.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FloatArray } from '../../../lib/wasm/index.js';

export type FloatConstructor = Float32ArrayConstructor | Float64ArrayConstructor;
export const types: FloatConstructor[] = [Float32Array, Float64Array];

/** Pseudo-random numbers between -1 and 1 for a seed: the library's own generator is not under test here. */
export function noise(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) | 0;
    return ((state ^ (state >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}

export function filled(type: FloatConstructor, length: number, value: (i: number) => number): FloatArray {
  const array = new type(length);
  for (let i = 0; i < length; i++) array[i] = value(i);
  return array;
}

/** Any bit pattern at all: subnormals, infinities and NaN with it. */
export function anyBits(type: FloatConstructor, length: number, seed: number): FloatArray {
  const next = noise(seed);
  const bytes = new Int32Array((length * type.BYTES_PER_ELEMENT) / 4);
  for (let i = 0; i < bytes.length; i++) bytes[i] = next() * 2 ** 31;
  return new type(bytes.buffer);
}

/** The first difference between two arrays counts -0 and 0 as different, and one NaN as good as another. */
export function assertSameBits(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  assert.equal(actual.length, expected.length, what);
  for (let i = 0; i < actual.length; i++) {
    if (!Object.is(actual[i], expected[i])) {
      assert.fail(`${what}: element ${i} is ${actual[i]}, expected ${expected[i]}`);
    }
  }
}

export const anyType = fc.constantFrom(...types);
export const anySeed = fc.integer();
