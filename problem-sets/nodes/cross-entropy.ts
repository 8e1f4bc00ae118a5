// Softmax and log loss in one.
import { np, ops } from '../../lib/index.js';
import { type NodeProblem, referenceFromOp } from '../../lib/gradcheck/index.js';
import { common, given, node } from './declare.js';

/** `class CrossEntropy { constructor(s, y) }`: softmax and log loss in one, for scores s and labels y. */
export const crossEntropy: NodeProblem = {
  ...common,
  id: 'cross-entropy',
  title: 'CrossEntropy.backward',
  className: 'CrossEntropy',
  sources: [
    node('s', ['B', 'K']),
    { name: 'y', kind: 'input', shape: ['B'], domain: { kind: 'labels', classes: 'K' } },
  ],
  arguments: given('s', 'y'),
  reference: referenceFromOp(ops.crossEntropy, ['s', 'y']),
  formula: 's.grad[b,k] += loss.grad[b] (p[b,k] - [k = y[b]]) with p = softmax(s)',
  terms: {
    s: [
      { text: 'the probabilities p', term: ({ s }, g) => ops.softmax(s).mul(g.expandDims(-1)) },
      {
        text: 'the 1 at the label, [k = y[b]]',
        term: ({ s, y }, g) => np.oneHot(y, s.shape[1]).mul(g.expandDims(-1)).neg(),
      },
    ],
  },
  mistakes: [
    {
      code: 'extra-factor',
      summary: 's.grad is multiplied by the probabilities p once more.',
      hint: 'p - [k = y] is the derivative of softmax and log loss together: nothing is left to multiply by.',
      backward: ({ s, y }, g) => {
        const p = ops.softmax(s);
        return { s: p.sub(np.oneHot(y, s.shape[1])).mul(p).mul(g.expandDims(-1)) };
      },
    },
    {
      code: 'input-for-value',
      summary: 's.grad has the scores s where the probabilities softmax(s) should be.',
      hint: 'p - [k = y] with p = softmax(s), not s - [k = y].',
      backward: ({ s, y }, g) => ({ s: s.sub(np.oneHot(y, s.shape[1])).mul(g.expandDims(-1)) }),
    },
    {
      code: 'wrong-axis',
      summary: 's.grad takes the softmax over the examples.',
      hint: 'The classes of one example compete: exp is divided by its sum over the last axis.',
      backward: ({ s, y }, g) => ({
        s: ops.softmax(s.T).T.sub(np.oneHot(y, s.shape[1])).mul(g.expandDims(-1)),
      }),
    },
    {
      code: 'missing-row-coupling',
      summary: 's.grad has exp(s) where the softmax should be: it is not divided by its sum.',
      hint: 'p[b,k] = exp(s[b,k]) / Z[b], with Z the sum over the classes.',
      backward: ({ s, y }, g) => ({ s: np.exp(s).sub(np.oneHot(y, s.shape[1])).mul(g.expandDims(-1)) }),
    },
    {
      code: 'value-for-gradient',
      summary:
        's.grad is the derivative of the probabilities, softmax’s own, where that of the loss is wanted.',
      hint: 'The loss is -log p[b,y[b]]: its derivative by the scores is p - [k = y].',
      backward: ({ s, y }, g) => {
        const p = ops.softmax(s);
        const atLabel = np.oneHot(y, s.shape[1]);
        const picked = p.mul(atLabel).sum(-1, { keepdims: true });
        return { s: picked.mul(atLabel.sub(p)).mul(g.expandDims(-1)) };
      },
    },
  ],
};
