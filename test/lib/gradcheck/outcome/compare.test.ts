import assert from 'node:assert/strict';
import { bandOf, normwiseError } from '../../../../lib/gradcheck/outcome/compare.js';

const array = (...data: number[]) => ({
  dtype: 'float64' as const,
  shape: [data.length],
  data: Float64Array.from(data),
});

describe('normwise comparison', () => {
  it('relates the largest difference to the largest entry, not entry by entry', () => {
    assert.equal(normwiseError(array(1, 1e-9), array(1, 0)), 1e-9);
  });
  it('finds NaN, infinity and another length infinitely wrong', () => {
    assert.equal(normwiseError(array(NaN), array(1)), Infinity);
    assert.equal(normwiseError(array(Infinity), array(Infinity)), Infinity);
    assert.equal(normwiseError(array(1, 2), array(1)), Infinity);
  });
  it('asks for zeros where zeros are expected, up to the floor', () => {
    assert.equal(normwiseError(array(0), array(0)), 0);
    assert.equal(normwiseError(array(1e-20), array(0)), Infinity);
    assert.ok(normwiseError(array(1e-20), array(0), 1e-3) < 1e-12);
  });
  it('has three bands in float64 and two in float32', () => {
    assert.deepEqual(
      [1e-13, 1e-9, 1e-5, NaN].map((error) => bandOf(error, 1, 'float64')),
      ['exact', 'low-precision', 'wrong', 'wrong'],
    );
    assert.deepEqual(
      [1e-6, 1e-4].map((error) => bandOf(error, 1, 'float32')),
      ['exact', 'wrong'],
    );
  });
});
