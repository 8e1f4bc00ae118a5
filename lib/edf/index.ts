// EDF, the educational framework of the slides: its core, and the nodes made from the op registry.
export * from './core.js';
export { OpNode } from './op-node.js';
export { Affine, CrossEntropy, LogLoss, Relu, Sigmoid, Softmax, Tanh } from './nodes.js';
export { Add, Mul } from './arithmetic.js';
export { Conv2D, ConvParams, MaxPool2D } from './convolution.js';
export { BatchNorm, LayerNorm, NormParams } from './normalisation.js';
