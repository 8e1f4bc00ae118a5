// Nodes beyond those of problem set 1, ready to be put into a problem set: sums and products that broadcast, cross entropy,
// convolution, pooling, normalisation.
import { np, ops } from '../../lib/index.js';
import {
  defineProblemSet,
  type NodeProblem,
  referenceFromOp,
  type SourceSpecification,
} from '../../lib/gradcheck/index.js';

const node = (name: string, shape: string[]): SourceSpecification => ({
  name,
  kind: 'node',
  shape,
  domain: { kind: 'normal' },
});
const parameter = (name: string, shape: string[]): SourceSpecification => ({
  ...node(name, shape),
  kind: 'parameter',
});
const given = (...names: string[]): NodeProblem['arguments'] =>
  names.map((name) => ({ kind: 'source', name }));
const constant = (value: number): NodeProblem['arguments'][number] => ({ kind: 'constant', value });

/** What the problems of this file have in common. */
const common = { kind: 'node', points: 10 } as const;

/** `class Mul { constructor(u, v) }`: z = u v, both of shape (B, n). */
export const mul: NodeProblem = {
  ...common,
  id: 'mul',
  title: 'Mul.backward',
  className: 'Mul',
  sources: [node('u', ['B', 'n']), node('v', ['B', 'n'])],
  arguments: given('u', 'v'),
  reference: referenceFromOp(ops.mul, ['u', 'v']),
  formula: 'u.grad[b,i] += z.grad[b,i] v[b,i],  v.grad[b,i] += z.grad[b,i] u[b,i]',
};

/** As `mul`, for a column v (B, 1): one factor for each example. */
export const mulColumn: NodeProblem = {
  ...mul,
  id: 'mul-column',
  title: 'Mul.backward, with broadcasting',
  sources: [node('u', ['B', 'n']), node('v', ['B', 'one'])],
  dimensions: { one: [1] },
  formula: 'u.grad[b,i] += z.grad[b,i] v[b],  v.grad[b] += the sum over i of z.grad[b,i] u[b,i]',
};

/** `class Add { constructor(u, v) }`: z = u + v, both of shape (B, n). */
export const add: NodeProblem = {
  ...common,
  id: 'add',
  title: 'Add.backward',
  className: 'Add',
  sources: [node('u', ['B', 'n']), node('v', ['B', 'n'])],
  arguments: given('u', 'v'),
  reference: referenceFromOp(ops.add, ['u', 'v']),
  formula: 'u.grad[b,i] += z.grad[b,i],  v.grad[b,i] += z.grad[b,i]',
};

/** As `add`, for a row v (n,) that is added to every example. */
export const addRow: NodeProblem = {
  ...add,
  id: 'add-row',
  title: 'Add.backward, with broadcasting',
  sources: [node('u', ['B', 'n']), node('v', ['n'])],
  formula: 'u.grad[b,i] += z.grad[b,i],  v.grad[i] += the sum over b of z.grad[b,i]',
};

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

/** Kernels upside down and left to right. */
const turned = (w: ReturnType<typeof np.zeros>) => w.step(1, 1, -1, -1);

const image = { ...node('x', ['B', 'C', 'H', 'W']) };

/** `class Conv2D { constructor(w, b, x, stride, padding) }` with stride 1 and no padding. */
export const conv2d: NodeProblem = {
  ...common,
  id: 'conv2d',
  title: 'Conv2D.backward',
  points: 20,
  className: 'Conv2D',
  sources: [
    image,
    { ...parameter('w', ['K', 'C', 'kh', 'kw']), domain: { kind: 'normal', scale: 0.5 } },
    parameter('b', ['K']),
  ],
  dimensions: { C: [2, 3, 4, 1], H: [7, 5, 6, 3], W: [5, 6, 4, 3], K: [4, 2, 5, 1], kh: [3, 2], kw: [2, 3] },
  arguments: [...given('w', 'b', 'x'), constant(1), constant(0)],
  reference: referenceFromOp(ops.conv2d, ['x', 'w', 'b'], { stride: 1, padding: 0 }),
  formula:
    'x.grad[b,c,m+i,n+j] += W[k,c,i,j] y.grad[b,k,m,n],  W.grad[k,c,i,j] += x[b,c,m+i,n+j] y.grad[b,k,m,n],  B.grad[k] += y.grad[b,k,m,n]',
  mistakes: [
    {
      code: 'transposed',
      summary: 'w.grad is turned round: W.grad[k,c,i,j] is at [k,c,kh-1-i,kw-1-j].',
      hint: 'Forward does not turn the kernel round, so backward does not either: x[m+i] meets W[i].',
      backward: (values, g, value) => ({ w: turned(conv2d.reference.backward(values, g, value).w) }),
    },
    {
      code: 'transposed',
      summary: 'x.grad uses the kernel turned round.',
      hint: 'x.grad[m+i] += W[i] y.grad[m]: written as a convolution of y.grad the kernel is turned round, written as a loop it is not.',
      backward: (values, g, value) => ({
        x: conv2d.reference.backward({ ...values, w: turned(values.w) }, g, value).x,
      }),
    },
  ],
};

