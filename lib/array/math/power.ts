// x to the power y for two numbers, with the same bits on every machine, which Math.pow does not promise.
import { math } from '../../wasm/index.js';

const bits = new DataView(new ArrayBuffer(8));
const LN2_HIGH = 0.693147180559663; // the first 41 bits of ln 2: k times it is exact
const LN2_LOW = 2.8235290563031577e-13;

/** x ** y: squares and exact whole powers by multiplication, all others as exp(y log x) with log x in twice the precision. */
export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  const size = Math.abs(y);
  const whole = Number.isInteger(y);
  if (whole && size <= 64) {
    const exact = wholePower(x, size);
    if (size <= 2 || (Number.isInteger(x) && Math.abs(exact) <= 2 ** 53)) return y < 0 ? 1 / exact : exact;
  }
  if (x < 0 && !whole && y !== Infinity && y !== -Infinity && x !== -Infinity) return NaN;
  const sign = (x < 0 || Object.is(x, -0)) && size % 2 === 1 ? -1 : 1;
  const base = Math.abs(x);
  if (base === 0 || base === Infinity) return sign * ((base === 0) === y > 0 ? 0 : Infinity);
  if (size === Infinity) return base === 1 ? 1 : base > 1 === y > 0 ? Infinity : 0;
  return sign * positivePower(base, y);
}

function wholePower(x: number, y: number): number {
  let result = 1;
  for (let rest = y, square = x; rest > 0; rest >>= 1, square *= square) if (rest & 1) result *= square;
  return result;
}

/** exp(y log x): the product is kept as high + low, and exp(high + low) = exp(high) (1 + low). */
function positivePower(x: number, y: number): number {
  const [logHigh, logLow] = preciseLog(x);
  const high = y * logHigh;
  if (high > 745) return Infinity;
  if (high < -800) return 0;
  const low = productError(y, logHigh, high) + y * logLow;
  // In two steps, so that neither the largest results overflow nor the smallest lose digits before the end.
  const half = math.exp(high / 2);
  return half * (half + half * low);
}

/** log x as an unevaluated sum: x = m 2^k with m near 1, log m = 2 atanh((m - 1) / (m + 1)). */
function preciseLog(x: number): [high: number, low: number] {
  const normal = x < 2 ** -1022 ? x * 2 ** 54 : x;
  bits.setFloat64(0, normal);
  const word = bits.getUint32(0);
  let k = (word >>> 20) - 1023 - (normal === x ? 0 : 54);
  bits.setUint32(0, (word & 0xfffff) | 0x3ff00000);
  let m = bits.getFloat64(0);
  if (m > Math.SQRT2) {
    m /= 2;
    k += 1;
  }
  // s = (m - 1) / (m + 1) = s + error
  const numerator = m - 1;
  const denominator = m + 1;
  const lost = m - (denominator - 1);
  const s = numerator / denominator;
  const product = s * denominator;
  const error = (numerator - product - productError(s, denominator, product) - s * lost) / denominator;
  // atanh s = s + s^3 (1/3 + s^2/5 + s^4/7 + ...), the first correction in twice the precision
  const square = s * s;
  let tail = 0;
  for (let term = 27; term >= 5; term -= 2) tail = square * (1 / term + tail);
  const cube = s * square;
  const cubeError = productError(s, s, square) * s + productError(s, square, cube);
  const third = cube / 3;
  const thirdError = (cube - third * 3 - productError(third, 3, third * 3) + cubeError) / 3;
  const [a, b] = exactSum(2 * s, 2 * third);
  const mantissaLow = b + 2 * (error * (1 + square) + thirdError + cube * tail);
  const [c, d] = exactSum(k * LN2_HIGH, a);
  return exactSum(c, d + (k * LN2_LOW + mantissaLow));
}

/** a + b = sum + error, exactly. */
function exactSum(a: number, b: number): [sum: number, error: number] {
  const sum = a + b;
  const part = sum - a;
  return [sum, a - (sum - part) + (b - part)];
}

/** a b - product, exactly, where product = a * b rounded (Dekker; for sizes that neither overflow nor underflow). */
function productError(a: number, b: number, product: number): number {
  const [a1, a2] = halves(a);
  const [b1, b2] = halves(b);
  return a2 * b2 - (product - a1 * b1 - a2 * b1 - a1 * b2);
}

/** a as the sum of two numbers of 26 bits. */
function halves(a: number): [number, number] {
  const spread = 134217729 * a;
  const high = spread - (spread - a);
  return [high, a - high];
}
