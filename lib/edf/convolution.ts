// The nodes of convolutional networks. Images are (B, C, H, W): examples, channels, rows, columns.
import { np } from '../array/index.js';
import {
  type ConvolutionAttributes,
  type Pair,
  type PoolAttributes,
  conv2d,
  maxPool2d,
} from '../ops/index.js';
import { xavier } from './initialise.js';
import type { Node } from './node.js';
import { OpNode } from './op-node.js';
import type { InitialiseOptions } from './packages.js';
import { ParameterPackage } from './parameter-package.js';
import { Parameter } from './parameter.js';

/**
 * Kernels `w` (K, C, kh, kw), Xavier-uniform with C kh kw inputs each, and biases `b` (K,), zero, of a `Conv2D` node.
 *
 * @example
 * const Phi = new ConvParams(1, 20, 5, { seed: 1 }); // 520 numbers: the first layer of LeNet
 */
export class ConvParams extends ParameterPackage {
  readonly w: Parameter;
  readonly b: Parameter;

  constructor(channels: number, kernels: number, kernel: Pair, options: InitialiseOptions = {}) {
    super();
    const [rows, columns] = typeof kernel === 'number' ? [kernel, kernel] : kernel;
    const drawn = xavier(channels * rows * columns, kernels, options);
    this.w = new Parameter(drawn.T.reshape(kernels, channels, rows, columns));
    this.b = new Parameter(np.zeros([kernels], { dtype: options.dtype ?? 'float32' }));
  }
}

/**
 * y[b,k,m,n] = sum over c, i, j of W[k,c,i,j] x[b,c,m stride + i,n stride + j] + B[k].
 *
 * @example
 * const y = new Conv2D(new ConvParams(3, 16, 3), x, { stride: 2, padding: 1 });
 */
export class Conv2D extends OpNode<ConvolutionAttributes> {
  constructor(Phi: ConvParams, x: Node, attributes: ConvolutionAttributes = {}) {
    super(conv2d, [x, Phi?.w, Phi?.b], attributes);
  }
}

/** y[b,c,m,n] = the largest entry of window [m,n] of x[b,c]; windows lie side by side unless a stride is given. */
export class MaxPool2D extends OpNode<PoolAttributes> {
  constructor(x: Node, attributes: PoolAttributes) {
    super(maxPool2d, [x], attributes);
  }
}
