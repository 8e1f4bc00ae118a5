import assert from 'node:assert/strict';
import { type DType, np } from '../../../lib/index.js';

const of = (dtype: DType) => np.ones([2], { dtype });

describe('dtypes', () => {
  it('two arrays give the wider of bool, int32, float32, float64, as in PyTorch', () => {
    const order: DType[] = ['bool', 'int32', 'float32', 'float64'];
    for (const a of order) {
      for (const b of order) {
        const wider = order[Math.max(order.indexOf(a), order.indexOf(b))];
        assert.equal(of(a).add(of(b)).dtype, wider);
        assert.equal(np.where(true, of(a), of(b)).dtype, wider);
        assert.equal(np.concatenate([of(a), of(b)]).dtype, wider);
      }
    }
  });

  it('a number takes the dtype of the array it meets, unless it cannot', () => {
    assert.equal(of('float32').mul(0.1).dtype, 'float32');
    assert.equal(np.sub(1, of('float32')).dtype, 'float32');
    assert.equal(np.maximum(of('float32'), 0).dtype, 'float32');
    assert.equal(of('float32').mul(0.1).get(0), Math.fround(0.1));
    assert.equal(of('int32').add(2).dtype, 'int32');
    assert.equal(of('int32').add(0.5).dtype, 'float64');
    assert.equal(of('int32').add(1e10).get(0), 1e10 + 1);
    assert.equal(of('bool').add(1).dtype, 'int32');
  });

  it('nested lists become float64, or bool when they hold truth values', () => {
    assert.equal(np.array([1, 2]).dtype, 'float64');
    assert.equal(of('float32').add([1, 2]).dtype, 'float64');
    assert.equal(np.array([[true], [false]]).dtype, 'bool');
  });

  it('comparisons give bool, division and transcendental functions give floats', () => {
    assert.equal(of('float32').gt(0).dtype, 'bool');
    assert.equal(of('int32').div(2).dtype, 'float64');
    assert.equal(of('int32').exp().dtype, 'float64');
    assert.equal(of('float32').exp().dtype, 'float32');
    assert.equal(of('bool').sum().dtype, 'int32');
    assert.equal(of('int32').mean().dtype, 'float64');
    assert.equal(of('float32').mean().dtype, 'float32');
  });

  it('in-place operators keep the dtype of the array', () => {
    assert.equal(of('float32').iadd(of('float64')).dtype, 'float32');
    assert.deepEqual(np.array([5, 7], { dtype: 'int32' }).idiv(2).tolist(), [2, 3]);
    const flags = np.zeros([2], { dtype: 'bool' });
    flags.set(0, 5);
    assert.deepEqual(flags.iadd(of('bool')).tolist(), [1, 1]);
  });

  it('float32 sums are rounded once, at the end', () => {
    const x = np.full([16777220], 1, { dtype: 'float32' });
    assert.equal(x.sum().item(), 16777220);
  });
});
