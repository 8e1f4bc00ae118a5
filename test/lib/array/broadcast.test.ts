import assert from 'node:assert/strict';
import { np, unbroadcast } from '../../../lib/index.js';
import { readFixture } from './fixture.js';

interface Case {
  a: number[];
  b: number[];
  shape: number[] | null;
  difference: number[];
  quotient: number[];
  gradientA: number[];
  gradientB: number[];
}

const size = (shape: number[]) => shape.reduce((product, length) => product * length, 1);

describe('broadcasting', () => {
  const cases = readFixture<Case[]>('array/broadcast.json');
  const good = cases.filter((one) => one.shape !== null);

  it('agrees with NumPy about which of 40 pairs of shapes fit', () => {
    assert.equal(cases.length, 40);
    for (const { a, b, shape } of cases) {
      if (shape === null) assert.throws(() => np.add(np.zeros(a), np.zeros(b)), RangeError);
      else assert.deepEqual(np.add(np.zeros(a), np.zeros(b)).shape, shape);
    }
  });

  it('gives the numbers of NumPy', () => {
    for (const { a, b, difference, quotient } of good) {
      const x = np.arange(size(a)).reshape(a);
      const y = np.arange(size(b)).reshape(b).mul(2).add(1);
      assert.deepEqual([...x.sub(y).data], difference);
      assert.deepEqual([...x.div(y).data], quotient);
    }
  });

  it('has unbroadcast as its adjoint', () => {
    for (const { a, b, shape, gradientA, gradientB } of good) {
      const g = np.arange(size(shape!)).reshape(shape!).sub(3);
      for (const [to, expected] of [
        [a, gradientA],
        [b, gradientB],
      ]) {
        const gradient = unbroadcast(g, to);
        assert.deepEqual(gradient.shape, to);
        assert.deepEqual([...gradient.copy().data], expected);
      }
    }
  });

  it('names both shapes, the axis and a way out when shapes do not fit', () => {
    assert.throws(() => np.add(np.zeros([64, 784]), np.zeros([784, 10])), {
      name: 'RangeError',
      message:
        'add: shapes (64, 784) and (784, 10) do not broadcast: axis -1 has lengths 784 and 10; hint: for a matrix product use np.matmul',
    });
    assert.throws(
      () => np.sub(np.zeros([3, 2]), np.zeros(3)),
      /expandDims\(-1\) turns the second into a column/,
    );
  });

  it('refuses to unbroadcast to a shape that does not broadcast to the gradient', () => {
    assert.throws(
      () => unbroadcast(np.zeros([4, 3]), [2]),
      /unbroadcast: a gradient of shape \(4, 3\).*from \(2,\)/,
    );
    assert.throws(() => unbroadcast(np.zeros([3]), [4, 3]), RangeError);
  });

  it('makes views of stride 0 that cannot be written into', () => {
    const x = np.broadcastTo([1, 2, 3], [2, 3]);
    assert.deepEqual(x.stride, [0, 1]);
    assert.throws(() => x.iadd(1), /broadcast view of shape \(2, 3\).*copy\(\) it first/);
  });
});
