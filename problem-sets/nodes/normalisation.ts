// Layer and batch normalisation.
import { type NDArray, np, ops } from '../../lib/index.js';
import { type NodeProblem, referenceFromOp } from '../../lib/gradcheck/index.js';
import { common, given, node, parameter } from './declare.js';

const layerNormFormula =
  'x.grad[b,i] += (y.grad[b,i] - mean over j of y.grad[b,j] - y[b,i] · mean over j of y.grad[b,j] y[b,j]) / s[b]';

const deviation = (x: NDArray, axis: number) => np.sqrt(np.var(x, axis, { keepdims: true }).add(1e-5));
const meanOf = (x: NDArray, axis: number) => x.mean(axis, { keepdims: true });

type Arrays = Record<string, NDArray>;

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
      summary: 'x.grad is divided by the deviation over the wrong axis.',
      hint:
        axis === 0
          ? 'Batch norm: over the examples, axis 0.'
          : 'Layer norm: within the example, the last axis.',
      backward: (values, upstream) => {
        const { g, y } = parts(values, upstream);
        return {
          x: g
            .sub(meanOf(g, axis))
            .sub(y.mul(meanOf(g.mul(y), axis)))
            .div(deviation(values.x, axis === 0 ? -1 : 0)),
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

/** What goes wrong with gain and shift. */
const gainMistakes: NonNullable<NodeProblem['mistakes']> = [
  {
    code: 'value-for-input',
    summary: 'x.grad has this.value, with gain and shift, where the normalised numbers z should stand.',
    hint: 'Keep z = (x - m) / s apart from y = z gain + shift.',
    backward: (values, upstream) => {
      const { g, y: z, s } = normalisationParts(0, values, upstream);
      const y = z.mul(values.gain).add(values.shift);
      return {
        x: g
          .sub(meanOf(g, 0))
          .sub(y.mul(meanOf(g.mul(y), 0)))
          .div(s),
      };
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
