// x ** y. Squares, roots and whole powers are exact or nearly so; the rest goes through exp and log.
import { type ArrayLike, asArray } from './convert.js';
import { binary } from './binary.js';
import { unary } from './unary.js';
import { isFloat } from './dtype.js';
import type { NDArray } from './ndarray.js';

/** `a ** b`, elementwise. A whole number array to a negative whole power becomes float64. */
export function power(a: ArrayLike, b: ArrayLike): NDArray {
  if (b === 2) return unary('square', a);
  if (b === 0.5) return unary('sqrt', a);
  const exponent = asArray(b, 'pow');
  const whole = exponent.data.every(Number.isInteger);
  if (whole) {
    const base = asArray(a, 'pow');
    const negative = exponent.data.some((one) => one < 0);
    return binary('pow', negative && !isFloat(base.dtype) ? base.astype('float64') : a, b);
  }
  return unary('exp', binary('mul', unary('log', a), b));
}
