// What a node reads, found in its fields, so that a hand-written node needs to declare nothing.
import { Node } from './node.js';
import { ParameterPackage } from './parameter-package.js';

/** The nodes a node was built on, in the order of its fields: `public x: Node`, packages of parameters, lists of nodes. */
export function sources(node: Node): Node[] {
  return Object.values(node).flatMap(nodesIn);
}

function nodesIn(field: unknown): Node[] {
  if (field instanceof Node) return [field];
  if (field instanceof ParameterPackage) return Object.values(field).flatMap(nodesIn);
  return Array.isArray(field) ? field.flatMap(nodesIn) : [];
}
