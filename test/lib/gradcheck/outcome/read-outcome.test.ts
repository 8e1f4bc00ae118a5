import assert from 'node:assert/strict';
import { readOutcome, type NodeTrial, type Outcome } from '../../../../lib/gradcheck/index.js';

const array = (...data: number[]) => ({
  dtype: 'float64' as const,
  shape: [data.length],
  data: Float64Array.from(data),
});

const trial: NodeTrial = {
  kind: 'node',
  convention: 'EDF2024',
  sources: [{ name: 'x', kind: 'node' }],
  nodes: [{ name: 'n', className: 'F', arguments: [{ kind: 'source', name: 'x' }] }],
  passes: [{ values: { x: array(1) }, upstream: { n: array(1) }, forward: true, prefill: 0 }],
};

function good(): Outcome {
  const pass = {
    values: { n: array(1) },
    valuesAfter: { n: array(1) },
    grads: { x: array(1) },
    sourcesAfter: { x: array(1) },
    upstreamAfter: { n: array(1) },
    calls: [],
  };
  return { passes: [pass], results: [], failure: null };
}

describe('readOutcome', () => {
  it('accepts what fits its trial, as a copy', () => {
    const raw = good();
    const read = readOutcome(raw, trial);
    assert.deepEqual(read, raw);
    assert.notEqual(
      (read.passes[0].grads.x as { data: Float64Array }).data,
      (raw.passes[0].grads.x as { data: Float64Array }).data,
    );
  });

  const bad: [string, unknown][] = [
    ['nothing', undefined],
    ['null', null],
    ['a list', []],
    ['a number', 3],
    ['no passes and no failure', { ...good(), passes: [] }],
    ['more passes than were asked for', { ...good(), passes: [...good().passes, ...good().passes] }],
    ['results of a function', { ...good(), results: [array(1)] }],
    ['a gradient that is missing', { ...good(), passes: [{ ...good().passes[0], grads: {} }] }],
    [
      'data that do not fill the shape',
      { ...good(), passes: [{ ...good().passes[0], grads: { x: { ...array(1), shape: [2] } } }] },
    ],
    [
      'a negative length',
      { ...good(), passes: [{ ...good().passes[0], grads: { x: { ...array(), shape: [-1] } } }] },
    ],
    [
      'a plain list for data',
      {
        ...good(),
        passes: [{ ...good().passes[0], grads: { x: { dtype: 'float64', shape: [1], data: [1] } } }],
      },
    ],
    [
      'an unknown dtype',
      { ...good(), passes: [{ ...good().passes[0], grads: { x: { ...array(1), dtype: 'float16' } } }] },
    ],
    [
      'text of its own',
      { ...good(), passes: [{ ...good().passes[0], grads: { x: { instead: 'the inputs were 1, 2, 3' } } }] },
    ],
    [
      'a failure in an unknown phase',
      {
        passes: [],
        results: [],
        failure: { phase: 'elsewhere', pass: 0, name: 'Error', message: '', calls: [] },
      },
    ],
  ];
  for (const [name, raw] of bad) {
    it(`turns ${name} into a failure`, () => {
      const { passes, results, failure } = readOutcome(raw, trial);
      assert.deepEqual([passes, results, failure?.name], [[], [], 'MalformedOutcome']);
    });
  }
});
