// Optimisers' updates in place, in plain loops. `settings` are the rates in the order of assembly/updates.ts.
import type { FloatArray } from './types.js';

const identity = (x: number) => x;
const rounding = (p: FloatArray) => (p instanceof Float32Array ? Math.fround : identity);

/** p -= rate g. */
export function descend([p, g]: FloatArray[], from: number, length: number, settings: FloatArray): void {
  const round = rounding(p);
  const [rate] = settings;
  for (let i = from; i < from + length; i++) p[i] -= round(rate * g[i]);
}

/** v = decay v + g, p -= rate v. */
export function momentum([p, g, v]: FloatArray[], from: number, length: number, settings: FloatArray): void {
  const round = rounding(p);
  const [rate, decay] = settings;
  for (let i = from; i < from + length; i++) {
    v[i] = round(decay * v[i]) + g[i];
    p[i] -= round(rate * v[i]);
  }
}

/** s = decay s + (1 - decay) g^2, p -= rate g / (sqrt(s) + epsilon). */
export function rmsProp([p, g, s]: FloatArray[], from: number, length: number, settings: FloatArray): void {
  const round = rounding(p);
  const [rate, decay, fresh, epsilon] = settings;
  for (let i = from; i < from + length; i++) {
    s[i] = round(decay * s[i]) + round(fresh * round(g[i] * g[i]));
    p[i] -= round(round(rate * g[i]) / round(round(Math.sqrt(s[i])) + epsilon));
  }
}

/** m = beta1 m + (1 - beta1) g, s = beta2 s + (1 - beta2) g^2, p -= rate m / (sqrt(s) / root2 + epsilon). */
export function adam([p, g, m, s]: FloatArray[], from: number, length: number, settings: FloatArray): void {
  const round = rounding(p);
  const [rate, beta1, fresh1, beta2, fresh2, root2, epsilon] = settings;
  for (let i = from; i < from + length; i++) {
    m[i] = round(beta1 * m[i]) + round(fresh1 * g[i]);
    s[i] = round(beta2 * s[i]) + round(fresh2 * round(g[i] * g[i]));
    const deviation = round(round(round(Math.sqrt(s[i])) / root2) + epsilon);
    p[i] -= round(round(rate * m[i]) / deviation);
  }
}
