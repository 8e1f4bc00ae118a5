// Sine and cosine with the same bits on every machine: the angle is brought to [-pi/4, pi/4], where a short series suffices.

// pi/2 in parts of 33 bits, so that n times a part is exact for n < 2^20, and the rest of it.
const HALF_PI_1 = 1.57079632673412561417;
const HALF_PI_2 = 6.077100506303966e-11;
const HALF_PI_3 = 2.0222662487111664558e-21;
const HALF_PI_REST = 8.4784276603689e-32;
const LARGEST_DIRECT = 1e6;

export function sin(x: number): number {
  if (!Number.isFinite(x)) return NaN;
  if (Math.abs(x) < 2 ** -27) return x;
  const [quarter, angle, rest] = reduce(x);
  const value = quarter % 2 === 0 ? sineSeries(angle, rest) : cosineSeries(angle, rest);
  return quarter < 2 ? value : -value;
}

export function cos(x: number): number {
  if (!Number.isFinite(x)) return NaN;
  const [quarter, angle, rest] = reduce(x);
  const value = quarter % 2 === 0 ? cosineSeries(angle, rest) : sineSeries(angle, rest);
  return quarter === 0 || quarter === 3 ? value : -value;
}

/** x = n pi/2 + angle + rest; returns n modulo 4 and the two parts of the angle. */
function reduce(x: number): [quarter: number, angle: number, rest: number] {
  if (Math.abs(x) <= Math.PI / 4) return [0, x, 0];
  if (Math.abs(x) > LARGEST_DIRECT) return reduceLarge(x);
  const n = Math.round(x / (Math.PI / 2));
  const first = x - n * HALF_PI_1;
  const [second, lost] = difference(first, n * HALF_PI_2);
  const [angle, rest] = difference(second, n * HALF_PI_3 + n * HALF_PI_REST - lost);
  return [((n % 4) + 4) % 4, angle, rest];
}

/** a - b = result + error, exactly. */
function difference(a: number, b: number): [result: number, error: number] {
  const result = a - b;
  const part = a - result;
  return [result, a - (result + part) + (part - b)];
}

/** Angles beyond a million: in whole numbers, with as many digits of pi as the angle has bits. */
function reduceLarge(x: number): [quarter: number, angle: number, rest: number] {
  const precision = 1200n;
  const fixed = toFixedPoint(Math.abs(x), precision);
  const halfPi = piTimes(precision) / 2n;
  let n = fixed / halfPi;
  let remainder = fixed - n * halfPi;
  if (remainder * 2n > halfPi) {
    n += 1n;
    remainder -= halfPi;
  }
  const angle = Number(remainder >> (precision - 100n)) / 2 ** 100;
  const quarter = Number(n % 4n);
  return x < 0 ? [(4 - quarter) % 4, -angle, 0] : [quarter, angle, 0];
}

/** x 2^precision; x above 2^52 is a whole number already. */
function toFixedPoint(x: number, precision: bigint): bigint {
  return BigInt(x * 2 ** (x < 2 ** 53 ? 33 : 0)) << (precision - (x < 2 ** 53 ? 33n : 0n));
}

let pi: bigint | null = null;

/** pi 2^precision by Machin's formula, pi = 16 atan(1/5) - 4 atan(1/239). */
function piTimes(precision: bigint): bigint {
  const guard = 32n;
  const one = 1n << (precision + guard);
  const inverseTangent = (n: bigint) => {
    let sum = 0n;
    let sign = 1n;
    for (let power = one / n, k = 1n; power > 0n; power /= n * n, k += 2n, sign = -sign)
      sum += (sign * power) / k;
    return sum;
  };
  pi ??= (16n * inverseTangent(5n) - 4n * inverseTangent(239n)) >> guard;
  return pi;
}

/** sin(x + rest) = x - x^3/3! + x^5/5! - ... + rest cos x, to the last digit for |x| <= pi/4. */
function sineSeries(x: number, rest: number): number {
  const square = x * x;
  let tail = 0;
  for (let n = 17; n >= 5; n -= 2) tail = (square / ((n - 1) * n)) * (1 - tail);
  return x - (x * (square / 6) * (1 - tail) - rest * (1 - square / 2));
}

/** cos(x + rest) = 1 - x^2/2! + x^4/4! - ... - rest sin x. */
function cosineSeries(x: number, rest: number): number {
  const square = x * x;
  let tail = 0;
  for (let n = 18; n >= 4; n -= 2) tail = (square / ((n - 1) * n)) * (1 - tail);
  const half = square / 2;
  const whole = 1 - half;
  return whole + (1 - whole - half + (half * tail - x * rest));
}
