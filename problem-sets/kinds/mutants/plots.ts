// Plots that show something else, and right ones made otherwise.
import type { DiagnosisCode, Mutant, Rewrite } from '../../../lib/gradcheck/index.js';

const losses = `const losses = (eta: number) => {
  const all: number[] = [];
  for (let w = 1; all.length < 21; w -= eta * 2 * w) all.push(w * w);
  return all;
};`;

const right = {
  first: "'eta 0.1': losses(0.1)",
  second: "'eta 0.4': losses(0.4)",
  more: '',
  options: "{ xlabel: 'step', ylabel: 'loss' }",
};

const figure = (parts: Partial<typeof right> | string): string => {
  if (typeof parts === 'string') return `${losses}\nconst figure = ${parts};`;
  const { first, second, more, options } = { ...right, ...parts };
  return figure(`plot({ ${[first, second, more].filter(Boolean).join(', ')} }, ${options})`);
};

const mutant = (id: string, code: DiagnosisCode, parts: Partial<typeof right> | string): Mutant => ({
  id,
  problem: 'curves',
  code,
  source: figure(parts),
});
const rewrite = (id: string, parts: Partial<typeof right> | string): Rewrite => ({
  id,
  problem: 'curves',
  source: figure(parts),
});

const traces = (first: string, second: string) =>
  `plot([${first}, ${second}], { xaxis: { title: { text: 'Step' } }, yaxis: { title: 'the loss' } })`;
const steps = 'Array.from({ length: 21 }, (_, i) => i)';

export const mutants: readonly Mutant[] = [
  mutant('one-curve', 'missing-curve', { second: '' }),
  mutant('three-curves', 'extra-curve', { more: "'eta 0.2': losses(0.2)" }),
  mutant('the-same-twice', 'wrong-value', { second: "'eta 0.4': losses(0.1)" }),
  mutant('negative', 'sign', { first: "'eta 0.1': losses(0.1).map((y) => -y)" }),
  mutant('half', 'factor-constant', { first: "'eta 0.1': losses(0.1).map((y) => y / 2)" }),
  mutant('backwards', 'wrong-formula', { first: "'eta 0.1': losses(0.1).reverse()" }),
  mutant('one-step-less', 'wrong-shape', { first: "'eta 0.1': losses(0.1).slice(0, 20)" }),
  mutant('one-step-wrong', 'wrong-for-some', { first: "'eta 0.1': [...losses(0.1).slice(0, 20), 1]" }),
  mutant('nan', 'not-finite', { first: "'eta 0.1': losses(0.1).map((y, i) => (i ? y : NaN))" }),
  mutant('names-exchanged', 'missing-label', {
    first: "'eta 0.4': losses(0.1)",
    second: "'eta 0.1': losses(0.4)",
  }),
  mutant('no-title', 'missing-label', { options: "{ xlabel: 'step' }" }),
  mutant('another-title', 'missing-label', { options: "{ xlabel: 'epoch', ylabel: 'loss' }" }),
  mutant(
    'exchanged',
    'exchanged-axes',
    traces(`{ name: 'eta 0.1', x: losses(0.1), y: ${steps} }`, "{ name: 'eta 0.4', y: losses(0.4) }"),
  ),
  mutant(
    'from-one',
    'extra-term',
    traces(
      `{ name: 'eta 0.1', x: ${steps}.map((i) => i + 1), y: losses(0.1) }`,
      "{ name: 'eta 0.4', y: losses(0.4) }",
    ),
  ),
  mutant('no-plot', 'wrong-type', '3 as unknown'),
  mutant('no-traces', 'wrong-type', "({ data: 'losses', layout: {} })"),
  mutant('empty', 'missing-curve', '({ data: [], layout: {} })'),
  mutant('nothing', 'missing', 'undefined'),
  mutant('a-trap', 'wrong-type', "new Proxy({}, { get: () => { throw new Error('no'); } })"),
  mutant('hollow', 'wrong-type', '({ data: [{}, {}], layout: {} })'),
];

export const rewrites: readonly Rewrite[] = [
  rewrite('other-order', { first: right.second, second: right.first }),
  rewrite(
    'traces',
    traces(
      `{ name: 'Eta 0.4', x: ${steps}, y: np.array(losses(0.4)), type: 'bar' }`,
      "{ name: 'eta 0.1', y: Float64Array.from(losses(0.1)) }",
    ),
  ),
  {
    id: 'updated',
    problem: 'curves',
    source: `${losses}
const figure = plot({ 'eta 0.1': [1] }, { xlabel: 'step', ylabel: 'loss' });
figure.update({ 'eta 0.1': losses(0.1), 'eta 0.4': losses(0.4) });`,
  },
];
