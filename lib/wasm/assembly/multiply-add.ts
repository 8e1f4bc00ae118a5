// The one step of every product, rounded in the one way or in the other.

/**
 * sum + a b. The product is rounded before it is added, so that every machine has the same bits; in the module for relaxed SIMD
 * (relaxed.ts) it is not, where the machine can do without.
 */
@inline
export function addProduct<T>(sum: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<T>(a, b, sum);
  return v128.add<T>(sum, v128.mul<T>(a, b));
}
