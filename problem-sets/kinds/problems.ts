// One problem of every kind that problem set 1 does not have: what to copy from, and what the tests of these kinds grade.
import { np, ops } from '../../lib/index.js';
import {
  defineProblemSet,
  type ChoiceProblem,
  type EngineProblem,
  type OptimiserProblem,
  type PlotProblem,
  type ValuesProblem,
} from '../../lib/gradcheck/index.js';

/** Given in the notebook as well. */
const data = np.array([
  [1, 2, 6],
  [3, 2, 4],
]);

/** Values: named results of a computation whose data are given. */
const spread: ValuesProblem = {
  kind: 'values',
  id: 'spread',
  title: 'Mean and spread',
  points: 4,
  reference: () => ({
    means: data.mean(0),
    centred: data.sub(data.mean(0)),
    variance: data.sub(data.mean(0)).square().mean().item(),
    isSymmetric: false,
  }),
  shares: { means: 1, centred: 1, variance: 1, isSymmetric: 1 },
  mistakes: {
    means: [
      {
        code: 'wrong-axis',
        value: data.mean(1),
        summary: 'means has the mean of every row.',
        hint: 'Axis 0 counts the examples: mean(0) is taken over them.',
      },
    ],
    variance: [
      {
        code: 'missing-factor',
        value: data.sub(data.mean(0)).square().sum().item(),
        summary: 'variance is a sum of squares.',
        hint: 'The variance is the mean of the squares.',
      },
    ],
  },
};

/** Choices. The right answers stand in the instructor's notebook, which students do not have. */
const order: ChoiceProblem = {
  kind: 'choice',
  id: 'order',
  title: 'In which order?',
  points: 2,
  name: 'backwardOrder',
  asks: { kind: 'one', options: ['as built', 'reversed', 'any'] },
};

const linear: ChoiceProblem = {
  kind: 'choice',
  id: 'linear',
  title: 'Which are linear?',
  points: 4,
  name: 'linearNodes',
  asks: { kind: 'several', options: ['sum', 'relu', 'mean', 'softmax', 'transpose'] },
};

const count: ChoiceProblem = {
  kind: 'choice',
  id: 'count',
  title: 'How many parameters?',
  points: 2,
  name: 'parameterCount',
  asks: { kind: 'number', tolerance: 0 },
};

/** An engine of the student's own: variables that record what is done to them. */
const engine: EngineProblem = {
  kind: 'engine',
  id: 'engine',
  title: 'Variables that know their gradients',
  points: 20,
  variable: { call: 'new', name: 'Variable' },
  operations: {
    add: { call: { call: 'method', name: 'add' }, op: ops.add },
    mul: { call: { call: 'method', name: 'mul' }, op: ops.mul },
    tanh: { call: { call: 'method', name: 'tanh' }, op: ops.tanh },
    log: { call: { call: 'method', name: 'log' }, op: ops.log, domain: 'positive' },
  },
  backward: { call: 'method', name: 'backward' },
};

/** The nodes are given, with arrays in them; what goes through them in the right order is not. */
const sweep: EngineProblem = {
  kind: 'engine',
  id: 'sweep',
  title: 'Forward and backward through a graph',
  points: 10,
  variable: { call: 'new', name: 'Leaf' },
  operations: {
    plus: { call: { call: 'new', name: 'Plus' }, op: ops.add },
    times: { call: { call: 'new', name: 'Times' }, op: ops.mul },
    square: { call: { call: 'new', name: 'Square' }, op: ops.square },
    total: { call: { call: 'new', name: 'Total' }, op: ops.sum, reduces: true },
  },
  forward: 'forwardAll',
  backward: { call: 'function', name: 'backwardAll' },
  entries: 'arrays',
  shares: { forward: 2, backward: 2, accumulation: 6 },
  // The library's own would be the answer.
  withheld: [
    'Forward',
    'Backward',
    'backwardSteps',
    'CompNode',
    'Graph',
    'currentGraph',
    'defaultGraph',
    'OpNode',
    'ops',
  ],
};

/** An optimiser: v = beta v + grad, value = value - eta v. */
const momentum: OptimiserProblem = {
  kind: 'optimiser',
  id: 'momentum',
  title: 'Momentum',
  points: 10,
  call: { call: 'new', name: 'Momentum' },
  settings: { eta: [0.01, 0.4], beta: [0.5, 0.9] },
  update: ({ value, grad, settings, state }) => {
    state.velocity = state.velocity ? state.velocity.mul(settings.beta).add(grad) : grad;
    return value.sub(state.velocity.mul(settings.eta));
  },
};

/** The loss w² along 20 steps of gradient descent from w = 1. */
const descent = (eta: number): number[] =>
  Array.from({ length: 21 }, (_, step) => (1 - 2 * eta) ** (2 * step));

/** A plot: its data in any order of curves, and the words on its axes. */
const curves: PlotProblem = {
  kind: 'plot',
  id: 'curves',
  title: 'Two learning rates',
  points: 5,
  name: 'figure',
  reference: () => [0.1, 0.4].map((eta) => ({ name: `eta ${eta}`, y: descent(eta) })),
  titles: { x: ['step'], y: ['loss'] },
};

export const problemSet = defineProblemSet({
  id: 'kinds',
  title: 'Kinds of problems',
  problems: [spread, order, linear, count, engine, sweep, momentum, curves],
  withheld: ['OpNode', 'ops'],
});
