// EDF, the educational framework of the slides.
export { AffineParams, ParameterPackage, type InitialiseOptions } from './packages.js';
export { xavier } from './initialise.js';
export { type Convention, EDF2018, EDF2024 } from './convention.js';
export { Node } from './node.js';
export { Input } from './input.js';
export { Parameter } from './parameter.js';
export { CompNode } from './comp-node.js';
export { OpNode } from './op-node.js';
export { Affine, LogLoss, Relu, Sigmoid, Softmax, Tanh } from './nodes.js';
export { Graph, currentGraph, defaultGraph } from './graph.js';
export { Backward, CompNodes, Forward, Parameters, SGD, clearGraph } from './current.js';
