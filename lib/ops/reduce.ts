// Sums over axes, and broadcasting, which is their adjoint.
import { np, unbroadcast } from '../array/index.js';
import { mul } from './arithmetic.js';
import { type Unary, type Value, defineOp } from './op.js';
import { reshape } from './shape.js';

/** Which axes to reduce (all of them by default), and whether they stay with length 1. */
export interface Reduction {
  axis?: number | readonly number[];
  keepdims?: boolean;
}

/** Sum over axes */
export const sum: Unary<Reduction> = defineOp({
  name: 'sum',
  forward: ([x], { axis, keepdims }) => np.sum(x, axis, { keepdims }),
  // x.grad[i,j] += g[i]
  vjps: [(g, { args: [x], attributes }) => spread(g, x.shape, attributes)],
  saves: {},
});

/** Mean over axes */
export const mean: Unary<Reduction> = defineOp({
  name: 'mean',
  forward: ([x], { axis, keepdims }) => np.mean(x, axis, { keepdims }),
  // x.grad[i,j] += g[i] / J
  vjps: [
    (g, { args: [x], attributes }) => {
      const kept = keptShape(x.shape, attributes.axis);
      return mul(spread(g, x.shape, attributes), size(kept) / size(x.shape));
    },
  ],
  saves: {},
});

/** Repeats x along new axes and along axes of length 1 until it has `shape`. */
export const broadcastTo: Unary<{ shape: readonly number[] }> = defineOp({
  name: 'broadcastTo',
  forward: ([x], { shape }) => np.broadcastTo(x, [...shape]).copy(),
  vjps: [(g, { args: [x] }) => sumTo(g, { shape: x.shape })],
  saves: {},
});

/** Sums x over the axes along which `shape` would have to be broadcast to reach x's shape. */
export const sumTo: Unary<{ shape: readonly number[] }> = defineOp({
  name: 'sumTo',
  forward: ([x], { shape }) => unbroadcast(x, [...shape]),
  vjps: [(g, { args: [x] }) => broadcastTo(g, { shape: x.shape })],
  saves: {},
  views: true,
});

/** The gradient of a reduction, put back where the reduced axes were. */
function spread<T extends Value>(g: T, shape: readonly number[], { axis }: Reduction): T {
  return broadcastTo(reshape(g, { shape: keptShape(shape, axis) }) as T, { shape });
}

/** `shape` with the reduced axes kept as length 1. */
function keptShape(shape: readonly number[], axis: Reduction['axis']): number[] {
  const axes = axis === undefined ? null : [axis].flat().map((one) => (one < 0 ? one + shape.length : one));
  return shape.map((length, i) => (axes === null || axes.includes(i) ? 1 : length));
}

const size = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);
