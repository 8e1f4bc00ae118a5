import assert from 'node:assert/strict';
import fc from 'fast-check';
import ndarray from 'ndarray';
import { asNdarray, NDArray, np } from '../../../lib/index.js';
import { elements, indices, view } from './arbitrary.js';

describe('NDArray', () => {
  const x = np.array([
    [1, 2, 3],
    [4, 5, 6],
  ]);

  it('is a view: data, shape, stride and offset', () => {
    assert.deepEqual([x.shape, x.stride, x.offset, x.size, x.ndim, x.length], [[2, 3], [3, 1], 0, 6, 2, 2]);
    assert.deepEqual(
      [x.T.shape, x.T.stride],
      [
        [3, 2],
        [1, 3],
      ],
    );
    assert.equal(x.T.data, x.data);
    const last = x.slice(null, -1);
    assert.deepEqual([last.shape, last.stride, last.offset], [[2], [3], 2]);
  });

  it('writes through views', () => {
    const y = x.copy();
    y.pick(1).fill(0);
    y.T.set(0, 0, 9);
    y.slice(0, [1]).assign([7, 8]);
    assert.deepEqual(y.tolist(), [
      [9, 7, 8],
      [0, 0, 0],
    ]);
  });

  it('copies a slice that is assigned to an overlapping slice', () => {
    const y = np.arange(6);
    y.slice([1]).assign(y.slice([0, 5]));
    assert.deepEqual(y.tolist(), [0, 0, 1, 2, 3, 4]);
    const z = np.arange(4);
    z.iadd(z.step(-1));
    assert.deepEqual(z.tolist(), [3, 3, 3, 3]);
  });

  it('slices as Python does, ends beyond the axis included', () => {
    const y = np.arange(5);
    const cases: [[number?, number?, number?], number[]][] = [
      [
        [1, 3],
        [1, 2],
      ],
      [[-2], [3, 4]],
      [
        [undefined, -2],
        [0, 1, 2],
      ],
      [
        [undefined, undefined, -1],
        [4, 3, 2, 1, 0],
      ],
      [
        [4, 1, -2],
        [4, 2],
      ],
      [[10, 20], []],
      [
        [-10, 2],
        [0, 1],
      ],
      [[3, 1], []],
      [
        [undefined, undefined, 2],
        [0, 2, 4],
      ],
    ];
    for (const [range, expected] of cases) assert.deepEqual(y.slice(range).tolist(), expected);
  });

  it('reads what scijs ndarray reads, for every view that both offer', () => {
    fc.assert(
      fc.property(view({ maxAxes: 3, minLength: 1 }), fc.nat({ max: 3 }), (a, n) => {
        const b = asNdarray(a);
        const same = (p: NDArray, q: ndarray.NdArray) => {
          assert.deepEqual(p.shape, q.shape);
          for (const index of indices(p.shape)) assert.equal(p.get(...index), q.get(...index));
        };
        same(a, b);
        const clamp = a.shape.map((length) => Math.min(n, length));
        same(a.lo(...clamp), b.lo(...clamp));
        same(a.hi(...clamp), b.hi(...clamp));
        const steps = a.shape.map((_, axis) => [1, 2, -1, -2][(n + axis) % 4]);
        same(a.step(...steps), b.step(...steps));
        const order = a.shape.map((_, axis) => (axis + n) % a.ndim);
        if (a.ndim > 0) same(a.transpose(...order), b.transpose(...order));
        if (a.ndim > 0) same(a.pick(0), b.pick(0));
        if (a.ndim > 1) same(a.pick(null, 0), b.pick(null as unknown as number, 0));
      }),
    );
  });

  it('reshapes as a view where one exists and as a copy where none does', () => {
    fc.assert(
      fc.property(view({ minLength: 1 }), (a) => {
        const flat = a.ravel();
        assert.deepEqual(elements(flat), elements(a));
        assert.deepEqual(elements(a.reshape(-1, 1)), elements(a));
        assert.deepEqual(elements(flat.reshape(a.shape)), elements(a));
      }),
    );
    assert.equal(x.reshape(3, 2).data, x.data);
    assert.equal(x.T.reshape(3, 2, 1).data, x.data);
    assert.notEqual(x.T.reshape(6).data, x.data);
  });

  it('takes scijs ndarrays of every dtype, sharing the data of float32, float64 and int32', () => {
    const floats = ndarray(new Float32Array([1, 2, 3, 4, 5, 6]), [2, 3]);
    const shared = np.asarray(floats.transpose(1, 0));
    assert.equal(shared.data, floats.data);
    assert.deepEqual(np.add(floats, 1).tolist(), [
      [2, 3, 4],
      [5, 6, 7],
    ]);
    assert.equal(np.asarray(ndarray(new Uint8Array([200, 3]))).dtype, 'int32');
    assert.deepEqual(np.asarray(ndarray(new Uint8Array([200, 3]))).tolist(), [200, 3]);
    assert.equal(np.asarray(ndarray(new Uint32Array([4294967295]))).get(0), 4294967295);
    assert.deepEqual(np.asarray(ndarray([1.5, 2.5, 3.5, 4.5], [2, 2]).step(-1, 1)).tolist(), [
      [3.5, 4.5],
      [1.5, 2.5],
    ]);
    assert.deepEqual(np.matmul(x, ndarray([1, 1, 1])).tolist(), [6, 15]);
  });

  it('is itself taken by code written for scijs ndarrays', () => {
    const theirs = asNdarray(x.T);
    assert.equal(theirs.get(2, 1), 6);
    theirs.set(2, 1, 60);
    assert.equal(x.get(1, 2), 60);
    theirs.set(2, 1, 6);
  });

  it('refuses to be read or written outside', () => {
    assert.throws(() => x.get(2, 0), {
      name: 'RangeError',
      message:
        'get: index 2 is out of range for axis 0 of shape (2, 3); expected a whole number from -2 to 1',
    });
    assert.throws(() => x.get(0, 0.5), /index 0.5 is out of range for axis 1/);
    assert.throws(() => x.get(0), /got 1 indices \(0\) for shape \(2, 3\), expected 2; hint: pick\(i\)/);
    assert.throws(() => x.set(0, 3, 1), /set: index 3/);
    assert.throws(() => x.set(0, 1), /set: got 1 indices/);
    assert.throws(() => x.pick(-3), /pick: index -3/);
    assert.throws(() => x.hi(3), /hi: 3 is out of range for axis 0/);
    assert.equal(x.get(-1, -1), 6);
  });

  it('refuses layouts that reach outside the data', () => {
    const data = new Float64Array(6);
    assert.throws(() => new NDArray(data, [2, 4]), /reaches elements 0 to 7, but data has 6/);
    assert.throws(() => new NDArray(data, [6], [-1]), /reaches elements -5 to 0/);
    assert.throws(() => new NDArray(data, [2, 3], [3]), /one whole number per axis/);
    assert.throws(() => new NDArray(data, [1.5]), /whole numbers >= 0/);
    assert.throws(
      () => new NDArray(new Uint16Array(3) as unknown as Uint8Array),
      /got \[object Uint16Array\]/,
    );
    assert.equal(new NDArray(data, [0, 100]).size, 0);
  });

  it('refuses shapes that do not fit, and says what would', () => {
    assert.throws(
      () => x.reshape(4, 2),
      /cannot turn shape \(2, 3\) \(6 elements\) into \(4, 2\) \(8 elements\)/,
    );
    assert.throws(() => x.reshape(-1, 4), /the others must divide the size/);
    assert.throws(() => x.transpose(0, 0), /axes \(0, 0\) are not an order of the 2 axes/);
    assert.throws(() => x.squeeze(0), /axis 0 of shape \(2, 3\) has length 2, expected 1/);
    assert.throws(() => x.item(), /has 6 elements, expected 1/);
    assert.throws(() => x.copy().iadd([[1], [2], [3]]), /iadd/);
    assert.throws(
      () => np.ones(3).iadd(np.ones([2, 3])),
      /cannot write values of shape \(2, 3\) into an array of shape \(3,\)/,
    );
    assert.throws(() => np.array([[1, 2], [3]]), /ragged: at depth 1 got a list of 1, expected a list of 2/);
    assert.throws(() => np.add(x, undefined as unknown as number), /expected an array.*got undefined; hint/);
    assert.throws(() => np.zeros([2, -1]), /a shape is a list of whole numbers >= 0/);
    assert.throws(
      () => np.zeros(2, { dtype: 'float16' as 'float32' }),
      /unknown dtype "float16"; the dtypes are float32/,
    );
  });

  it('adds and removes axes', () => {
    assert.deepEqual(np.zeros([2, 3]).expandDims(-1).shape, [2, 3, 1]);
    assert.deepEqual(np.zeros([2, 3]).expandDims(1).shape, [2, 1, 3]);
    assert.deepEqual(np.zeros([1, 2, 1]).squeeze().shape, [2]);
    assert.deepEqual(np.zeros([1, 2, 1]).squeeze(-1).shape, [1, 2]);
  });

  it('converts between dtypes as C does, and to bool by comparison with 0', () => {
    assert.deepEqual(np.array([1.9, -1.9, 0.5]).astype('int32').tolist(), [1, -1, 0]);
    assert.deepEqual(np.array([0.5, 0, NaN, -0]).astype('bool').tolist(), [1, 0, 1, 0]);
    assert.equal(np.array([0.1]).astype('float32').get(0), Math.fround(0.1));
    assert.equal(np.array([true, false]).dtype, 'bool');
    assert.deepEqual(np.array([3, 0], { dtype: 'bool' }).tolist(), [1, 0]);
  });

  it('builds arrays from lists of arrays and numbers', () => {
    assert.deepEqual(np.array([x.pick(0), [7, 8, 9]]).tolist(), [
      [1, 2, 3],
      [7, 8, 9],
    ]);
    assert.deepEqual(np.array([]).shape, [0]);
    assert.deepEqual(np.array([[], []]).shape, [2, 0]);
    assert.deepEqual(np.array(3).shape, []);
  });

  it('is a number where JavaScript wants one, if it has one element', () => {
    assert.equal(Number(x.sum()), 21);
    assert.equal(`${x.pick(0).sum()}`, '6');
    assert.equal(`${np.array(0.1, { dtype: 'float32' })}`, '0.1');
    assert.throws(() => Number(x), /has 6 elements/);
    assert.equal(JSON.stringify({ x }), '{"x":[[1,2,3],[4,5,6]]}');
    assert.deepEqual(
      [...x].map((row) => row.tolist()),
      x.tolist(),
    );
  });
});
