// Nodes beyond those of problem set 1, ready to be put into a problem set: sums and products that broadcast, cross entropy,
// convolution, pooling, normalisation.
import { defineProblemSet } from '../../lib/gradcheck/index.js';
import { add, addRow, mul, mulColumn } from './arithmetic.js';
import { crossEntropy } from './cross-entropy.js';
import { conv2d, conv2dStrided, maxPool2d } from './images.js';
import { batchNorm, layerNorm } from './normalisation.js';

export { add, addRow, batchNorm, conv2d, conv2dStrided, crossEntropy, layerNorm, maxPool2d, mul, mulColumn };

/** All of them, as a set that tests check. */
export const nodes = defineProblemSet({
  id: 'nodes',
  title: 'Nodes for problem sets to come',
  problems: [
    mul,
    mulColumn,
    add,
    addRow,
    crossEntropy,
    conv2d,
    conv2dStrided,
    maxPool2d,
    layerNorm,
    batchNorm,
  ],
  withheld: ['OpNode', 'ops', 'Add', 'Mul', 'CrossEntropy', 'Conv2D', 'MaxPool2D', 'LayerNorm', 'BatchNorm'],
});
