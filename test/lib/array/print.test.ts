import assert from 'node:assert/strict';
import { readFixture } from './fixture.js';
import { type DType, np } from '../../../lib/index.js';

interface Case {
  dtype: DType;
  shape: number[];
  values: string[];
  repr: string;
}

const numbers: Record<string, number> = { nan: NaN, inf: Infinity, '-inf': -Infinity };

describe('printing arrays', () => {
  const cases = readFixture<Case[]>('array/print.json');

  it(`writes ${cases.length} arrays exactly as NumPy's repr`, () => {
    for (const { dtype, shape, values, repr } of cases) {
      const x = np
        .array(
          values.map((text) => numbers[text] ?? Number(text)),
          { dtype },
        )
        .reshape(shape);
      assert.equal(x.toString(), repr);
    }
  });

  it('writes a transposed view as its copy', () => {
    const x = np.arange(12).reshape(3, 4).T;
    assert.equal(x.toString(), x.copy().toString());
  });
});
