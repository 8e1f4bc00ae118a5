// EDF, the educational framework of the slides: its core, and the nodes made from the op registry.
export * from './core.js';
export { OpNode } from './op-node.js';
export { Affine, LogLoss, Relu, Sigmoid, Softmax, Tanh } from './nodes.js';