/** As `conv2d`, with stride 2 and padding 1. */
export const conv2dStrided: NodeProblem = {
  ...conv2d,
  id: 'conv2d-strided',
  title: 'Conv2D.backward, with stride and padding',
  arguments: [...given('w', 'b', 'x'), constant(2), constant(1)],
  reference: referenceFromOp(ops.conv2d, ['x', 'w', 'b'], { stride: 2, padding: 1 }),
  formula:
    'x.grad[b,c,2m+i-1,2n+j-1] += W[k,c,i,j] y.grad[b,k,m,n],  W.grad[k,c,i,j] += x[b,c,2m+i-1,2n+j-1] y.grad[b,k,m,n],  B.grad[k] += y.grad[b,k,m,n]',
  mistakes: [],
};

/** `class MaxPool2D { constructor(x, size) }` with windows of 2 x 2 that do not overlap. */
export const maxPool2d: NodeProblem = {
  ...common,
  id: 'maxpool2d',
  title: 'MaxPool2D.backward',
  className: 'MaxPool2D',
  sources: [{ ...image, domain: { kind: 'distinct' } }],
  dimensions: { C: [2, 3, 5, 1], H: [4, 6, 7, 2], W: [6, 4, 5, 2] },
  arguments: [...given('x'), constant(2)],
  reference: referenceFromOp(ops.maxPool2d, ['x'], { kernel: 2 }),
  formula: 'x.grad[b,c,h,w] += y.grad[b,c,m,n] where x[b,c,h,w] is the largest of its window [m,n]',
  mistakes: [
    {
      code: 'wrong-mask',
      summary: 'x.grad is shared among all entries of a window, as for a mean.',
      hint: 'Only the largest entry of a window is in its value: it gets all of the gradient, the others none.',
      backward: ({ x }, g) => ({ x: spreadOverWindows(g, x.shape) }),
    },
    {
      code: 'wrong-mask',
      summary: 'x.grad goes to the smallest entry of each window.',
      hint: 'The largest entry gets the gradient.',
      backward: ({ x }, g) => ({ x: ops.placeLargest(g, x.neg(), { kernel: 2 }) }),
    },
    {
      code: 'wrong-mask',
      summary: 'x.grad goes to the same place of every window.',
      hint: 'Which entry is the largest differs from window to window: compare with the value.',
      backward: ({ x }, g) => ({ x: ops.placeLargest(g, np.zeros(x.shape), { kernel: 2 }) }),
    },
  ],
};

/** The gradient of each window in all of its entries. */
function spreadOverWindows(g: ReturnType<typeof np.zeros>, shape: number[]): ReturnType<typeof np.zeros> {
  const [B, C, M, N] = g.shape;
  const columns = np.broadcastTo(g.reshape(B, C, 1, M * N), [B, C, 4, M * N]).reshape(B, 4 * C, M * N);
  return ops.col2im(columns, { kernel: 2, stride: 2, shape });
}

const layerNormFormula =
  'x.grad[b,i] += (y.grad[b,i] - mean over j of y.grad[b,j] - y[b,i] · mean over j of y.grad[b,j] y[b,j]) / s[b]';

const deviation = (x: ReturnType<typeof np.zeros>, axis: number) =>
  np.sqrt(np.var(x, axis, { keepdims: true }).add(1e-5));
const meanOf = (x: ReturnType<typeof np.zeros>, axis: number) => x.mean(axis, { keepdims: true });

type Arrays = Record<string, ReturnType<typeof np.zeros>>;

/** g = y.grad gain, the normalised numbers z, the deviation s, over the last axis (layer) or the first (batch). */
function normalisationParts(axis: number, { x, gain }: Arrays, upstream: Arrays[string]) {
  const g = gain ? upstream.mul(gain) : upstream;
  return { g, y: ops.standardise(x, { axis }), s: deviation(x, axis) };
}

function normalisationTerms(axis: number): NonNullable<NodeProblem['terms']> {
  const parts = (values: Arrays, upstream: Arrays[string]) => normalisationParts(axis, values, upstream);
  return {
    x: [
      {
        text: 'the term of the upstream gradient itself',
        term: (values, upstream) => {
          const { g, s } = parts(values, upstream);
          return g.div(s);
        },
      },
      {
        text: 'the mean of the upstream gradient, from the mean of x',
        term: (values, upstream) => {
          const { g, s } = parts(values, upstream);
          return np.broadcastTo(meanOf(g, axis), g.shape).div(s).neg();
        },
      },
      {
        text: 'the mean of upstream gradient times normalised x, from the deviation of x',
        term: (values, upstream) => {
          const { g, y, s } = parts(values, upstream);
          return y
            .mul(meanOf(g.mul(y), axis))
            .div(s)
            .neg();
        },
      },
    ],
  };
}

