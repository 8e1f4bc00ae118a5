// exp and sigmoid. Both, and tanh, rest on x = n ln 2 + r: e^x = 2^n e^r, where e^r - 1 is a polynomial in r.
//
// A block of vectors passes through short loops, one after the other, with what they hand on in the first-level cache. One long
// loop would be slower: a CPU runs ahead only some hundred instructions, too few to find the next elements' independent work.
import { E, EXP_HIGHEST, EXP_LOWEST, EXP_NEAR, LN2_HIGH, LN2_LOW, LOG2_E, ONE, ROUND, SIGN_BIT, constant } from './tables';

/** 2^n for the integer n in the low bits of every lane, as long as that is a normal number. */
@inline
function powerOfTwo<T>(n: v128, one: v128): v128 {
  // prettier-ignore
  return sizeof<T>() == 4 ? i32x4.add(i32x4.shl(n, 23), one) : i64x2.add(i64x2.shl(n, 52), one);
}

/** e^x for any x: cut where it reaches 0 or Infinity, and scaled in two steps, since 2^n alone may not be a normal number. */
function farExp<T>(x: v128): v128 {
  const one = constant<T>(ONE);
  const cut = v128.pmin<T>(v128.pmax<T>(x, constant<T>(EXP_LOWEST)), constant<T>(EXP_HIGHEST));
  const n = v128.add<T>(v128.mul<T>(cut, constant<T>(LOG2_E)), constant<T>(ROUND));
  const whole = v128.sub<T>(n, constant<T>(ROUND));
  const high = v128.sub<T>(cut, v128.mul<T>(whole, constant<T>(LN2_HIGH)));
  const low = v128.mul<T>(whole, constant<T>(LN2_LOW));
  const r = v128.sub<T>(high, low);
  const rest = v128.sub<T>(v128.sub<T>(high, r), low);
  const power = v128.add<T>(one, expMinusOne<T>(r, rest, constant<T>(E), constant<T>(E + 1), constant<T>(E + 2), constant<T>(E + 3), constant<T>(E + 4)));
  const half = sizeof<T>() == 4 ? i32x4.shr_u(n, 1) : i64x2.shr_u(n, 1);
  const other = sizeof<T>() == 4 ? i32x4.sub(n, half) : i64x2.sub(n, half);
  return v128.mul<T>(v128.mul<T>(power, powerOfTwo<T>(half, one)), powerOfTwo<T>(other, one));
}

/**
 * e^r - 1 = r + r^2 (E0 + E1 r + ...) for |r| <= ln 2 / 2, by Estrin's scheme: the shorter chain of additions runs faster. In
 * float64 what r lost by rounding is added again at the end.
 */
@inline
function expMinusOne<T>(r: v128, rest: v128, e0: v128, e1: v128, e2: v128, e3: v128, e4: v128): v128 {
  const r2 = v128.mul<T>(r, r);
  const p01 = v128.add<T>(v128.mul<T>(r, e1), e0);
  let p = v128.add<T>(v128.mul<T>(r, e3), e2);
  if (sizeof<T>() == 4) {
    p = v128.add<T>(p, v128.mul<T>(r2, e4));
  } else {
    const r4 = v128.mul<T>(r2, r2);
    const p45 = v128.add<T>(v128.mul<T>(r, constant<T>(E + 5)), e4);
    const p67 = v128.add<T>(v128.mul<T>(r, constant<T>(E + 7)), constant<T>(E + 6));
    const p89 = v128.add<T>(v128.mul<T>(r, constant<T>(E + 9)), constant<T>(E + 8));
    const p4567 = v128.add<T>(p45, v128.mul<T>(p67, r2));
    // r^2 (E2 + E3 r) + r^4 (E4 ... E7) + r^8 (E8 + E9 r), of which r^2 is multiplied in below
    p = v128.add<T>(p, v128.mul<T>(r2, v128.add<T>(p4567, v128.mul<T>(p89, r4))));
  }
  p = v128.mul<T>(r2, v128.add<T>(p01, v128.mul<T>(p, r2)));
  if (sizeof<T>() == 8) p = v128.add<T>(p, rest);
  return v128.add<T>(p, r);
}

/** What is taken e to the power of. */
const PLAIN = 0;
const SHIFTED = 1; // x - shift, never positive
export const NEGATIVE = 2; // -|x|
export const TWICE_NEGATIVE = 3; // -2|x|, cut where e^x is far below half a unit in the last place of 1

/**
 * A block of 64 vectors, and what its first loop hands on: r = x - n ln 2, what r lost by rounding (in float64) and 2^n; at
 * constant addresses, which cost nothing in a loop, in memory that build.mjs leaves free (up to 8192).
 */
export const BLOCK_BYTES: usize = 1024;
const REMAINDER: usize = 1024;
const REST: usize = 2048;
const SCALE: usize = 3072;
/** The powers of a block, for the loop that makes something else of them. */
export const POWERS: usize = 4096;

@inline
function argumentOf<T>(kind: i32, value: v128, shift: v128, signBit: v128, near: v128): v128 {
  if (kind == SHIFTED) return v128.sub<T>(value, shift);
  if (kind == NEGATIVE) return v128.or(value, signBit);
  if (kind == TWICE_NEGATIVE) {
    const negative = v128.or(value, signBit);
    return v128.pmax<T>(v128.add<T>(negative, negative), near);
  }
  return value;
}

