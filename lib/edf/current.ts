// The slides' functions and lists: those of the current graph.
import type { CompNode } from './comp-node.js';
import { currentGraph, defaultGraph } from './graph.js';
import type { Parameter } from './parameter.js';

/** Computed nodes of the default graph, in the order in which they were built. */
export const CompNodes: readonly CompNode[] = defaultGraph.CompNodes;

/** Parameters of the default graph, in the order in which they were built. */
export const Parameters: readonly Parameter[] = defaultGraph.Parameters;

/** Computes the values of all nodes of the current graph, in the order in which they were built. */
export const Forward = (): void => currentGraph().Forward();

/** Computes the gradient of `loss` by every node and parameter of the current graph. */
export const Backward = (loss: CompNode): void => currentGraph().Backward(loss);

/** One step of gradient descent on every parameter of the current graph: value -= eta * grad. */
export const SGD = (eta?: number): void => currentGraph().SGD(eta);

/** Empties the current graph: its nodes are computed no longer, its parameters trained no longer. */
export const clearGraph = (): void => currentGraph().clear();
