// tanh: a polynomial in x near 0, where 1 - 2 / (e^(2x) + 1) would lose digits, and that formula elsewhere.
import { BLOCK_BYTES, POWERS, TWICE_NEGATIVE, powers } from './exponential';
import { ONE, SIGN_BIT, T as T0, TANH_SMALL, constant } from './tables';

/** T0 + T1 z + T2 z^2 + ... by Estrin's scheme. */
@inline
function polynomial<T>(z: v128): v128 {
  const z2 = v128.mul<T>(z, z);
  const t01 = v128.add<T>(v128.mul<T>(z, constant<T>(T0 + 1)), constant<T>(T0));
  const t23 = v128.add<T>(v128.mul<T>(z, constant<T>(T0 + 3)), constant<T>(T0 + 2));
  if (sizeof<T>() == 4) {
    return v128.add<T>(t01, v128.mul<T>(z2, v128.add<T>(t23, v128.mul<T>(z2, constant<T>(T0 + 4)))));
  }
  const t45 = v128.add<T>(v128.mul<T>(z, constant<T>(T0 + 5)), constant<T>(T0 + 4));
  const t67 = v128.add<T>(v128.mul<T>(z, constant<T>(T0 + 7)), constant<T>(T0 + 6));
  const t89 = v128.add<T>(v128.mul<T>(z, constant<T>(T0 + 9)), constant<T>(T0 + 8));
  const end = v128.add<T>(t89, v128.mul<T>(z2, constant<T>(T0 + 10)));
  const z4 = v128.mul<T>(z2, z2);
  const start = v128.add<T>(t01, v128.mul<T>(z2, t23));
  return v128.add<T>(start, v128.mul<T>(z4, v128.add<T>(v128.add<T>(t45, v128.mul<T>(z2, t67)), v128.mul<T>(z4, end))));
}

@inline
function tanh<T>(x: usize, y: usize, length: usize): void {
  const none = v128.splat<T>(0);
  const one = constant<T>(ONE);
  const signBit = constant<T>(SIGN_BIT);
  const limit = constant<T>(TANH_SMALL);
  for (const end = x + length * sizeof<T>(); x < end; x += BLOCK_BYTES, y += BLOCK_BYTES) {
    const bytes = min(BLOCK_BYTES, end - x);
    powers<T>(TWICE_NEGATIVE, x, POWERS, bytes, none, none);
    for (let at: usize = 0; at < bytes; at += 16) {
      const value = v128.load(x + at);
      const e = v128.load(POWERS + at);
      // tanh |x| = 1 - 2 e / (1 + e) with e = e^(-2|x|)
      const large = v128.sub<T>(one, v128.div<T>(v128.add<T>(e, e), v128.add<T>(one, e)));
      const z = v128.mul<T>(value, value);
      const small = v128.add<T>(value, v128.mul<T>(v128.mul<T>(value, z), polynomial<T>(z)));
      const magnitude = v128.bitselect(small, large, v128.lt<T>(v128.andnot(value, signBit), limit));
      v128.store(y + at, v128.bitselect(value, magnitude, signBit));
    }
  }
}

export function tanhF32(x: usize, y: usize, length: usize): void {
  tanh<f32>(x, y, length);
}

export function tanhF64(x: usize, y: usize, length: usize): void {
  tanh<f64>(x, y, length);
}
