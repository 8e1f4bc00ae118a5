// Problem set 1: the backward methods of a multi-layer perceptron, one node at a time, and then its training.
import { digits, np, ops } from '../../lib/index.js';
import {
  defineProblemSet,
  type NetworkProblem,
  type NodeProblem,
  type Random,
  referenceFromOp,
  type SourceSpecification,
} from '../../lib/gradcheck/index.js';

const { affine, logLoss, relu, sigmoid, softmax, tanh } = ops;

const x: SourceSpecification = { name: 'x', kind: 'node', shape: ['B', 'n'], domain: { kind: 'normal' } };

const sigmoidProblem: NodeProblem = {
  kind: 'node',
  id: 'sigmoid',
  title: 'Sigmoid.backward',
  points: 10,
  className: 'Sigmoid',
  sources: [{ ...x, domain: { kind: 'normal', scale: 2 } }],
  arguments: [{ kind: 'source', name: 'x' }],
  reference: referenceFromOp(sigmoid, ['x']),
  formula: 'x.grad[b,i] += y.grad[b,i] y[b,i] (1 - y[b,i])',
};

const reluProblem: NodeProblem = {
  kind: 'node',
  id: 'relu',
  title: 'Relu.backward',
  points: 10,
  className: 'Relu',
  sources: [{ ...x, kinks: [0] }],
  arguments: [{ kind: 'source', name: 'x' }],
  reference: referenceFromOp(relu, ['x']),
  formula: 'x.grad[b,i] += y.grad[b,i] where x[b,i] > 0',
};

const tanhProblem: NodeProblem = {
  kind: 'node',
  id: 'tanh',
  title: 'Tanh.backward',
  points: 10,
  className: 'Tanh',
  sources: [x],
  arguments: [{ kind: 'source', name: 'x' }],
  reference: referenceFromOp(tanh, ['x']),
  formula: 'x.grad[b,i] += y.grad[b,i] (1 - y[b,i]²)',
};

const affineProblem: NodeProblem = {
  kind: 'node',
  id: 'affine',
  title: 'Affine.backward',
  points: 20,
  className: 'Affine',
  sources: [
    { name: 'x', kind: 'node', shape: ['B', 'I'], domain: { kind: 'normal' } },
    {
      name: 'w',
      label: 'Phi.w',
      kind: 'parameter',
      shape: ['I', 'J'],
      domain: { kind: 'normal', scale: 0.5 },
    },
    { name: 'b', label: 'Phi.b', kind: 'parameter', shape: ['J'], domain: { kind: 'normal' } },
  ],
  arguments: [
    { kind: 'affineParams', w: 'w', b: 'b' },
    { kind: 'source', name: 'x' },
  ],
  reference: referenceFromOp(affine, ['x', 'w', 'b'], { bias: -1 }),
  formula: 'x.grad[b,i] += y.grad[b,j] W[i,j],  W.grad[i,j] += x[b,i] y.grad[b,j],  B.grad[j] -= y.grad[b,j]',
  hints: {
    'sign:b': 'y = xW - b: the bias is subtracted, so its gradient has a minus.',
    'missing-gradient:b': 'Phi.b.addgrad(...) is missing: the bias learns, too.',
    'missing-gradient:w': 'Phi.w.addgrad(...) is missing: without it nothing is learned.',
    'missing-gradient:x': 'this.x.addgrad(...) is missing: without it the layers below learn nothing.',
  },
};

