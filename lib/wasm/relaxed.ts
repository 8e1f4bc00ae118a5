// Relaxed SIMD: products in which a b + c is rounded once where the machine can do so. Faster, but its bits differ from machine to
// machine, so nobody has it who has not asked for it.
import { canRelax, kernels } from './module.js';
import { restart, threads } from './threads.js';

/** Whether matrix products use relaxed SIMD. */
export function relaxedSimd(): boolean {
  return kernels()?.relaxed ?? false;
}

/**
 * Lets matrix products use relaxed SIMD (fused multiply-adds), or no longer. They take about a tenth less time, and their last
 * bits depend on the machine and on the shapes: a seeded run no longer ends everywhere with the same numbers. While a
 * notebook is graded this does nothing.
 * @throws Error where the engine has no relaxed SIMD
 */
export function setRelaxedSimd(on: boolean): void {
  if (on === relaxedSimd()) return;
  if (on && !canRelax()) {
    throw new Error(
      'setRelaxedSimd: this engine has no relaxed SIMD; hint: Node 22 and Chromium 114 have it, Node 20 has it with --experimental-wasm-relaxed-simd',
    );
  }
  restart(threads(), on);
}

/** What `body` computes without relaxed SIMD, whoever has asked for it. */
export function withoutRelaxedSimd<T>(body: () => T): T {
  const relaxed = relaxedSimd();
  setRelaxedSimd(false);
  try {
    return body();
  } finally {
    setRelaxedSimd(relaxed);
  }
}