/** First loop: splits the arguments; returns whether all are so near to 0 that 2^n is a normal number. */
@inline
function split<T>(kind: i32, x: usize, bytes: usize, shift: v128): bool {
  const one = constant<T>(ONE);
  const signBit = constant<T>(SIGN_BIT);
  const near = constant<T>(EXP_NEAR);
  const log2E = constant<T>(LOG2_E);
  const round = constant<T>(ROUND);
  const ln2High = constant<T>(LN2_HIGH);
  const ln2Low = constant<T>(LN2_LOW);
  let farthest = near;
  for (let at: usize = 0; at < bytes; at += 16) {
    const argument = argumentOf<T>(kind, v128.load(x + at), shift, signBit, near);
    if (kind == PLAIN) farthest = v128.pmin<T>(farthest, v128.or(argument, signBit));
    if (kind == SHIFTED || kind == NEGATIVE) farthest = v128.pmin<T>(farthest, argument);
    const n = v128.add<T>(v128.mul<T>(argument, log2E), round);
    const whole = v128.sub<T>(n, round);
    const high = v128.sub<T>(argument, v128.mul<T>(whole, ln2High));
    const low = v128.mul<T>(whole, ln2Low);
    const r = v128.sub<T>(high, low);
    v128.store(REMAINDER + at, r);
    if (sizeof<T>() == 8) v128.store(REST + at, v128.sub<T>(v128.sub<T>(high, r), low));
    v128.store(SCALE + at, powerOfTwo<T>(n, one));
  }
  return !v128.any_true(v128.lt<T>(farthest, near));
}

/** y[i] = e to the power of what `kind` makes of x[i], for one block of vectors; returns the sums of the lanes and `sums`. */
@inline
export function powers<T>(kind: i32, x: usize, y: usize, bytes: usize, shift: v128, sums: v128): v128 {
  if (split<T>(kind, x, bytes, shift)) {
    const one = constant<T>(ONE);
    const e0 = constant<T>(E);
    const e1 = constant<T>(E + 1);
    const e2 = constant<T>(E + 2);
    const e3 = constant<T>(E + 3);
    const e4 = constant<T>(E + 4);
    for (let at: usize = 0; at < bytes; at += 16) {
      const rest = sizeof<T>() == 8 ? v128.load(REST + at) : one;
      const fraction = expMinusOne<T>(v128.load(REMAINDER + at), rest, e0, e1, e2, e3, e4);
      const power = v128.mul<T>(v128.add<T>(fraction, one), v128.load(SCALE + at));
      if (kind == SHIFTED) sums = v128.add<T>(sums, power);
      v128.store(y + at, power);
    }
  } else {
    for (let at: usize = 0; at < bytes; at += 16) {
      const power = farExp<T>(argumentOf<T>(kind, v128.load(x + at), shift, constant<T>(SIGN_BIT), constant<T>(EXP_NEAR)));
      if (kind == SHIFTED) sums = v128.add<T>(sums, power);
      v128.store(y + at, power);
    }
  }
  return sums;
}

@inline
function exp<T>(x: usize, y: usize, length: usize): void {
  const none = v128.splat<T>(0);
  for (const end = x + length * sizeof<T>(); x < end; x += BLOCK_BYTES, y += BLOCK_BYTES) {
    powers<T>(PLAIN, x, y, min(BLOCK_BYTES, end - x), none, none);
  }
}

/** y[i] = e^(x[i] - shift), where no x[i] is above the shift; returns the sums of the lanes. */
@inline
export function expShifted<T>(x: usize, y: usize, length: usize, shift: v128): v128 {
  let sums = v128.splat<T>(0);
  for (const end = x + length * sizeof<T>(); x < end; x += BLOCK_BYTES, y += BLOCK_BYTES) {
    sums = powers<T>(SHIFTED, x, y, min(BLOCK_BYTES, end - x), shift, sums);
  }
  return sums;
}

/** The sums of the lanes of e^(x[i] - shift), where no x[i] is above the shift. */
@inline
export function sumOfPowers<T>(x: usize, length: usize, shift: v128): v128 {
  let sums = v128.splat<T>(0);
  for (const end = x + length * sizeof<T>(); x < end; x += BLOCK_BYTES) {
    sums = powers<T>(SHIFTED, x, POWERS, min(BLOCK_BYTES, end - x), shift, sums);
  }
  return sums;
}

/**
 * With e = e^(-|x|): e / (1 + e) = e - e q for x < 0 and 1 / (1 + e) = 1 - q for x >= 0, where q = e / (1 + e): subtracting is
 * more exact than dividing.
 */
@inline
function sigmoid<T>(x: usize, y: usize, length: usize): void {
  const none = v128.splat<T>(0);
  const one = constant<T>(ONE);
  for (const end = x + length * sizeof<T>(); x < end; x += BLOCK_BYTES, y += BLOCK_BYTES) {
    const bytes = min(BLOCK_BYTES, end - x);
    powers<T>(NEGATIVE, x, POWERS, bytes, none, none);
    for (let at: usize = 0; at < bytes; at += 16) {
      const value = v128.load(x + at);
      const e = v128.load(POWERS + at);
      const q = v128.div<T>(e, v128.add<T>(one, e));
      // e <= 1, so max picks the 1 wherever there is one
      const ones = v128.andnot(one, sizeof<T>() == 4 ? i32x4.shr_s(value, 31) : f64x2.lt(value, f64x2.splat(0)));
      const start = v128.pmax<T>(e, ones);
      v128.store(y + at, v128.sub<T>(start, v128.mul<T>(start, q)));
    }
  }
}

export function expF32(x: usize, y: usize, length: usize): void {
  exp<f32>(x, y, length);
}

export function expF64(x: usize, y: usize, length: usize): void {
  exp<f64>(x, y, length);
}

export function sigmoidF32(x: usize, y: usize, length: usize): void {
  sigmoid<f32>(x, y, length);
}

export function sigmoidF64(x: usize, y: usize, length: usize): void {
  sigmoid<f64>(x, y, length);
}
