// The core of EDF. Slides: "The Core of EDF" (2018, 2024), with the graph's lists in place of global ones.
import { puttingOffProducts } from '../array/matmul.js';
import type { CompNode } from './comp-node.js';
import { type Graph, currentGraph } from './graph.js';

/** Computes the value of every node, in the order in which they were built. */
export function Forward(graph: Graph = currentGraph()): void {
  for (const node of graph.CompNodes) node.forward();
}

/**
 * Computes the gradient of `loss` by every node and parameter, from zero. `loss.value` holds one loss per example.
 * @throws Error when `loss` is not in the graph or has no value yet
 */
export function Backward(loss: CompNode, graph: Graph = currentGraph()): void {
  for (const node of [...graph.CompNodes, ...graph.Parameters]) node.grad = 0;
  loss.grad = graph.lossGrad(loss);
  puttingOffProducts(() => graph.CompNodes.toReversed().forEach((node) => node.backward()));
  graph.nBatch = undefined;
}

/** One step of gradient descent on every parameter: value -= eta * grad. */
export function SGD(eta = 0.1, graph: Graph = currentGraph()): void {
  for (const parameter of graph.Parameters) parameter.SGD(eta);
}

/**
 * `Backward`, one node at a time: yields each node after its `backward`. The loop invariant of the slides ("Backpropagation",
 * 2018): whenever it pauses, the gradient of every node that has not been yielded is the derivative of the loss by that node
 * as far as the nodes that have been yielded use it.
 */
export function* backwardSteps(loss: CompNode, graph: Graph = currentGraph()): Generator<CompNode, void> {
  for (const node of [...graph.CompNodes, ...graph.Parameters]) node.grad = 0;
  loss.grad = graph.lossGrad(loss);
  for (const node of graph.CompNodes.toReversed()) {
    node.backward();
    yield node;
  }
  graph.nBatch = undefined;
}

/** Empties the current graph: its nodes are computed no longer, its parameters trained no longer. */
export function clearGraph(graph: Graph = currentGraph()): void {
  graph.clear();
}
