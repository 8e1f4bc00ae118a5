// EDF without any ready-made node: all that is needed to write one.
export { ParameterPackage } from './parameter-package.js';
export { AffineParams, type InitialiseOptions } from './packages.js';
export { xavier } from './initialise.js';
export { type Convention, EDF2018, EDF2024 } from './convention.js';
export { Node } from './node.js';
export { Input } from './input.js';
export { Parameter } from './parameter.js';
export { CompNode } from './comp-node.js';
export { CompNodes, Graph, Parameters, currentGraph, defaultGraph } from './graph.js';
export { Backward, Forward, SGD, backwardSteps, clearGraph } from './passes.js';
