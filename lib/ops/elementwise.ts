// Ops that apply one function to every element: x.grad[i] += g[i] f'(x[i]).
import { np, step as isPositive } from '../array/index.js';
import { div, mul, sub, add } from './arithmetic.js';
import { type Unary, defineOp } from './op.js';

/** e to the x */
export const exp: Unary = defineOp({
  name: 'exp',
  forward: ([x]) => np.exp(x),
  // x.grad += g y
  vjps: [(g, { value: y }) => mul(g, y)],
  saves: { value: true },
});

/** Natural logarithm */
export const log: Unary = defineOp({
  name: 'log',
  forward: ([x]) => np.log(x),
  // x.grad += g / x
  vjps: [(g, { args: [x] }) => div(g, x)],
  saves: { args: [0] },
});

/** x x */
export const square: Unary = defineOp({
  name: 'square',
  forward: ([x]) => np.mul(x, x),
  // x.grad += g 2 x
  vjps: [(g, { args: [x] }) => mul(g, mul(x, 2))],
  saves: { args: [0] },
});

/** Square root */
export const sqrt: Unary = defineOp({
  name: 'sqrt',
  forward: ([x]) => np.sqrt(x),
  // x.grad += g / (2 y)
  vjps: [(g, { value: y }) => div(g, mul(y, 2))],
  saves: { value: true },
});

/** x to a constant power */
export const power: Unary<{ exponent: number }> = defineOp({
  name: 'power',
  forward: ([x], { exponent }) => np.pow(x, exponent),
  // x.grad += g n x^(n-1)
  vjps: [
    (g, { args: [x], attributes: { exponent } }) =>
      mul(g, mul(power(x, { exponent: exponent - 1 }), exponent)),
  ],
  saves: { args: [0] },
});

/** |x|, with slope 0 at 0 */
export const abs: Unary = defineOp({
  name: 'abs',
  forward: ([x]) => np.abs(x),
  // x.grad += g sign(x)
  vjps: [(g, { args: [x] }) => mul(g, sub(step(x), step(mul(x, -1))))],
  saves: { args: [0] },
});

/** 1 where x > 0, else 0. Its derivative is 0 wherever it has one. */
export const step: Unary = defineOp({
  name: 'step',
  forward: ([x]) => isPositive(x),
  vjps: [null],
  saves: {},
});

/** 1 / (1 + e^-x), finite for every x. Slides: "The Sigmoid Class" (2018, 2024). */
export const sigmoid: Unary = defineOp({
  name: 'sigmoid',
  forward: ([x]) => np.sigmoid(x),
  // x.grad[b,i] += g[b,i] y[b,i] (1 - y[b,i])
  vjps: [(g, { value: y }) => mul(mul(g, y), sub(1, y))],
  saves: { value: true },
});

/** max(x, 0), with slope 0 at 0. Slides: "Multi Layer Perceptrons" (2018). */
export const relu: Unary = defineOp({
  name: 'relu',
  forward: ([x]) => np.maximum(x, 0),
  // x.grad[b,i] += g[b,i] [y[b,i] > 0]
  vjps: [(g, { value: y }) => mul(g, step(y))],
  saves: { value: true },
});

/** Hyperbolic tangent, 2 sigmoid(2x) - 1 */
export const tanh: Unary = defineOp({
  name: 'tanh',
  forward: ([x]) => np.tanh(x),
  // x.grad[b,i] += g[b,i] (1 - y[b,i]^2) = g (1 - y) (1 + y), which keeps its digits where y is near 1
  vjps: [(g, { value: y }) => mul(g, mul(sub(1, y), add(1, y)))],
  saves: { value: true },
});
