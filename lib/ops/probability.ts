// From scores to probabilities to the loss.
import { type DType, type NDArray, np } from '../array/index.js';
import * as rows from '../array/softmax.js';
import { div, maximum, mul, neg, sub } from './arithmetic.js';
import { exp } from './elementwise.js';
import { checkLabels } from './labels.js';
import { type Binary, type Unary, defineOp } from './op.js';
import { sum } from './reduce.js';
import { expandDims } from './shape.js';

/** The smallest normal number: no probability is taken to be smaller. */
const tiny = (dtype: DType): number => (dtype === 'float32' ? 2 ** -126 : 2 ** -1022);

/**
 * p[b,k] = exp(s[b,k]) / Z[b] over the last axis. Slides: "Softmax" (2018).
 *
 * Scores are taken relative to the largest, so nothing overflows, and a probability that would underflow to 0 becomes the
 * smallest normal number instead: -1/p stays finite, and with it the gradient of a log loss right at any distance.
 */
export const softmax: Unary = defineOp({
  name: 'softmax',
  forward: ([s]) => rows.softmax(s, tiny(s.dtype)),
  // s.grad[b,k] += p[b,k] (g[b,k] - sum_j g[b,j] p[b,j])
  vjps: [(g, { value: p }) => mul(p, sub(g, sum(mul(g, p), { axis: -1, keepdims: true })))],
  saves: { value: true },
});

/** log softmax(s) over the last axis, without leaving the logarithms. */
export const logSoftmax: Unary = defineOp({
  name: 'logSoftmax',
  forward: ([s]) => rows.logSoftmax(s),
  // s.grad[b,k] += g[b,k] - p[b,k] sum_j g[b,j]
  vjps: [(g, { value: y }) => sub(g, mul(exp(y), sum(g, { axis: -1, keepdims: true })))],
  saves: { value: true },
});

/** z[b] = x[b,y[b]]: from each row the entry of its label. */
export const pickLabel: Binary = defineOp({
  name: 'pickLabel',
  forward: ([x, y]) => pick(x, checkLabels(y, x.shape, 'pickLabel')),
  // x.grad[b,k] += g[b] [k = y[b]]
  vjps: [(g, { args: [x, y] }) => placeLabel(g, y, { classes: x.shape[1] }), null],
  saves: { args: [1] },
});

/** z[b,k] = x[b] [k = y[b]]: each number in the column of its label, zeros elsewhere. */
export const placeLabel: Binary<{ classes: number }> = defineOp({
  name: 'placeLabel',
  forward: ([x, y], { classes }) => {
    const labels = checkLabels(y, [x.shape[0], classes], 'placeLabel');
    const z = np.zeros([labels.length, classes], { dtype: x.dtype });
    for (let b = 0; b < labels.length; b++) z.data[b * classes + labels[b]] = x.get(b);
    return z;
  },
  // x.grad[b] += g[b,y[b]]
  vjps: [(g, { args: [, y] }) => pickLabel(g, y), null],
  saves: { args: [1] },
});

/**
 * loss[b] = -log q[b,y[b]]: one loss per example, for probabilities `q` (B, K) and integer labels `y` (B,). Slides: "Log Loss
 * and Logistic Regression" (2018). A probability of 0 counts as the smallest normal number, so the loss is at most 87.3 in
 * float32 and 708.4 in float64.
 */
export const logLoss: Binary = defineOp({
  name: 'logLoss',
  forward: ([q, y]) => {
    const picked = pick(q, checkLabels(y, q.shape, 'logLoss'));
    return np.neg(np.log(np.maximum(picked, tiny(q.dtype))));
  },
  // q.grad[b,k] -= g[b] / q[b,k] [k = y[b]]
  vjps: [
    (g, { args: [q, y] }) => {
      const picked = maximum(pickLabel(q, y), tiny(q.dtype));
      return placeLabel(neg(div(g, picked)), y, { classes: q.shape[1] });
    },
    null,
  ],
  saves: { args: [0, 1] },
});

/**
 * loss[b] = -log softmax(s)[b,y[b]]: softmax and log loss in one, for scores `s` (B, K) and integer labels `y` (B,). Nothing
 * overflows and nothing is clipped, since probabilities are never formed.
 */
export const crossEntropy: Binary = defineOp({
  name: 'crossEntropy',
  forward: ([s, y]) => neg(pickLabel(logSoftmax(s), y)),
  // s.grad[b,k] += g[b] (p[b,k] - [k = y[b]])
  vjps: [
    (g, { args: [s, y] }) => {
      const p = exp(logSoftmax(s));
      return sub(mul(p, expandDims(g, { axis: -1 })), placeLabel(g, y, { classes: s.shape[1] }));
    },
    null,
  ],
  saves: { args: [0, 1] },
});

function pick(x: NDArray, labels: readonly number[]): NDArray {
  const z = np.zeros([labels.length], { dtype: x.dtype });
  for (let b = 0; b < labels.length; b++) z.data[b] = x.get(b, labels[b]);
  return z;
}
