// A function and its gradient, seen as a node with one output: what diagnoses and Ridders' method are made for.
import type { GradientProblem, NodeProblem } from '../types.js';

/** The gradient problem as a node with one output: what diagnoses are made for. */
export function asNode(problem: GradientProblem): NodeProblem {
  const { value, gradient } = problem.reference;
  return {
    ...problem,
    kind: 'node',
    shares: undefined,
    className: problem.functionName,
    arguments: [],
    reference: {
      forward: value,
      backward: (values, upstream) =>
        Object.fromEntries(Object.entries(gradient(values)).map(([name, g]) => [name, g.mul(upstream)])),
    },
  };
}