/** What else goes wrong in normalisation. */
function normalisationMistakes(axis: number): NonNullable<NodeProblem['mistakes']> {
  const parts = (values: Arrays, upstream: Arrays[string]) => normalisationParts(axis, values, upstream);
  return [
    {
      code: 'nonlinear-in-upstream',
      summary:
        'x.grad has this.grad where this.value should stand: it multiplies the mean of y.grad y by y.grad.',
      hint: 'The last term is y[b,i] times the mean over j of y.grad[b,j] y[b,j]: the value stands outside the mean.',
      // (g - mean g - g mean(g y)) / s
      backward: (values, upstream) => {
        const { g, y, s } = parts(values, upstream);
        return {
          x: g
            .sub(meanOf(g, axis))
            .sub(g.mul(meanOf(g.mul(y), axis)))
            .div(s),
        };
      },
    },
    {
      code: 'missing-factor',
      summary: 'x.grad is not divided by the deviation s.',
      hint: 'y = (x - m) / s: the derivative has 1/s in every term.',
      backward: (values, upstream) => {
        const { g, y } = parts(values, upstream);
        return { x: g.sub(meanOf(g, axis)).sub(y.mul(meanOf(g.mul(y), axis))) };
      },
    },
    {
      code: 'wrong-factor',
      summary: 'x.grad is divided by the variance where the deviation is meant.',
      hint: 'y = (x - m) / s with s the square root of the variance.',
      backward: (values, upstream) => {
        const { g, y, s } = parts(values, upstream);
        return {
          x: g
            .sub(meanOf(g, axis))
            .sub(y.mul(meanOf(g.mul(y), axis)))
            .div(s.square()),
        };
      },
    },
    {
      code: 'wrong-factor',
      summary: 'x.grad is multiplied by the deviation s where it should be divided by it.',
      hint: 'y = (x - m) / s: the derivative has 1/s in every term.',
      backward: (values, upstream) => {
        const { g, y, s } = parts(values, upstream);
        return {
          x: g
            .sub(meanOf(g, axis))
            .sub(y.mul(meanOf(g.mul(y), axis)))
            .mul(s),
        };
      },
    },
    {
      code: 'input-for-value',
      summary: 'x.grad has x where the normalised value should stand.',
      hint: 'The last term is in the normalised numbers: (x - m) / s.',
      backward: (values, upstream) => {
        const { g, s } = parts(values, upstream);
        const { x } = values;
        return {
          x: g
            .sub(meanOf(g, axis))
            .sub(x.mul(meanOf(g.mul(x), axis)))
            .div(s),
        };
      },
    },
    {
      code: 'wrong-axis',
      summary: 'x.grad takes its means over the wrong axis.',
      hint:
        axis === 0
          ? 'Batch norm: over the examples, axis 0.'
          : 'Layer norm: within the example, the last axis.',
      backward: (values, upstream) => {
        const { g, y, s } = parts(values, upstream);
        const other = axis === 0 ? -1 : 0;
        return {
          x: g
            .sub(meanOf(g, other))
            .sub(y.mul(meanOf(g.mul(y), other)))
            .div(s),
        };
      },
    },
  ];
}

/** `class LayerNorm { constructor(x) }`, without gain and shift, with epsilon 1e-5. */
export const layerNorm: NodeProblem = {
  ...common,
  id: 'layernorm',
  title: 'LayerNorm.backward',
  points: 20,
  className: 'LayerNorm',
  sources: [node('x', ['B', 'n'])],
  arguments: given('x'),
  reference: referenceFromOp(ops.standardise, ['x'], { axis: -1 }),
  formula: layerNormFormula,
  terms: normalisationTerms(-1),
  mistakes: normalisationMistakes(-1),
};

/** `class BatchNorm { constructor(gain, shift, x) }`, by the statistics of the batch, with epsilon 1e-5. */
export const batchNorm: NodeProblem = {
  ...common,
  id: 'batchnorm',
  title: 'BatchNorm.backward',
  points: 20,
  className: 'BatchNorm',
  sources: [node('x', ['B', 'n']), parameter('gain', ['n']), parameter('shift', ['n'])],
  arguments: given('gain', 'shift', 'x'),
  reference: referenceFromOp(ops.batchNorm, ['x', 'gain', 'shift'], {}),
  formula:
    'x.grad[b,i] += (g[b,i] - mean over b of g[b,i] - z[b,i] · mean over b of g[b,i] z[b,i]) / s[i] with g = y.grad gain and z = (x - m) / s,  gain.grad[i] += y.grad[b,i] z[b,i],  shift.grad[i] += y.grad[b,i]',
  terms: normalisationTerms(0),
  mistakes: normalisationMistakes(0),
};

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
