// Matrix products. The gradients follow from the swap rule: exchange the index lists of the product and of the argument.
import { np } from '../array/index.js';
import { neg } from './arithmetic.js';
import { type Binary, type Ternary, type Value, defineOp } from './op.js';
import { sum, sumTo } from './reduce.js';
import { transpose } from './shape.js';

/** z[i,k] = x[i,j] y[j,k], over the last two axes; the axes before them broadcast. */
export const matmul: Binary = defineOp({
  name: 'matmul',
  forward: ([x, y]) => {
    if (x.ndim < 2 || y.ndim < 2) {
      throw new RangeError(
        `matmul: expected two arrays of at least 2 axes, got ${x.ndim} and ${y.ndim}; hint: expandDims(0) makes a row, expandDims(-1) a column`,
      );
    }
    return np.matmul(x, y);
  },
  vjps: [
    // x.grad[i,j] += g[i,k] y[j,k]
    (g, { args: [x, y] }) => sumTo(matmul(g, swapLast(y)), { shape: x.shape }),
    // y.grad[j,k] += x[i,j] g[i,k]
    (g, { args: [x, y] }) => sumTo(matmul(swapLast(x), g), { shape: y.shape }),
  ],
  saves: { args: [0, 1] },
});

/** Sign of the bias of `affine`: 1 as in the slides of 2018, -1 (a threshold) as in those of 2024. */
export interface AffineAttributes {
  bias: 1 | -1;
}

/** y[b,j] = x[b,i] W[i,j] + bias B[j]. Slides: "The Affine Class" (2018, 2024). */
export const affine: Ternary<AffineAttributes> = defineOp({
  name: 'affine',
  forward: ([x, w, b], { bias }) => {
    const y = np.matmul(x, w);
    return y.dtype === b.dtype ? (bias === 1 ? y.iadd(b) : y.isub(b)) : bias === 1 ? y.add(b) : y.sub(b);
  },
  vjps: [
    // x.grad[b,i] += y.grad[b,j] W[i,j]
    (g, { args: [, w] }) => matmul(g, transpose(w)),
    // W.grad[i,j] += x[b,i] y.grad[b,j]
    (g, { args: [x] }) => matmul(transpose(x), g),
    // B.grad[j] += bias y.grad[b,j]
    (g, { attributes: { bias } }) => (bias === 1 ? sum(g, { axis: 0 }) : neg(sum(g, { axis: 0 }))),
  ],
  saves: { args: [0, 1] },
});

/** Exchanges the last two axes. */
function swapLast<T extends Value>(x: T): T {
  const axes = x.shape.map((_, i) => i);
  axes.push(axes.pop()!, ...axes.splice(-1, 1));
  return transpose(x, { axes }) as T;
}
