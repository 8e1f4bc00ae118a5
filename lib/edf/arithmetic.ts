// Sums and products of two nodes, elementwise, which broadcast as in NumPy.
import { add, mul } from '../ops/index.js';
import type { Node } from './node.js';
import { OpNode } from './op-node.js';

/** z[b,i] = x[b,i] + y[b,i]: a residual connection, say. */
export class Add extends OpNode {
  constructor(x: Node, y: Node) {
    super(add, [x, y]);
  }
}

/** z[b,i] = x[b,i] y[b,i]: a gate, say. */
export class Mul extends OpNode {
  constructor(x: Node, y: Node) {
    super(mul, [x, y]);
  }
}
