// The node classes of the slides, made from ops.
import { affine, crossEntropy, logLoss, relu, sigmoid, softmax, tanh } from '../ops/index.js';
import { currentGraph } from './graph.js';
import { type Node, valueSlot } from './node.js';
import { OpNode } from './op-node.js';
import type { AffineParams } from './packages.js';

/**
 * y[b,j] = x[b,i] W[i,j] - B[j], or + B[j] in a graph of the 2018 convention. Slides: "The Affine Class" (2018, 2024).
 *
 * @example
 * const s = new Affine(new AffineParams(784, 10), x);
 */
export class Affine extends OpNode<{ bias: 1 | -1 }> {
  constructor(Phi: AffineParams, x: Node) {
    super(affine, [x, Phi?.w, Phi?.b], { bias: currentGraph().convention.affine === 'xW + b' ? 1 : -1 });
  }

  override forward(): void {
    const [x, w] = this.args.map(valueSlot);
    if (x.peek?.shape[0] === 1) w.settle();
    super.forward();
  }
}

/** y[b,i] = 1 / (1 + exp(-x[b,i])). Slides: "The Sigmoid Class" (2018, 2024). */
export class Sigmoid extends OpNode {
  constructor(x: Node) {
    super(sigmoid, [x]);
  }
}

/** y[b,i] = max(x[b,i], 0). Slides: "Multi Layer Perceptrons" (2018). */
export class Relu extends OpNode {
  constructor(x: Node) {
    super(relu, [x]);
  }
}

/** y[b,i] = tanh(x[b,i]) */
export class Tanh extends OpNode {
  constructor(x: Node) {
    super(tanh, [x]);
  }
}

/** p[b,k] = exp(s[b,k]) / Z[b]. Slides: "Softmax" (2018). */
export class Softmax extends OpNode {
  constructor(s: Node) {
    super(softmax, [s]);
  }
}

/**
 * loss[b] = -log Q[b,y[b]], of shape (B,), for probabilities `Q` (B, K) and an input `y` that holds integer labels (B,).
 * Slides: "Log Loss and Logistic Regression", "MLP in EDF" (2018, 2024).
 */
export class LogLoss extends OpNode {
  constructor(Q: Node, y: Node) {
    super(logLoss, [Q, y]);
  }
}

/**
 * loss[b] = -log softmax(s)[b,y[b]], of shape (B,): `Softmax` and `LogLoss` in one, for scores `s` (B, K), so that no probability
 * is ever rounded to 0.
 */
export class CrossEntropy extends OpNode {
  constructor(s: Node, y: Node) {
    super(crossEntropy, [s, y]);
  }
}
