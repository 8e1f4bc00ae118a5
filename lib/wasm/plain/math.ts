// Scalar exp, log, tanh and sigmoid in float64.
function sigmoid(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return (x < 0 ? e : 1) / (1 + e);
}

export const math = { exp: Math.exp, log: Math.log, tanh: Math.tanh, sigmoid };
