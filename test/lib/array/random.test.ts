import assert from 'node:assert/strict';
import fc from 'fast-check';
import { np } from '../../../lib/index.js';
import { readFixture } from './fixture.js';
import { mix } from '../../../lib/array/random/xoshiro.js';

const { Generator } = np.random;

interface Recorded {
  seed: string;
  bits: number[];
  uniform: number[];
  normal: number[];
  integers: number[];
  wide: number[];
  permutation: number[];
}

describe('seeded random numbers', () => {
  it('are xoshiro128** 1.1: the outputs of the reference implementation from state 1, 2, 3, 4', () => {
    // Blackman and Vigna's xoshiro128starstar.c, as recorded in the tests of Rust's rand_xoshiro.
    const reference = [
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ];
    const generator = new Generator([1, 2, 3, 4]);
    assert.deepEqual(
      reference.map(() => generator.bits()),
      reference,
    );
  });

  it('are seeded by SplitMix64: the outputs of its reference implementation for seed 1234567', () => {
    // Vigna's splitmix64.c; the numbers are those of Rosetta Code.
    const reference = [6457827717110365317n, 3203168211198807973n, 9817491932198370423n];
    const step = 0x9e3779b97f4a7c15n;
    reference.forEach((expected, i) =>
      assert.equal(mix(BigInt.asUintN(64, 1234567n + BigInt(i + 1) * step)), expected),
    );
  });

  it('are those of a second implementation, in Python', () => {
    for (const one of readFixture<Recorded[]>('array/random-numbers.json')) {
      const generator = new Generator(BigInt(one.seed));
      assert.deepEqual(
        one.bits.map(() => generator.bits()),
        one.bits,
      );
      assert.deepEqual(generator.uniform(0, 1, [8]).tolist(), one.uniform);
      const normal = generator.normal(0, 1, [25]);
      assert.ok(np.allclose(normal, one.normal, { rtol: 1e-15, atol: 0 }), `${normal}`);
      assert.deepEqual(generator.integers(0, 10, [20]).tolist(), one.integers);
      assert.deepEqual(generator.integers(-(2 ** 30), 2 ** 30, [4]).tolist(), one.wide);
      assert.deepEqual(generator.permutation(30).tolist(), one.permutation);
    }
  });

  it('are the same for the same seed, and others for another', () => {
    const draw = (seed: number | bigint) => new Generator(seed).normal(0, 1, [50]).tolist();
    assert.deepEqual(draw(42), draw(42));
    assert.deepEqual(draw(42), draw(42n));
    assert.notDeepEqual(draw(42), draw(43));
    np.random.seed(7);
    const first = np.random.uniform(0, 1, [5]).tolist();
    np.random.seed(7);
    assert.deepEqual(np.random.uniform(0, 1, [5]).tolist(), first);
    assert.deepEqual(new Generator(7).uniform(0, 1, [5]).tolist(), first);
  });

  it('do not depend on the shape in which they are drawn', () => {
    const [a, b] = [new Generator(1), new Generator(1)];
    const whole = a.normal(0, 1, [7]).tolist() as number[];
    assert.deepEqual(
      [...(b.normal(0, 1, [3]).tolist() as number[]), ...whole.slice(3).map(() => b.normal())],
      whole,
    );
  });

  it('uniform: mean 1/2 and variance 1/12 within five standard errors, below 1 in float32 too', () => {
    const n = 200000;
    const x = new Generator(3).uniform(0, 1, [n]);
    assert.ok(Math.abs(x.mean().item() - 0.5) < 5 * Math.sqrt(1 / 12 / n));
    assert.ok(Math.abs(np.var(x).item() - 1 / 12) < 5 * Math.sqrt(1 / 180 / n));
    const single = new Generator(3).uniform(0, 1, [n], { dtype: 'float32' });
    assert.ok(single.min().item() >= 0 && single.max().item() < 1);
  });

  it('normal: the first four moments and the tails within five standard errors', () => {
    const n = 200000;
    const x = new Generator(4).normal(0, 1, [n]);
    const moment = (k: number) => np.pow(x, k).mean().item();
    assert.ok(Math.abs(moment(1)) < 5 / Math.sqrt(n));
    assert.ok(Math.abs(moment(2) - 1) < 5 * Math.sqrt(2 / n));
    assert.ok(Math.abs(moment(3)) < 5 * Math.sqrt(15 / n));
    assert.ok(Math.abs(moment(4) - 3) < 5 * Math.sqrt(96 / n));
    const beyond = x.abs().gt(2).mean().item();
    assert.ok(Math.abs(beyond - 0.0455) < 5 * Math.sqrt(0.0455 / n));
  });

  it('integers: all values of a range that is no power of two come equally often (chi-squared, 99.99 %)', () => {
    const [n, k] = [60000, 6];
    const counts = np.bincount(new Generator(5).integers(0, k, [n]));
    const distance =
      counts
        .sub(n / k)
        .square()
        .sum()
        .item() /
      (n / k);
    assert.equal(counts.length, k);
    assert.ok(distance < 25.74);
  });

  it('integers: cover ranges with negative ends and the whole of int32', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.nat(), (a, b, seed) => {
        const [low, high] = a < b ? [a, b] : [b, a + 1];
        const x = new Generator(seed).integers(low, high, [20]);
        assert.equal(x.dtype, 'int32');
        assert.ok(x.min().item() >= low && x.max().item() < high);
      }),
    );
  });

  it('permutation and shuffle rearrange and lose nothing, and all orders come equally often', () => {
    const generator = new Generator(6);
    const seen = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const key = generator.permutation(3).tolist().toString();
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    assert.equal(seen.size, 6);
    assert.ok([...seen.values()].every((count) => Math.abs(count - 1000) < 150));
    const x = np.arange(10).reshape(5, 2);
    generator.shuffle(x);
    assert.deepEqual(np.sort(x, 0).tolist(), np.arange(10).reshape(5, 2).tolist());
    assert.ok(x.tolist().toString() !== np.arange(10).reshape(5, 2).tolist().toString());
    const list = ['a', 'b', 'c'];
    generator.shuffle(list);
    assert.deepEqual([...list].sort(), ['a', 'b', 'c']);
    assert.deepEqual(np.sort(generator.choice(4, 4, { replace: false })).tolist(), [0, 1, 2, 3]);
  });

  it('refuse what cannot be drawn', () => {
    const generator = new Generator(0);
    assert.throws(() => new Generator(0.5), /a seed is a whole number, got 0.5/);
    assert.throws(() => new Generator([0, 0, 0, 0]), /must not be all zeros/);
    assert.throws(() => generator.integers(5, 5), /whole 32-bit numbers low < high, got low 5 and high 5/);
    assert.throws(() => generator.uniform(1, 0), /low <= high, got low 1 and high 0/);
    assert.throws(() => generator.normal(0, -1), /deviation >= 0/);
    assert.throws(
      () => generator.choice(3, 4, { replace: false }),
      /cannot draw shape \(4,\) from 3 entries without replacement/,
    );
  });
});
