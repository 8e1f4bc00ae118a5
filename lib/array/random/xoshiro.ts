// The source of all random numbers: xoshiro128** 1.1 by Blackman and Vigna, seeded by SplitMix64. 32-bit integer arithmetic
// only, so the same seed gives the same numbers on every machine. https://prng.di.unimi.it

/** What a generator can be seeded with: a whole number, or the four 32-bit words of the state itself. */
export type Seed = number | bigint | readonly [number, number, number, number];

/** xoshiro128**: 128 bits of state, 32 random bits per call, period 2^128 - 1. */
export class Xoshiro128 {
  readonly #state = new Uint32Array(4);

  /** @throws RangeError for a seed that is not a whole number, or a state of four zeros */
  constructor(seed: Seed) {
    if (typeof seed === 'object') this.#state.set(seed);
    else this.#state.set(expandSeed(seed));
    if (this.#state.every((word) => word === 0))
      throw new RangeError('random: the state must not be all zeros');
  }

  /** The next 32 random bits, as a whole number from 0 to 2^32 - 1. */
  next(): number {
    const s = this.#state;
    const scrambled = Math.imul(rotateLeft(Math.imul(s[1], 5), 7), 9) >>> 0;
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotateLeft(s[3], 11);
    return scrambled;
  }
}

function rotateLeft(x: number, by: number): number {
  return (x << by) | (x >>> (32 - by));
}

/** The first two outputs of SplitMix64, low word first: four words of state from one number. */
function expandSeed(seed: number | bigint): number[] {
  if (typeof seed === 'number' && !Number.isSafeInteger(seed)) {
    throw new RangeError(`random: a seed is a whole number, got ${seed}`);
  }
  let state = BigInt(seed);
  return [0, 1].flatMap(() => {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    const bits = mix(state);
    return [Number(bits & 0xffffffffn), Number(bits >> 32n)];
  });
}

/** SplitMix64's output function. */
export function mix(state: bigint): bigint {
  let z = state;
  z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
  z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
  return z ^ (z >> 31n);
}
