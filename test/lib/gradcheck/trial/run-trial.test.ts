import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CompNode, type Node, np } from '../../../../lib/index.js';
import { runTrial } from '../../../../lib/gradcheck/trial/run-trial.js';
import type { ArrayData, NodeTrial } from '../../../../lib/gradcheck/index.js';
import { root } from '../../../root.js';

const x: ArrayData = { dtype: 'float64', shape: [2, 1], data: Float64Array.of(3, -2) };
const g: ArrayData = { dtype: 'float64', shape: [2, 1], data: Float64Array.of(1, 10) };

const trial: NodeTrial = {
  kind: 'node',
  convention: 'EDF2024',
  sources: [{ name: 'x', kind: 'node' }],
  nodes: [{ name: 'n', className: 'Double', arguments: [{ kind: 'source', name: 'x' }] }],
  passes: [{ values: { x }, upstream: { n: g }, forward: true, prefill: 7 }],
};

class Double extends CompNode {
  constructor(public x: Node) {
    super();
  }
  forward() {
    this.value = this.x.value.mul(2);
  }
  backward() {
    this.x.addgrad(this.grad.mul(2));
  }
}

describe('runTrial', () => {
  it('reports value and gradient of a node, added to what the gradient held', () => {
    const { passes, failure } = runTrial(() => Double, trial);
    assert.equal(failure, null);
    assert.deepEqual(passes[0].values.n, { dtype: 'float64', shape: [2, 1], data: Float64Array.of(6, -4) });
    assert.deepEqual(passes[0].grads.x, { dtype: 'float64', shape: [2, 1], data: Float64Array.of(9, 27) });
    assert.deepEqual(passes[0].calls, [{ source: 'x', shape: [2, 1], refused: false }]);
  });

  it('reports what is missing or no node at all', () => {
    assert.equal(runTrial(() => undefined, trial).failure?.message, 'there is no class Double');
    assert.match(
      runTrial(() => 7, trial).failure!.message,
      /should be a class that extends CompNode, but it is a number/,
    );
    assert.match(runTrial(() => class {}, trial).failure!.message, /extends CompNode/);
  });

  it('keeps the delta that addgrad refused', () => {
    class Summed extends Double {
      override backward() {
        this.x.addgrad(this.grad.sum(0));
      }
    }
    const { failure } = runTrial(() => Summed, trial);
    assert.equal(failure?.phase, 'backward');
    assert.deepEqual(failure.calls, [
      {
        source: 'x',
        shape: [1],
        refused: true,
        delta: { dtype: 'float64', shape: [1], data: Float64Array.of(11) },
      },
    ]);
  });

  describe('survives whatever is thrown', () => {
    const hostile = new Proxy({}, { get: () => { throw new Error('no') }, getPrototypeOf: () => { throw new Error('no') } }); // prettier-ignore
    const thrown: [string, unknown][] = [
      ['null', null],
      ['undefined', undefined],
      ['a string', 'text'],
      ['a symbol', Symbol('s')],
      ['an object without a prototype', Object.create(null)],
      ['a Proxy that throws at every touch', hostile],
      ['an error whose message is a getter that throws', Object.defineProperty(new Error(), 'message', { get: () => { throw new Error('no') } })], // prettier-ignore
      ['an error whose message is no string', Object.assign(new Error(), { message: 7 })],
    ];
    for (const [name, value] of thrown) {
      it(name, () => {
        class Thrower extends Double {
          override backward() {
            throw value;
          }
        }
        const { failure } = runTrial(() => Thrower, trial);
        assert.equal(failure?.phase, 'backward');
        assert.equal(typeof failure.message, 'string');
      });
    }
  });

  it('names the cell and line of an error', () => {
    class Thrower extends Double {
      override backward() {
        throw Object.assign(new Error('bad'), {
          stack: 'Error: bad\n    at Thrower.backward (cell-3.ts:5:11)',
        });
      }
    }
    const { failure } = runTrial(() => Thrower, trial);
    assert.deepEqual([failure?.file, failure?.line], ['cell-3.ts', 5]);
  });

  it('calls functions, and takes lists and numbers for arrays', () => {
    const call = { kind: 'function' as const, name: 'f', calls: [[2], [3]] };
    assert.deepEqual(
      runTrial(() => (n: number) => n + 1, call).results.map(
        (result) => 'data' in result && [...result.data],
      ),
      [[3], [4]],
    );
    assert.deepEqual(runTrial(() => (n: number) => [n, n], call).results[0], {
      dtype: 'float64',
      shape: [2],
      data: Float64Array.of(2, 2),
    });
    assert.deepEqual(runTrial(() => (n: number) => np.array([n]), call).results[1], {
      dtype: 'float64',
      shape: [1],
      data: Float64Array.of(3),
    });
    assert.deepEqual(runTrial(() => async () => 1, call).results[0], { instead: 'a Promise' });
  });

  it('holds no answer: it imports no op and nothing of the trusted side', () => {
    const imports = new Map<string, string[]>();
    const visit = (file: string): void => {
      if (imports.has(file)) return;
      const text = readFileSync(file, 'utf8').replace(/^import type .*?;$/gms, '');
      const found = [...text.matchAll(/from '(\.[^']+)'/g)].map(([, path]) =>
        join(file, '..', path.replace(/\.js$/, '.ts')),
      );
      imports.set(file, found);
      found.forEach(visit);
    };
    visit(join(root, 'lib/gradcheck/trial/run-trial.ts'));
    const reached = [...imports.keys()].map((file) => file.slice(root.length));
    assert.deepEqual(
      reached.filter((file) => file.includes('lib/ops/')),
      [],
    );
    const own = reached.filter((file) => file.includes('lib/gradcheck/'));
    assert.deepEqual(
      own.filter((file) => !file.includes('gradcheck/trial/')),
      [],
    );
  });
});
