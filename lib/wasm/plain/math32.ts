// exp, log, tanh and sigmoid in float32: as math64.ts, with every step rounded to float32.
import * as constants from './constants.js';

const f = Math.fround;
const [LOG2_E, ROUND] = [f(constants.LOG2_E), f(constants.ROUND_32)];
const [LN2_HIGH, LN2_LOW] = [f(constants.LN2_HIGH_32), f(constants.LN2_LOW_32)];
const { EXP_LOWEST_32, EXP_HIGHEST_32, EXP_NEAR_32, TANH_SMALL } = constants;
const [E0, E1, E2] = [f(constants.E0_32), f(constants.E1_32), f(constants.E2_32)];
const [E3, E4] = [f(constants.E3_32), f(constants.E4_32)];
const [L1, L2, L3, L4] = [f(constants.L1_32), f(constants.L2_32), f(constants.L3_32), f(constants.L4_32)];
const [T0, T1, T2] = [f(constants.T0_32), f(constants.T1_32), f(constants.T2_32)];
const [T3, T4] = [f(constants.T3_32), f(constants.T4_32)];
/** sqrt(2) rounded as assembly/logarithm.ts has it. */
const SQRT2 = f(Math.SQRT2);

const float = new Float32Array(1);
const word = new Int32Array(float.buffer);

/** 2^n for -126 <= n <= 127. */
function powerOfTwo(n: number): number {
  word[0] = (n + 127) << 23;
  return float[0];
}

/** e^r - 1 = r + r^2 (E0 + E1 r + ...) for |r| <= ln 2 / 2. */
function expMinusOne(r: number): number {
  const r2 = f(r * r);
  const low = f(f(r * E1) + E0);
  const high = f(f(f(r * E3) + E2) + f(r2 * E4));
  return f(f(r2 * f(low + f(high * r2))) + r);
}

/** r = x - n ln 2. */
function remainder(x: number, n: number): number {
  return f(f(x - f(n * LN2_HIGH)) - f(n * LN2_LOW));
}

/** e^x for a float32 x. */
export function exp(x: number): number {
  let cut = x < EXP_LOWEST_32 ? EXP_LOWEST_32 : x;
  cut = EXP_HIGHEST_32 < cut ? EXP_HIGHEST_32 : cut;
  const n = f(f(f(cut * LOG2_E) + ROUND) - ROUND);
  const half = Math.floor(n / 2);
  return f(f(f(1 + expMinusOne(remainder(cut, n))) * powerOfTwo(half)) * powerOfTwo(n - half));
}

/** Natural logarithm of a float32 x: -Infinity at 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  const subnormal = x < 1.1754943508222875e-38;
  float[0] = subnormal ? x * 33554432 : x; // 2^25
  let k = (word[0] >>> 23) - (subnormal ? 127 + 25 : 127);
  word[0] = (word[0] & 0x7fffff) | 0x3f800000;
  let m = float[0];
  if (m >= SQRT2) {
    m /= 2;
    k += 1;
  }
  const fraction = f(m - 1);
  const s = f(fraction / f(2 + fraction));
  const z = f(s * s);
  const w = f(z * z);
  const odd = f(f(f(L3 * w) + L1) * z);
  const even = f(f(f(L4 * w) + L2) * w);
  const half = f(f(0.5 * fraction) * fraction);
  const small = f(f(s * f(half + f(even + odd))) + f(k * LN2_LOW));
  return f(f(k * LN2_HIGH) - f(f(half - small) - fraction));
}

/** (e^x - e^-x) / (e^x + e^-x) for a float32 x. */
export function tanh(x: number): number {
  if (Math.abs(x) < TANH_SMALL) {
    const z = f(x * x);
    const z2 = f(z * z);
    const low = f(f(z * T1) + T0);
    const high = f(f(f(z * T3) + T2) + f(z2 * T4));
    return x === 0 ? x : f(x + f(f(x * z) * f(low + f(z2 * high))));
  }
  const twice = f(-2 * Math.abs(x));
  const e = exp(twice < EXP_NEAR_32 ? EXP_NEAR_32 : twice);
  const large = f(1 - f(f(e + e) / f(1 + e)));
  return x < 0 ? -large : large;
}

/** 1 / (1 + e^-x) for a float32 x, without overflow. */
export function sigmoid(x: number): number {
  const e = exp(-Math.abs(x));
  const q = f(e / f(1 + e));
  const start = x < 0 ? e : 1;
  return f(start - f(start * q));
}
