// log(1 + x) and exp(x) - 1 without the loss of digits near 0: Kahan's corrections of the library's own log and exp.
import { math } from '../../wasm/index.js';

/** log(1 + x), accurate for small x. */
export function log1p(x: number): number {
  const u = 1 + x;
  if (u === 1) return x;
  if (!(x > -1) || u === Infinity) return math.log(u);
  return math.log(u) * (x / (u - 1));
}

/** exp(x) - 1, accurate for small x. */
export function expm1(x: number): number {
  if (x > 700 || Number.isNaN(x)) return math.exp(x);
  const u = math.exp(x);
  if (u === 1) return x;
  if (u - 1 === -1) return -1;
  return (u - 1) * (x / math.log(u));
}
