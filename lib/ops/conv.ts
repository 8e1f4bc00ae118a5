// Convolution: one matrix product over the columns that im2col makes of the images.
import { formatShape, type NDArray } from '../array/index.js';
import { add } from './arithmetic.js';
import { matmul } from './linalg.js';
import { type Ternary, type Value, defineOp } from './op.js';
import { sum } from './reduce.js';
import { reshape, transpose } from './shape.js';
import { type Windows, col2im, gridOf, im2col } from './windows.js';

/** How far the kernel moves from one output to the next, and how many zeros surround the images. */
export type ConvolutionAttributes = Omit<Windows, 'kernel'>;

/**
 * y[b,k,m,n] = sum over c, i, j of W[k,c,i,j] x[b,c,m stride + i,n stride + j] + B[k], for images x (B, C, H, W), kernels
 * W (K, C, kh, kw) and biases B (K,). As in every framework it is a correlation: the kernel is not turned round.
 */
export const conv2d: Ternary<ConvolutionAttributes> = defineOp({
  name: 'conv2d',
  forward: ([x, w, b], attributes) => {
    checkKernels(x, w, b);
    const { counts } = gridOf(x.shape, windowsFor(w, attributes), 'conv2d');
    // y[b,k,p] = W[k,q] u[b,q,p]
    const y = matmul(flatten(w), im2col(x, windowsFor(w, attributes)));
    return add(reshape(y, { shape: [x.shape[0], w.shape[0], ...counts] }), reshape(b, { shape: [-1, 1, 1] }));
  },
  vjps: [
    // u.grad[b,q,p] += W[k,q] g[b,k,p], and x.grad is its way back through im2col
    (g, { args: [x, w], attributes }) =>
      col2im(matmul(transpose(flatten(w)), columns(g)), { ...windowsFor(w, attributes), shape: x.shape }),
    // W.grad[k,q] += g[b,k,p] u[b,q,p]
    (g, { args: [x, w], attributes }) => {
      const u = im2col(x, windowsFor(w, attributes));
      const perExample = matmul(columns(g), transpose(u, { axes: [0, 2, 1] }));
      return reshape(sum(perExample, { axis: 0 }), { shape: w.shape });
    },
    // B.grad[k] += g[b,k,m,n]
    (g) => sum(g, { axis: [0, 2, 3] }),
  ],
  saves: { args: [0, 1] },
});

/** Kernels as the rows of a matrix (K, C kh kw). */
function flatten<T extends Value>(w: T): T {
  return reshape(w, { shape: [w.shape[0], -1] }) as T;
}

/** g[b,k,(m,n)] */
function columns<T extends Value>(g: T): T {
  return reshape(g, { shape: [g.shape[0], g.shape[1], -1] }) as T;
}

function windowsFor(w: Value, attributes: ConvolutionAttributes): Windows {
  return { ...attributes, kernel: [w.shape[2], w.shape[3]] };
}

function checkKernels(x: NDArray, w: NDArray, b: NDArray): void {
  if (w.ndim !== 4 || (x.ndim === 4 && w.shape[1] !== x.shape[1])) {
    throw new RangeError(
      `conv2d: expected kernels of shape (K, C, kh, kw) with C of the images ${formatShape(x.shape)}, got ${formatShape(w.shape)}`,
    );
  }
  if (b.ndim === 1 && b.shape[0] === w.shape[0]) return;
  throw new RangeError(
    `conv2d: expected biases of shape (${w.shape[0]},), one for each kernel, got ${formatShape(b.shape)}`,
  );
}
