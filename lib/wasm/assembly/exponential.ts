// exp and sigmoid. Both, and tanh, rest on x = n ln 2 + r: e^x = 2^n e^r, where e^r - 1 is a polynomial in r.
import { E, EXP_HIGHEST, EXP_LOWEST, EXP_NEAR, LN2_HIGH, LN2_LOW, LOG2_E, ONE, ROUND, SIGN_BIT, constant } from './tables';

/** What `exponential` computes. */
const EXP = 0;
const SIGMOID = 1;
const EXP_SHIFTED = 2;

/** 2^n for the integer n in the low bits of every lane, as long as that is a normal number. */
@inline
export function powerOfTwo<T>(n: v128, one: v128): v128 {
  // prettier-ignore
  return sizeof<T>() == 4 ? i32x4.add(i32x4.shl(n, 23), one) : i64x2.add(i64x2.shl(n, 52), one);
}

/** e^x for any x: cut where it reaches 0 or Infinity, and scaled in two steps, since 2^n alone may not be a normal number. */
@inline
function farExp<T>(x: v128): v128 {
  const one = constant<T>(ONE);
  const cut = v128.pmin<T>(v128.pmax<T>(x, constant<T>(EXP_LOWEST)), constant<T>(EXP_HIGHEST));
  const n = v128.add<T>(v128.mul<T>(cut, constant<T>(LOG2_E)), constant<T>(ROUND));
  const whole = v128.sub<T>(n, constant<T>(ROUND));
  const high = v128.sub<T>(cut, v128.mul<T>(whole, constant<T>(LN2_HIGH)));
  const low = v128.mul<T>(whole, constant<T>(LN2_LOW));
  const power = v128.add<T>(one, expMinusOne<T>(high, low, constant<T>(E), constant<T>(E + 1), constant<T>(E + 2), constant<T>(E + 3), constant<T>(E + 4)));
  const half = sizeof<T>() == 4 ? i32x4.shr_u(n, 1) : i64x2.shr_u(n, 1);
  const rest = sizeof<T>() == 4 ? i32x4.sub(n, half) : i64x2.sub(n, half);
  return v128.mul<T>(v128.mul<T>(power, powerOfTwo<T>(half, one)), powerOfTwo<T>(rest, one));
}

/**
 * e^r - 1 = r + r^2 (E0 + E1 r + ...) for r = high - low, |r| <= ln 2 / 2, by Estrin's scheme: the shorter chain of additions
 * runs faster. In float64 what r lost by rounding is added again at the end.
 */
@inline
export function expMinusOne<T>(high: v128, low: v128, e0: v128, e1: v128, e2: v128, e3: v128, e4: v128): v128 {
  const r = v128.sub<T>(high, low);
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
  if (sizeof<T>() == 8) p = v128.add<T>(p, v128.sub<T>(v128.sub<T>(high, r), low));
  return v128.add<T>(p, r);
}

/** Applies one of the functions to whole vectors; for EXP_SHIFTED it is e^(x - shift), and the lanes' sums are returned. */
@inline
function exponential<T>(fn: i32, x: usize, y: usize, length: usize, shift: v128): v128 {
  const one = constant<T>(ONE);
  const signBit = constant<T>(SIGN_BIT);
  const near = constant<T>(EXP_NEAR);
  const log2E = constant<T>(LOG2_E);
  const round = constant<T>(ROUND);
  const ln2High = constant<T>(LN2_HIGH);
  const ln2Low = constant<T>(LN2_LOW);
  const e0 = constant<T>(E);
  const e1 = constant<T>(E + 1);
  const e2 = constant<T>(E + 2);
  const e3 = constant<T>(E + 3);
  const e4 = constant<T>(E + 4);
  let sums = v128.splat<T>(0);
  for (const end = x + length * sizeof<T>(); x < end; x += 16, y += 16) {
    const value = v128.load(x);
    let argument = value;
    if (fn == EXP_SHIFTED) argument = v128.sub<T>(value, shift);
    const negative = v128.or(argument, signBit); // -|x|
    if (fn == SIGMOID) argument = negative;
    // beyond `near` e^x needs care
    const beyond = v128.lt<T>(negative, near);
    let power: v128;
    if ((sizeof<T>() == 4 ? i32x4.bitmask(beyond) : i64x2.bitmask(beyond)) != 0) {
      power = farExp<T>(argument);
    } else {
      const n = v128.add<T>(v128.mul<T>(argument, log2E), round);
      const whole = v128.sub<T>(n, round);
      const high = v128.sub<T>(argument, v128.mul<T>(whole, ln2High));
      const low = v128.mul<T>(whole, ln2Low);
      power = v128.mul<T>(v128.add<T>(expMinusOne<T>(high, low, e0, e1, e2, e3, e4), one), powerOfTwo<T>(n, one));
    }
    let result = power;
    if (fn == SIGMOID) {
      // With e = e^(-|x|): e / (1 + e) = e - e q for x < 0 and 1 - q for x >= 0, where q = e / (1 + e). Subtracting is more
      // exact than dividing. e <= 1, so max picks e or 1.
      const q = v128.div<T>(power, v128.add<T>(one, power));
      const positive = v128.andnot(one, sizeof<T>() == 4 ? i32x4.shr_s(value, 31) : f64x2.lt(value, f64x2.splat(0)));
      const start = v128.pmax<T>(power, positive);
      result = v128.sub<T>(start, v128.mul<T>(start, q));
    }
    if (fn == EXP_SHIFTED) sums = v128.add<T>(sums, result);
    v128.store(y, result);
  }
  return sums;
}

/** y[i] = e^(x[i] - shift); returns the sums of the lanes. */
@inline
export function expShifted<T>(x: usize, y: usize, length: usize, shift: v128): v128 {
  return exponential<T>(EXP_SHIFTED, x, y, length, shift);
}

export function expF32(x: usize, y: usize, length: usize): void {
  exponential<f32>(EXP, x, y, length, v128.splat<f32>(0));
}

export function expF64(x: usize, y: usize, length: usize): void {
  exponential<f64>(EXP, x, y, length, v128.splat<f64>(0));
}

export function sigmoidF32(x: usize, y: usize, length: usize): void {
  exponential<f32>(SIGMOID, x, y, length, v128.splat<f32>(0));
}

export function sigmoidF64(x: usize, y: usize, length: usize): void {
  exponential<f64>(SIGMOID, x, y, length, v128.splat<f64>(0));
}