const softmaxProblem: NodeProblem = {
  kind: 'node',
  id: 'softmax',
  title: 'Softmax.backward',
  points: 20,
  className: 'Softmax',
  sources: [{ name: 's', kind: 'node', shape: ['B', 'K'], domain: { kind: 'normal' } }],
  arguments: [{ kind: 'source', name: 's' }],
  reference: referenceFromOp(softmax, ['s']),
  formula: 's.grad[b,k] += p[b,k] (p.grad[b,k] - sum over j of p.grad[b,j] p[b,j])',
  mistakes: [
    {
      code: 'missing-row-coupling',
      hint: 'The sum over j must be multiplied by p[b,k] as well: p (g - sum(g p)), with the brackets.',
      // s.grad = p g - sum_j g p
      backward: (_, g, p) => ({ s: g.mul(p).sub(g.mul(p).sum(-1, { keepdims: true })) }),
    },
    {
      code: 'missing-factor',
      summary: 's.grad lacks the factor p[b,j] inside the sum over j.',
      hint: 'The sum is over p.grad[b,j] p[b,j], not over p.grad[b,j] alone.',
      // s.grad = p (g - sum_j g)
      backward: (_, g, p) => ({ s: p.mul(g.sub(g.sum(-1, { keepdims: true }))) }),
    },
    {
      code: 'missing-term',
      summary: 's.grad lacks the term p[b,k] p.grad[b,k].',
      hint: 'Class k has a share in its own probability as well: p (g - sum(g p)), with the g before the sum.',
      // s.grad = - p sum_j g p
      backward: (_, g, p) => ({ s: p.mul(g.mul(p).sum(-1, { keepdims: true })).neg() }),
    },
    {
      code: 'factor-size',
      summary: 's.grad has a mean over the row where a sum is meant.',
      hint: 'The row is summed, not averaged: mean(-1) divides by the number of classes.',
      // s.grad = p (g - mean_j g p)
      backward: (_, g, p) => ({ s: p.mul(g.sub(g.mul(p).mean(-1, { keepdims: true }))) }),
    },
    {
      code: 'sign',
      summary: 's.grad has the wrong sign before the sum over the row.',
      hint: 'The sum over the row is subtracted.',
      // s.grad = p (g + sum_j g p)
      backward: (_, g, p) => ({ s: p.mul(g.add(g.mul(p).sum(-1, { keepdims: true }))) }),
    },
  ],
};

const logLossProblem: NodeProblem = {
  kind: 'node',
  id: 'logloss',
  title: 'LogLoss.backward',
  points: 10,
  className: 'LogLoss',
  sources: [
    { name: 'Q', kind: 'node', shape: ['B', 'K'], domain: { kind: 'probabilities' } },
    { name: 'y', kind: 'input', shape: ['B'], domain: { kind: 'labels', classes: 'K' } },
  ],
  arguments: [
    { kind: 'source', name: 'Q' },
    { kind: 'source', name: 'y' },
  ],
  reference: referenceFromOp(logLoss, ['Q', 'y']),
  formula: 'Q.grad[b,k] -= loss.grad[b] / Q[b,k] where k = y[b]',
  extremes: [
    {
      what: 'probabilities next to 0 and 1',
      values: { Q: [[1e-12, 1 - 1e-12, 1e-30], [1, 1e-300, 1e-300], [1e-3, 0.5, 0.499]], y: [0, 0, 2] }, // prettier-ignore
    },
  ],
  mistakes: [
    {
      code: 'missing-local-derivative',
      hint: 'The derivative of -log Q is -1/Q: the upstream gradient is divided by Q.',
      backward: ({ Q, y }, g) => ({ Q: np.oneHot(y, Q.shape[1]).mul(g.expandDims(-1)) }),
    },
    {
      code: 'wrong-formula',
      summary: 'Q.grad is the gradient of softmax and log loss together.',
      hint: 'Q - y is the gradient by the scores of softmax and log loss together. Here only log loss is wanted: -1/Q at the label.',
      backward: ({ Q, y }, g) => ({ Q: Q.sub(np.oneHot(y, Q.shape[1])).mul(g.expandDims(-1)) }),
    },
    {
      code: 'wrong-mask',
      summary: 'Q.grad is not zero at the wrong classes.',
      hint: 'Only the probability of the right class is in the loss: the others get gradient 0.',
      backward: ({ Q }, g) => ({ Q: np.div(-1, Q).mul(g.expandDims(-1)) }),
    },
    {
      code: 'wrong-formula',
      summary: 'Q.grad is taken at the most probable class, not at the label.',
      hint: 'Which class is right stands in y. What the network thinks, argmax Q, is another question.',
      backward: ({ Q }, g) => ({ Q: np.oneHot(Q.argmax(-1), Q.shape[1]).div(Q).mul(g.expandDims(-1)).neg() }),
    },
    {
      code: 'extra-factor',
      summary: 'Q.grad is multiplied by log Q.',
      hint: 'The derivative of the logarithm is 1/Q, not log Q.',
      backward: ({ Q, y }, g) => ({ Q: np.oneHot(y, Q.shape[1]).mul(g.expandDims(-1)).mul(np.log(Q)) }),
    },
  ],
};

