// x ** y for arrays.
import { type ArrayLike, asArray } from './convert.js';
import { binary } from './binary.js';
import { isFloat } from './dtype.js';
import { unary } from './unary.js';
import type { NDArray } from './ndarray.js';

/**
 * `a ** b`, element by element: NaN where a negative number is raised to a fraction.
 * Whole numbers (int32) to a negative power give float64.
 */
export function power(a: ArrayLike, b: ArrayLike): NDArray {
  if (b === 2) return unary('square', a);
  if (b === 0.5) return unary('sqrt', a);
  const base = asArray(a, 'pow');
  const exponent = asArray(b, 'pow');
  const leavesIntegers = !isFloat(base.dtype) && exponent.size > 0 && exponent.min().item() < 0;
  return binary('pow', leavesIntegers ? base.astype('float64') : a, b);
}
