// Values and choices: wrong ones, and right ones in another form.
import type { DiagnosisCode, Mutant, Rewrite } from '../../../lib/gradcheck/index.js';

const right = {
  means: 'data.mean(0)',
  centred: 'data.sub(data.mean(0))',
  variance: 'data.sub(data.mean(0)).square().mean()',
  isSymmetric: 'false',
};

/** The cell with some of its values replaced. */
const spread = (values: Partial<typeof right>): string =>
  Object.entries({ ...right, ...values })
    .map(([name, value]) => `const ${name} = ${value};`)
    .join('\n');

const value = (id: string, code: DiagnosisCode, values: Partial<typeof right>): Mutant => ({
  id,
  problem: 'spread',
  code,
  source: spread(values),
});
const choice = (problem: string, id: string, code: DiagnosisCode, source: string): Mutant => ({
  id,
  problem,
  code,
  source,
});

export const mutants: readonly Mutant[] = [
  value('rows', 'wrong-axis', { means: 'data.mean(1)' }),
  value('not-averaged', 'factor-constant', { means: 'data.sum(0)' }),
  value('kept-axis', 'wrong-shape', { means: 'data.mean(0, { keepdims: true })' }),
  value('negative', 'sign', { centred: 'data.mean(0).sub(data)' }),
  value('transposed', 'transposed', { centred: 'data.sub(data.mean(0)).T' }),
  value('one-row', 'wrong-axis', { centred: 'data.sub(data.mean(0)).slice([0, 1])' }),
  value('shifted', 'extra-term', { centred: 'data.sub(data.mean(0)).add(1)' }),
  value('one-entry', 'wrong-for-some', { centred: '((c) => (c.set(0, 0, 9), c))(data.sub(data.mean(0)))' }),
  value('zeros', 'zero', { centred: 'np.zerosLike(data)' }),
  value('per-cent', 'factor-constant', { variance: 'data.sub(data.mean(0)).square().mean().item() * 100' }),
  value('sum-of-squares', 'missing-factor', { variance: 'data.sub(data.mean(0)).square().sum()' }),
  value('another-number', 'wrong-value', { variance: '1.234' }),
  value('nan', 'not-finite', { variance: 'NaN' }),
  value('text', 'wrong-type', { variance: "'0.67'" }),
  value('an-array', 'wrong-type', { isSymmetric: '0' }),
  value('yes', 'wrong-value', { isSymmetric: 'true' }),
  value('a-list-of-lists', 'wrong-shape', { means: '[[2, 2, 5]]' }),
  choice('spread', 'unwritten', 'missing', '// nothing'),
  choice('order', 'wrong', 'wrong-choice', "const backwardOrder = 'any';"),
  choice('order', 'stranger', 'no-such-option', "const backwardOrder = 'Reversed';"),
  choice('order', 'list', 'wrong-type', "const backwardOrder = ['reversed'];"),
  choice('order', 'empty', 'missing', "const backwardOrder = '';"),
  choice('order', 'number', 'missing', 'const backwardOrder = 2;'),
  choice(
    'linear',
    'all',
    'wrong-choice',
    "const linearNodes = ['sum', 'relu', 'mean', 'softmax', 'transpose'];",
  ),
  choice('linear', 'some', 'wrong-choice', "const linearNodes = ['sum'];"),
  choice('linear', 'none', 'missing', 'const linearNodes: string[] = [];'),
  choice('linear', 'one-text', 'wrong-type', "const linearNodes = 'sum';"),
  choice('count', 'no-bias', 'wrong-choice', 'const parameterCount = 7840;'),
  choice('count', 'text', 'missing', "const parameterCount = '7850';"),
  choice('count', 'infinite', 'missing', 'const parameterCount = Infinity;'),
];

export const rewrites: readonly Rewrite[] = [
  {
    id: 'plain-lists',
    problem: 'spread',
    source: spread({ means: '[2, 2, 5]', centred: '[[-1, 0, 1], [1, 0, -1]]', variance: '2 / 3' }),
  },
  { id: 'typed', problem: 'spread', source: spread({ means: 'Float64Array.of(2, 2, 5)' }) },
  {
    id: 'other-order',
    problem: 'linear',
    source: "const linearNodes = ['transpose', 'mean', 'sum', 'sum'];",
  },
  { id: 'computed', problem: 'count', source: 'const parameterCount = (784 + 1) * 10;' },
];
