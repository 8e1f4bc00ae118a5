// Convolution and pooling of images (B, C, H, W).
import { type NDArray, np, ops } from '../../lib/index.js';
import { type NodeProblem, referenceFromOp } from '../../lib/gradcheck/index.js';
import { common, constant, given, node, parameter } from './declare.js';

/** Kernels upside down and left to right. */
const turned = (w: NDArray) => w.step(1, 1, -1, -1);

const image = { ...node('x', ['B', 'C', 'H', 'W']) };

/** `class Conv2D { constructor(w, b, x, stride, padding) }` with stride 1 and no padding. */
export const conv2d: NodeProblem = {
  ...common,
  id: 'conv2d',
  title: 'Conv2D.backward',
  points: 20,
  className: 'Conv2D',
  sources: [
    image,
    { ...parameter('w', ['K', 'C', 'kh', 'kw']), domain: { kind: 'normal', scale: 0.5 } },
    parameter('b', ['K']),
  ],
  dimensions: { C: [2, 3, 4, 1], H: [7, 5, 6, 3], W: [5, 6, 4, 3], K: [4, 2, 5, 1], kh: [3, 2], kw: [2, 3] },
  arguments: [...given('w', 'b', 'x'), constant(1), constant(0)],
  reference: referenceFromOp(ops.conv2d, ['x', 'w', 'b'], { stride: 1, padding: 0 }),
  formula:
    'x.grad[b,c,m+i,n+j] += W[k,c,i,j] y.grad[b,k,m,n],  W.grad[k,c,i,j] += x[b,c,m+i,n+j] y.grad[b,k,m,n],  B.grad[k] += y.grad[b,k,m,n]',
  mistakes: [
    {
      code: 'transposed',
      summary: 'w.grad is turned round: W.grad[k,c,i,j] is at [k,c,kh-1-i,kw-1-j].',
      hint: 'Forward does not turn the kernel round, so backward does not either: x[m+i] meets W[i].',
      backward: (values, g, value) => ({ w: turned(conv2d.reference.backward(values, g, value).w) }),
    },
    {
      code: 'transposed',
      summary: 'x.grad uses the kernel turned round.',
      hint: 'x.grad[m+i] += W[i] y.grad[m]: written as a convolution of y.grad the kernel is turned round, written as a loop it is not.',
      backward: (values, g, value) => ({
        x: conv2d.reference.backward({ ...values, w: turned(values.w) }, g, value).x,
      }),
    },
  ],
};

/** As `conv2d`, with stride 2 and padding 1. */
export const conv2dStrided: NodeProblem = {
  ...conv2d,
  id: 'conv2d-strided',
  title: 'Conv2D.backward, with stride and padding',
  arguments: [...given('w', 'b', 'x'), constant(2), constant(1)],
  reference: referenceFromOp(ops.conv2d, ['x', 'w', 'b'], { stride: 2, padding: 1 }),
  formula:
    'x.grad[b,c,2m+i-1,2n+j-1] += W[k,c,i,j] y.grad[b,k,m,n],  W.grad[k,c,i,j] += x[b,c,2m+i-1,2n+j-1] y.grad[b,k,m,n],  B.grad[k] += y.grad[b,k,m,n]',
  mistakes: [],
};

/** `class MaxPool2D { constructor(x, size) }` with windows of 2 x 2 that do not overlap. */
export const maxPool2d: NodeProblem = {
  ...common,
  id: 'maxpool2d',
  title: 'MaxPool2D.backward',
  className: 'MaxPool2D',
  sources: [{ ...image, domain: { kind: 'distinct' } }],
  dimensions: { C: [2, 3, 5, 1], H: [4, 6, 7, 2], W: [6, 4, 5, 2] },
  arguments: [...given('x'), constant(2)],
  reference: referenceFromOp(ops.maxPool2d, ['x'], { kernel: 2 }),
  formula: 'x.grad[b,c,h,w] += y.grad[b,c,m,n] where x[b,c,h,w] is the largest of its window [m,n]',
  mistakes: [
    {
      code: 'wrong-mask',
      summary: 'x.grad is shared among all entries of a window, as for a mean.',
      hint: 'Only the largest entry of a window is in its value: it gets all of the gradient, the others none.',
      backward: ({ x }, g) => ({ x: spreadOverWindows(g, x.shape) }),
    },
    {
      code: 'wrong-mask',
      summary: 'x.grad goes to the smallest entry of each window.',
      hint: 'The largest entry gets the gradient.',
      backward: ({ x }, g) => ({ x: ops.placeLargest(g, x.neg(), { kernel: 2 }) }),
    },
    {
      code: 'wrong-mask',
      summary: 'x.grad goes to the same place of every window.',
      hint: 'Which entry is the largest differs from window to window: compare with the value.',
      backward: ({ x }, g) => ({ x: ops.placeLargest(g, np.zeros(x.shape), { kernel: 2 }) }),
    },
  ],
};

/** The gradient of each window in all of its entries. */
function spreadOverWindows(g: NDArray, shape: number[]): NDArray {
  const [B, C, M, N] = g.shape;
  const columns = np.broadcastTo(g.reshape(B, C, 1, M * N), [B, C, 4, M * N]).reshape(B, 4 * C, M * N);
  return ops.col2im(columns, { kernel: 2, stride: 2, shape });
}
