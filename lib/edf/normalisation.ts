// Nodes that keep numbers at mean 0 and variance 1, however deep the network.
import { type DType, np } from '../array/index.js';
import { type NormalisationAttributes, batchNorm, standardise } from '../ops/index.js';
import type { Node } from './node.js';
import { OpNode } from './op-node.js';
import { ParameterPackage } from './parameter-package.js';
import { Parameter } from './parameter.js';

/** A `gain` (n,), ones at first, and a `shift` (n,), zeros, for each feature or channel. */
export class NormParams extends ParameterPackage {
  readonly gain: Parameter;
  readonly shift: Parameter;

  constructor(features: number, { dtype = 'float32' }: { dtype?: DType } = {}) {
    super();
    this.gain = new Parameter(np.ones([features], { dtype }));
    this.shift = new Parameter(np.zeros([features], { dtype }));
  }
}

/** y[b,i] = (x[b,i] - mean of row b) / (deviation of row b). A `Mul` and an `Add` with parameters give it gain and shift. */
export class LayerNorm extends OpNode<NormalisationAttributes & { axis: number }> {
  constructor(x: Node, attributes: NormalisationAttributes = {}) {
    super(standardise, [x], { ...attributes, axis: -1 });
  }
}

/**
 * y[b,i] = gain[i] (x[b,i] - mean of column i) / (deviation of column i) + shift[i], by the statistics of the batch at hand.
 * One gain and one shift for each feature of (B, n) or each channel of (B, C, H, W).
 *
 * @example
 * const y = new BatchNorm(new NormParams(64), x);
 */
export class BatchNorm extends OpNode<NormalisationAttributes> {
  constructor(Phi: NormParams, x: Node, attributes: NormalisationAttributes = {}) {
    super(batchNorm, [x, Phi?.gain, Phi?.shift], attributes);
  }
}
