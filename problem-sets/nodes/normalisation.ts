// Layer and batch normalisation.
import { type NDArray, np, ops } from '../../lib/index.js';
import { type NodeProblem, referenceFromOp } from '../../lib/gradcheck/index.js';
import { common, given, node, parameter } from './declare.js';

const layerNormFormula =
  'x.grad[b,i] += (y.grad[b,i] - mean over j of y.grad[b,j] - y[b,i] · mean over j of y.grad[b,j] y[b,j]) / s[b]';

const deviation = (x: NDArray, axis: number) => np.sqrt(np.var(x, axis, { keepdims: true }).add(1e-5));
const meanOf = (x: NDArray, axis: number) => x.mean(axis, { keepdims: true });

type Arrays = Record<string, NDArray>;
type Parts = Record<'g' | 'y' | 's', NDArray>;

/** g = y.grad gain, the normalised numbers y, the deviation s, over the last axis (layer) or the first (batch). */
function normalisationParts(axis: number, { x, gain }: Arrays, upstream: NDArray): Parts {
  const g = gain ? upstream.mul(gain) : upstream;
  return { g, y: ops.standardise(x, { axis }), s: deviation(x, axis) };
}

function normalisationTerms(axis: number): NonNullable<NodeProblem['terms']> {
  const parts = (values: Arrays, upstream: NDArray) => normalisationParts(axis, values, upstream);
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

/** x.grad = (g - mean of g - outer · mean of g y) / s: right with y as `outer`, and wrong with any part exchanged. */
function inputGradient({ g, y, s, outer = y }: Parts & { outer?: NDArray }, axis: number): Arrays {
  return {
    x: g
      .sub(meanOf(g, axis))
      .sub(outer.mul(meanOf(g.mul(y), axis)))
      .div(s),
  };
}

/** What else goes wrong in normalisation. */
function normalisationMistakes(axis: number): NonNullable<NodeProblem['mistakes']> {
  const other = axis === 0 ? -1 : 0;
  const whichAxis =
    axis === 0 ? 'Batch norm: over the examples, axis 0.' : 'Layer norm: within the example, the last axis.';
  const withParts =
    (change: (parts: Parts, values: Arrays) => Partial<Parts & { outer: NDArray }>, over = axis) =>
    (values: Arrays, upstream: NDArray): Arrays => {
      const parts = normalisationParts(axis, values, upstream);
      return inputGradient({ ...parts, ...change(parts, values) }, over);
    };
  return [
    {
      code: 'nonlinear-in-upstream',
      summary:
        'x.grad has this.grad where this.value should stand: it multiplies the mean of y.grad y by y.grad.',
      hint: 'The last term is y[b,i] times the mean over j of y.grad[b,j] y[b,j]: the value stands outside the mean.',
      backward: withParts(({ g }) => ({ outer: g })),
    },
    {
      code: 'missing-factor',
      summary: 'x.grad is not divided by the deviation s.',
      hint: 'y = (x - m) / s: the derivative has 1/s in every term.',
      backward: withParts(({ s }) => ({ s: np.onesLike(s) })),
    },
    {
      code: 'wrong-factor',
      summary: 'x.grad is divided by the variance where the deviation is meant.',
      hint: 'y = (x - m) / s with s the square root of the variance.',
      backward: withParts(({ s }) => ({ s: s.square() })),
    },
    {
      code: 'wrong-factor',
      summary: 'x.grad is multiplied by the deviation s where it should be divided by it.',
      hint: 'y = (x - m) / s: the derivative has 1/s in every term.',
      backward: withParts(({ s }) => ({ s: np.div(1, s) })),
    },
    {
      code: 'input-for-value',
      summary: 'x.grad has x where the normalised value should stand.',
      hint: 'The last term is in the normalised numbers: (x - m) / s.',
      backward: withParts((_, { x }) => ({ y: x })),
    },
    {
      code: 'wrong-axis',
      summary: 'x.grad is divided by the deviation over the wrong axis.',
      hint: whichAxis,
      backward: withParts((_, { x }) => ({ s: deviation(x, other) })),
    },
    {
      code: 'wrong-axis',
      summary: 'x.grad takes its means over the wrong axis.',
      hint: whichAxis,
      backward: withParts(() => ({}), other),
    },
  ];
}

/** What goes wrong with gain and shift. */
const gainMistakes: NonNullable<NodeProblem['mistakes']> = [
  {
    code: 'value-for-input',
    summary: 'x.grad has this.value, with gain and shift, where the normalised numbers z should stand.',
    hint: 'Keep z = (x - m) / s apart from y = z gain + shift.',
    backward: (values, upstream) => {
      const parts = normalisationParts(0, values, upstream);
      return inputGradient({ ...parts, y: parts.y.mul(values.gain).add(values.shift) }, 0);
    },
  },
  {
    code: 'missing-factor',
    summary: 'gain.grad lacks the division by the deviation s.',
    hint: 'The gain multiplies the normalised numbers z = (x - m) / s, so these are its derivative.',
    backward: ({ x }, upstream) => ({ gain: upstream.mul(x.sub(meanOf(x, 0))).sum(0) }),
  },
];

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
  mistakes: [...normalisationMistakes(0), ...gainMistakes],
};