const matrix = (name: string, shape: string[]): SourceSpecification => ({
  name,
  kind: 'parameter',
  shape,
  domain: { kind: 'normal', scale: 0.5 },
});

/** All classes of the problem set in one network: where training fails, it shows which of them is to blame. */
const network: NetworkProblem = {
  kind: 'network',
  id: 'network',
  title: 'A network of all classes',
  points: 0,
  sources: [
    { ...x, shape: ['B', 'I'] },
    ...[matrix('w1', ['I', 'H']), matrix('b1', ['H']), matrix('w2', ['H', 'J']), matrix('b2', ['J'])],
    ...[matrix('w3', ['J', 'L']), matrix('b3', ['L']), matrix('w4', ['L', 'K']), matrix('b4', ['K'])],
    { name: 'y', kind: 'input', shape: ['B'], domain: { kind: 'labels', classes: 'K' } },
  ],
  nodes: [
    { name: 'layer 1', problem: affineProblem, slots: { x: 'x', w: 'w1', b: 'b1' } },
    { name: 'hidden 1', problem: tanhProblem, slots: { x: 'layer 1' } },
    { name: 'layer 2', problem: affineProblem, slots: { x: 'hidden 1', w: 'w2', b: 'b2' } },
    { name: 'hidden 2', problem: sigmoidProblem, slots: { x: 'layer 2' } },
    { name: 'layer 3', problem: affineProblem, slots: { x: 'hidden 2', w: 'w3', b: 'b3' } },
    { name: 'hidden 3', problem: reluProblem, slots: { x: 'layer 3' } },
    { name: 'scores', problem: affineProblem, slots: { x: 'hidden 3', w: 'w4', b: 'b4' } },
    { name: 'probabilities', problem: softmaxProblem, slots: { s: 'scores' } },
    { name: 'loss', problem: logLossProblem, slots: { Q: 'probabilities', y: 'y' } },
  ],
};

/** A seed from the check's own random numbers: too many to try. */
function drawSeed(random: Random): number {
  return random.integers(0, 2 ** 26) * 2 ** 27 + random.integers(0, 2 ** 27);
}

export const ps1 = defineProblemSet({
  id: 'ps1',
  title: 'Problem set 1: backward',
  problems: [
    sigmoidProblem,
    reluProblem,
    tanhProblem,
    affineProblem,
    softmaxProblem,
    logLossProblem,
    {
      kind: 'training',
      id: 'train',
      title: 'Train a multi-layer perceptron',
      points: 20,
      functionName: 'train',
      error: 0.08,
      noCredit: 0.3,
      seconds: 120,
      network,
      // The student's own nodes are what trains; where one is wrong, the ready-made ones keep this problem independent of it.
      withheld: [],
      draw: (random) => {
        const { train, test } = digits({ seed: drawSeed(random), train: 3000, dev: 0, test: 500 });
        const { images: testImages, labels: testLabels } = test.look();
        return { ...train, testImages, testLabels };
      },
    },
  ],
  withheld: [
    ...['Sigmoid', 'Relu', 'Tanh', 'Affine', 'Softmax', 'LogLoss', 'CrossEntropy', 'OpNode', 'ops'],
    ...['Add', 'Mul', 'Conv2D', 'ConvParams', 'MaxPool2D', 'LayerNorm', 'BatchNorm', 'NormParams'],
  ],
});
