// log: x = 2^k m with m between sqrt(1/2) and sqrt(2), and log x = k ln 2 + log m. After FreeBSD's e_log.c and e_logf.c.
import { L, LN2_HIGH, LN2_LOW, ONE, constant } from './tables';

/** log(1 + f) = f - (f^2 / 2 - s (f^2 / 2 + R)) with s = f / (2 + f) and R a polynomial in s^2; plus k ln 2. */
@inline
function sum<T>(f: v128, k: v128): v128 {
  const one = constant<T>(ONE);
  const s = v128.div<T>(f, v128.add<T>(v128.add<T>(one, one), f));
  const z = v128.mul<T>(s, s);
  const w = v128.mul<T>(z, z);
  // R = z (L1 + L3 w + L5 w^2 + L7 w^3) + w (L2 + L4 w + L6 w^2)
  let odd = constant<T>(L + 2);
  let even = constant<T>(L + 3);
  if (sizeof<T>() == 8) {
    const l5 = v128.add<T>(v128.mul<T>(constant<T>(L + 6), w), constant<T>(L + 4));
    odd = v128.add<T>(v128.mul<T>(l5, w), odd);
    even = v128.add<T>(v128.mul<T>(constant<T>(L + 5), w), even);
  }
  odd = v128.mul<T>(v128.add<T>(v128.mul<T>(odd, w), constant<T>(L)), z);
  even = v128.mul<T>(v128.add<T>(v128.mul<T>(even, w), constant<T>(L + 1)), w);
  const r = v128.add<T>(even, odd);
  const half = v128.mul<T>(v128.mul<T>(v128.splat<T>(0.5), f), f);
  const small = v128.add<T>(v128.mul<T>(s, v128.add<T>(half, r)), v128.mul<T>(k, constant<T>(LN2_LOW)));
  return v128.sub<T>(v128.mul<T>(k, constant<T>(LN2_HIGH)), v128.sub<T>(v128.sub<T>(half, small), f));
}

/** log of a vector, right for 0, subnormal and negative numbers, Infinity and NaN. */
@inline
export function log<T>(x: v128): v128 {
  const one = constant<T>(ONE);
  const zero = v128.splat<T>(0);
  let f: v128;
  let k: v128;
  if (sizeof<T>() == 4) {
    // A subnormal number is first brought into the normal range, by 2^25.
    const subnormal = f32x4.lt(x, f32x4.splat(1.1754943508222875e-38));
    const normal = v128.bitselect(f32x4.mul(x, f32x4.splat(33554432)), x, subnormal);
    // Moves sqrt(1/2) to a power of two: then k is the exponent, and the rest of the bits are those of m - sqrt(1/2).
    const bits = i32x4.add(normal, i32x4.splat(0x3f800000 - 0x3f3504f3));
    const bias = v128.bitselect(i32x4.splat(127 + 25), i32x4.splat(127), subnormal);
    k = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(bits, 23), bias));
    f = f32x4.sub(i32x4.add(v128.and(bits, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3)), one);
  } else {
    const subnormal = f64x2.lt(x, f64x2.splat(2.2250738585072014e-308));
    const normal = v128.bitselect(f64x2.mul(x, f64x2.splat(18014398509481984)), x, subnormal);
    const bits = i64x2.add(normal, i64x2.splat(0x3ff0000000000000 - 0x3fe6a09e667f3bcd));
    const bias = v128.bitselect(f64x2.splat(1023 + 54), f64x2.splat(1023), subnormal);
    // An integer below 2^52 becomes a float64 by standing in the low bits of 2^52.
    const exponent = v128.or(i64x2.shr_u(bits, 52), f64x2.splat(4503599627370496));
    k = f64x2.sub(f64x2.sub(exponent, f64x2.splat(4503599627370496)), bias);
    f = f64x2.sub(i64x2.add(v128.and(bits, i64x2.splat(0x000fffffffffffff)), i64x2.splat(0x3fe6a09e667f3bcd)), one);
  }
  let result = sum<T>(f, k);
  const infinity = v128.splat<T>(<T>Infinity);
  result = v128.bitselect(infinity, result, v128.eq<T>(x, infinity));
  // -Infinity at 0; NaN below, and NaN stays NaN.
  const outside = v128.bitselect(v128.neg<T>(infinity), v128.splat<T>(<T>NaN), v128.eq<T>(x, zero));
  return v128.bitselect(result, outside, v128.gt<T>(x, zero));
}

@inline
function logs<T>(x: usize, y: usize, length: usize): void {
  for (const end = x + length * sizeof<T>(); x < end; x += 16, y += 16) v128.store(y, log<T>(v128.load(x)));
}

export function logF32(x: usize, y: usize, length: usize): void {
  logs<f32>(x, y, length);
}

export function logF64(x: usize, y: usize, length: usize): void {
  logs<f64>(x, y, length);
}
