// The op registry: every op by name. One file per family; forward and vjp stand side by side there.
import { add, div, maximum, minimum, mul, neg, sub } from './arithmetic.js';
import { abs, exp, log, power, relu, sigmoid, sqrt, square, step, tanh } from './elementwise.js';
import { conv2d } from './conv.js';
import { affine, matmul } from './linalg.js';
import { batchNorm, layerNorm, standardise } from './normalisation.js';
import type { Op } from './op.js';
import { maxPool2d, pickLargest, placeLargest } from './pool.js';
import { crossEntropy, logLoss, logSoftmax, pickLabel, placeLabel, softmax } from './probability.js';
import { broadcastTo, mean, sum, sumTo } from './reduce.js';
import { expandDims, reshape, transpose } from './shape.js';
import { col2im, im2col } from './windows.js';

export { apply, defineOp, record } from './op.js';
export type { Op, OpFunction, Recorded, Saved, Saves, Value, Vjp } from './op.js';
export { checkLabels } from './labels.js';
export { add, div, maximum, minimum, mul, neg, sub };
export { abs, exp, log, power, relu, sigmoid, sqrt, square, step, tanh };
export { affine, matmul };
export { crossEntropy, logLoss, logSoftmax, pickLabel, placeLabel, softmax };
export { batchNorm, layerNorm, standardise };
export type { NormalisationAttributes } from './normalisation.js';
export { col2im, conv2d, im2col, maxPool2d, pickLargest, placeLargest };
export type { ConvolutionAttributes } from './conv.js';
export type { PoolAttributes } from './pool.js';
export type { Pair, Windows } from './windows.js';
export { broadcastTo, mean, sum, sumTo };
export { expandDims, reshape, transpose };

/** Every op of the library, by its name. */
export const registry: ReadonlyMap<string, Op> = new Map(
  [
    ...[add, sub, mul, div, neg, maximum, minimum],
    ...[exp, log, square, sqrt, power, abs, step, sigmoid, relu, tanh],
    ...[sum, mean, broadcastTo, sumTo],
    ...[reshape, transpose, expandDims],
    ...[matmul, affine],
    ...[softmax, logSoftmax, pickLabel, placeLabel, logLoss, crossEntropy],
    ...[standardise, layerNorm, batchNorm],
    ...[im2col, col2im, conv2d, maxPool2d, pickLargest, placeLargest],
  ].map((op) => [op.name, op as unknown as Op]),
);
