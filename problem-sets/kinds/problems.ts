// One problem of every kind that problem set 1 does not have: what to copy from, and what the tests of these kinds grade.
import { np } from '../../lib/index.js';
import { defineProblemSet, type ChoiceProblem, type ValuesProblem } from '../../lib/gradcheck/index.js';

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

export const problemSet = defineProblemSet({
  id: 'kinds',
  title: 'Kinds of problems',
  problems: [spread, order, linear, count],
  withheld: ['OpNode', 'ops'],
});
