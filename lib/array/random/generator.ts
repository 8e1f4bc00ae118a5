// Random arrays: uniform, normal, integers, permutations, from one seeded stream of bits.
import { type ArrayLike, asArray } from '../convert.js';
import { type ArrayOptions, type Shape } from '../creation.js';
import { allocate, type TypedArray } from '../dtype.js';
import { checkShape, formatShape, sizeOf } from '../shape.js';
import { take } from '../join.js';
import { NDArray } from '../ndarray.js';
import { math } from '../../wasm/index.js';
import { type Seed, Xoshiro128 } from './xoshiro.js';

const TWO_TO_MINUS_53 = 2 ** -53;

/**
 * A stream of random numbers that its seed determines, on every machine.
 *
 * Without a shape the methods return one number, with a shape an array.
 * @example
 * const random = new np.random.Generator(42);
 * random.normal(0, 0.1, [784, 64]); // weights
 * random.permutation(1000);         // the order of an epoch
 */
export class Generator {
  readonly #bits: Xoshiro128;
  #spare: number | null = null;

  constructor(seed: Seed) {
    this.#bits = new Xoshiro128(seed);
  }

  /** 32 random bits. */
  bits(): number {
    return this.#bits.next();
  }

  /** Uniform in [0, 1), a multiple of 2^-53: 27 bits of one draw above 26 bits of the next. */
  random(): number {
    const high = this.#bits.next() >>> 5;
    return (high * 67108864 + (this.#bits.next() >>> 6)) * TWO_TO_MINUS_53;
  }

  /** Uniform in [low, high). */
  uniform(low?: number, high?: number): number;
  uniform(low: number, high: number, shape: Shape, options?: ArrayOptions): NDArray;
  uniform(low = 0, high = 1, shape?: Shape, options?: ArrayOptions): number | NDArray {
    if (!Number.isFinite(high - low) || high < low) {
      throw new RangeError(`random.uniform: expected finite low <= high, got low ${low} and high ${high}`);
    }
    return this.#draw(() => low + (high - low) * this.random(), shape, options, 'random.uniform');
  }

  /** Normally distributed, by Marsaglia's polar method: two numbers from a point in the unit disc. */
  normal(mean?: number, deviation?: number): number;
  normal(mean: number, deviation: number, shape: Shape, options?: ArrayOptions): NDArray;
  normal(mean = 0, deviation = 1, shape?: Shape, options?: ArrayOptions): number | NDArray {
    if (!Number.isFinite(mean) || !(deviation >= 0)) {
      throw new RangeError(
        `random.normal: expected a deviation >= 0, got mean ${mean} and deviation ${deviation}`,
      );
    }
    return this.#draw(() => mean + deviation * this.#standardNormal(), shape, options, 'random.normal');
  }

  #standardNormal(): number {
    if (this.#spare !== null) {
      const spare = this.#spare;
      this.#spare = null;
      return spare;
    }
    for (;;) {
      const u = 2 * this.random() - 1;
      const v = 2 * this.random() - 1;
      const square = u * u + v * v;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * math.log(square)) / square);
      this.#spare = v * scale;
      return u * scale;
    }
  }

  /** Whole numbers in low .. high-1, all equally likely; int32. `integers(10)` draws from 0 .. 9. */
  integers(low: number, high?: number): number;
  integers(low: number, high: number, shape: Shape): NDArray;
  integers(low: number, high?: number, shape?: Shape): number | NDArray {
    const [from, to] = high === undefined ? [0, low] : [low, high];
    if ((from | 0) !== from || !Number.isInteger(to) || to <= from || to > 2 ** 31) {
      throw new RangeError(
        `random.integers: expected whole 32-bit numbers low < high, got low ${from} and high ${to}`,
      );
    }
    return this.#draw(() => from + this.#below(to - from), shape, { dtype: 'int32' }, 'random.integers');
  }

  /** A whole number in 0 .. count-1: draws of just enough bits, rejected until one is below count (no modulo bias). */
  #below(count: number): number {
    const mask = count <= 1 ? 0 : 0xffffffff >>> Math.clz32(count - 1);
    for (;;) {
      const candidate = (this.#bits.next() & mask) >>> 0;
      if (candidate < count) return candidate;
    }
  }

  /** The numbers 0 .. n-1 in random order, or a copy of an array with its first axis in random order. */
  permutation(of: number | ArrayLike): NDArray {
    if (typeof of !== 'number') return take(of, this.permutation(asArray(of, 'random.permutation').length));
    const [n] = checkShape(of, 'random.permutation');
    const order = new NDArray(allocate('int32', n));
    for (let i = 0; i < n; i++) order.data[i] = i;
    this.#shuffle(n, (i, j) => swap(order.data, i, j));
    return order;
  }

  /** Brings the first axis of an array, or a list, into random order, in place. */
  shuffle(x: NDArray | unknown[]): void {
    if (Array.isArray(x)) {
      this.#shuffle(x.length, (i, j) => ([x[i], x[j]] = [x[j], x[i]]));
    } else {
      x.assign(this.permutation(x));
    }
  }

  /** Fisher and Yates: place i receives one of the places 0 .. i. */
  #shuffle(n: number, exchange: (i: number, j: number) => void): void {
    for (let i = n - 1; i > 0; i--) exchange(i, this.#below(i + 1));
  }

  /** Entries drawn from 0 .. n-1 or from the first axis of an array; `replace: false` draws each at most once. */
  choice(from: number | ArrayLike, shape: Shape, { replace = true }: { replace?: boolean } = {}): NDArray {
    const n = typeof from === 'number' ? from : asArray(from, 'random.choice').length;
    const lengths = checkShape(shape, 'random.choice');
    if (n === 0 || (!replace && sizeOf(lengths) > n)) {
      throw new RangeError(
        `random.choice: cannot draw shape ${formatShape(lengths)} from ${n} entries${replace ? '' : ' without replacement'}`,
      );
    }
    const indices = replace
      ? this.integers(0, n, lengths)
      : this.permutation(n).hi(sizeOf(lengths)).reshape(lengths);
    return typeof from === 'number' ? indices : take(from, indices);
  }

  #draw(
    next: () => number,
    shape: Shape | undefined,
    options: ArrayOptions | undefined,
    caller: string,
  ): number | NDArray {
    if (shape === undefined) return next();
    const lengths = checkShape(shape, caller);
    const data = allocate(options?.dtype ?? 'float64', sizeOf(lengths));
    for (let i = 0; i < data.length; i++) data[i] = next();
    return new NDArray(data, lengths);
  }
}

function swap(data: TypedArray, i: number, j: number): void {
  const kept = data[i];
  data[i] = data[j];
  data[j] = kept;
}
