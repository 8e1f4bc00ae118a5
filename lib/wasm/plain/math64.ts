// exp, log, tanh and sigmoid in float64, number by number: the same operations in the same order as assembly/exponential.ts and
// assembly/logarithm.ts, and so the same bits. The engine's own Math.exp may differ from one version to the next.
import * as constants from './constants.js';

const { LOG2_E, ROUND_64, LN2_HIGH_64, LN2_LOW_64, EXP_LOWEST_64, EXP_HIGHEST_64, EXP_NEAR_64 } = constants;
const { E0_64, E1_64, E2_64, E3_64, E4_64, E5_64, E6_64, E7_64, E8_64, E9_64 } = constants;
const { TANH_SMALL, T0_64, T1_64, T2_64, T3_64, T4_64, T5_64, T6_64, T7_64, T8_64, T9_64, T10_64 } =
  constants;
const { L1_64, L2_64, L3_64, L4_64, L5_64, L6_64, L7_64 } = constants;

const float = new Float64Array(1);
/** The two halves of the number in `float`: [1] holds sign, exponent and the mantissa's upper 20 bits. */
const words = new Int32Array(float.buffer);

/** 2^n for -1022 <= n <= 1023. */
function powerOfTwo(n: number): number {
  words[0] = 0;
  words[1] = (n + 1023) << 20;
  return float[0];
}

/** e^r - 1 = r + r^2 (E0 + E1 r + ...) for r = high - low, |r| <= ln 2 / 2; what r lost by rounding is added at the end. */
function expMinusOne(high: number, low: number): number {
  const r = high - low;
  const r2 = r * r;
  const r4 = r2 * r2;
  const p01 = r * E1_64 + E0_64;
  const p45 = r * E5_64 + E4_64;
  const p67 = r * E7_64 + E6_64;
  const p89 = r * E9_64 + E8_64;
  const p = r * E3_64 + E2_64 + r2 * (p45 + p67 * r2 + p89 * r4);
  return r2 * (p01 + p * r2) + (high - r - low) + r;
}

/** e^x. */
export function exp(x: number): number {
  let cut = x < EXP_LOWEST_64 ? EXP_LOWEST_64 : x;
  cut = EXP_HIGHEST_64 < cut ? EXP_HIGHEST_64 : cut;
  const n = cut * LOG2_E + ROUND_64 - ROUND_64;
  const half = Math.floor(n / 2);
  return (1 + expMinusOne(cut - n * LN2_HIGH_64, n * LN2_LOW_64)) * powerOfTwo(half) * powerOfTwo(n - half);
}

/** Natural logarithm: -Infinity at 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  const subnormal = x < 2.2250738585072014e-308;
  float[0] = subnormal ? x * 18014398509481984 : x; // 2^54
  let k = ((words[1] >>> 20) & 0x7ff) - (subnormal ? 1023 + 54 : 1023);
  words[1] = (words[1] & 0xfffff) | 0x3ff00000;
  let m = float[0];
  if (m >= Math.SQRT2) {
    m /= 2;
    k += 1;
  }
  const f = m - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd = (((L7_64 * w + L5_64) * w + L3_64) * w + L1_64) * z;
  const even = ((L6_64 * w + L4_64) * w + L2_64) * w;
  const half = 0.5 * f * f;
  const small = s * (half + (even + odd)) + k * LN2_LOW_64;
  return k * LN2_HIGH_64 - (half - small - f);
}

/** (e^x - e^-x) / (e^x + e^-x). */
export function tanh(x: number): number {
  if (Math.abs(x) < TANH_SMALL) {
    const z = x * x;
    const z2 = z * z;
    const z4 = z2 * z2;
    const start = z * T1_64 + T0_64 + z2 * (z * T3_64 + T2_64);
    const end = z * T9_64 + T8_64 + z2 * T10_64;
    const small = x + x * z * (start + z4 * (z * T5_64 + T4_64 + z2 * (z * T7_64 + T6_64) + z4 * end));
    return x === 0 ? x : small;
  }
  const twice = -2 * Math.abs(x);
  const e = exp(twice < EXP_NEAR_64 ? EXP_NEAR_64 : twice);
  const large = 1 - (e + e) / (1 + e);
  return x < 0 ? -large : large;
}

/** 1 / (1 + e^-x), without overflow. */
export function sigmoid(x: number): number {
  const e = exp(-Math.abs(x));
  const q = e / (1 + e);
  const start = x < 0 ? e : 1;
  return start - start * q;
}
