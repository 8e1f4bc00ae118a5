import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type NDArray, np } from '../../../lib/array/index.js';
import * as ops from '../../../lib/ops/index.js';
import { relativeError, riddersVjp } from './numeric.js';

interface Packed {
  shape: number[];
  data: number[];
}
interface Case {
  op: string;
  attributes: object;
  args: Packed[];
  upstream: Packed;
  value: Packed;
  grads: (Packed | null)[];
}
const fixture = JSON.parse(readFileSync('test/fixtures/edf/ops.json', 'utf8')) as {
  source: string;
  cases: Case[];
};
const unpack = ({ shape, data }: Packed): NDArray => np.array(data).reshape(shape);

/** Ops whose derivative is 0 wherever there is one: differences have nothing to say about them. */
const notDifferentiable = new Set(['step']);

describe('every op of the registry', () => {
  it('is compared with PyTorch', () => {
    const compared = new Set(fixture.cases.map(({ op }) => op));
    assert.deepEqual(
      [...ops.registry.keys()].filter((name) => !compared.has(name)),
      [],
    );
  });

  for (const [name, op] of ops.registry) {
    const cases = fixture.cases.filter((one) => one.op === name);
    describe(name, () => {
      it('is called by its name', () => assert.equal(op.name, name));

      it(`has the value and the gradients of ${fixture.source}`, () => {
        for (const { attributes, args, upstream, value, grads } of cases) {
          const arrays = args.map(unpack);
          const got = op.forward(arrays, attributes);
          assert.ok(relativeError(got, unpack(value)) <= 1e-14, 'value');
          const gradients = op.vjp(unpack(upstream), { args: arrays, value: got, attributes });
          gradients.forEach((gradient, i) => {
            const expected = grads[i];
            if (gradient === null) assert.equal(expected, null);
            else
              assert.ok(
                relativeError(gradient, unpack(expected!)) <= 1e-13,
                `gradient ${i} of (${args[0].shape})`,
              );
          });
        }
      });

      it('has the gradient that Ridders extrapolation of its forward gives', () => {
        if (notDifferentiable.has(name)) return;
        for (const { attributes, args, upstream } of cases) {
          const arrays = args.map(unpack);
          const value = op.forward(arrays, attributes);
          const gradients = op.vjp(unpack(upstream), { args: arrays, value, attributes });
          gradients.forEach((gradient, i) => {
            if (gradient === null) return;
            const numeric = riddersVjp((x) => op.forward(x, attributes), arrays, i, unpack(upstream), 1e-2);
            assert.ok(relativeError(gradient, numeric) <= 1e-9, `gradient ${i} of (${args[i].shape})`);
          });
        }
      });

      it('leaves its arguments, its value and the upstream gradient as they were', () => {
        const { attributes, args, upstream } = cases[0];
        const arrays = args.map(unpack);
        const before = arrays.map((x) => x.copy());
        const g = unpack(upstream);
        const value = op.forward(arrays, attributes);
        const valueBefore = value.copy();
        op.vjp(g, { args: arrays, value, attributes });
        arrays.forEach((x, i) => assert.ok(np.arrayEqual(x, before[i])));
        assert.ok(np.arrayEqual(g, unpack(upstream)));
        assert.ok(np.arrayEqual(value, valueBefore));
      });

      it('keeps float32', () => {
        const { attributes, args, upstream } = cases[0];
        const arrays = args.map((x, i) =>
          cases[0].grads[i] || name === 'step' ? unpack(x).astype('float32') : unpack(x),
        );
        const value = op.forward(arrays, attributes);
        assert.equal(value.dtype, 'float32');
        const gradients = op.vjp(unpack(upstream).astype('float32'), { args: arrays, value, attributes });
        for (const gradient of gradients) if (gradient) assert.equal(gradient.dtype, 'float32');
      });
    });
  }
});

describe('an op', () => {
  it('can be called with arrays, numbers and attributes', () => {
    const x = np.array([
      [1, 2],
      [3, 4],
    ]);
    assert.deepEqual(ops.mul(x, 2).tolist(), [
      [2, 4],
      [6, 8],
    ]);
    assert.deepEqual(ops.sum(x, { axis: 0 }).tolist(), [4, 6]);
    assert.equal(ops.sum(x).item(), 10);
  });

  it('takes a number in the dtype of the array beside it', () => {
    assert.equal(ops.sub(1, np.zeros([2], { dtype: 'float32' })).dtype, 'float32');
  });

  it('is recorded by an argument that records', () => {
    const calls: string[] = [];
    const recorder: ops.Recorded = {
      shape: [2],
      dtype: 'float64',
      [ops.record](op) {
        calls.push(op.name);
        return recorder;
      },
    };
    const [gradient] = ops.sigmoid.vjp<ops.Value>(recorder, {
      args: [recorder],
      value: recorder,
      attributes: {},
    });
    assert.equal(gradient, recorder);
    assert.deepEqual(calls, ['mul', 'sub', 'mul']);
  });
});

describe('stable ops', () => {
  const extremes = [-1000, -30, 0, 30, 1000];

  for (const dtype of ['float32', 'float64'] as const) {
    it(`sigmoid, tanh and softmax are finite at 1000 (${dtype})`, () => {
      const x = np.array([extremes], { dtype });
      for (const op of [ops.sigmoid, ops.tanh, ops.softmax, ops.logSoftmax]) {
        const value = op.forward([x], {});
        assert.ok(np.all(np.isfinite(value)).item(), op.name);
        const [g] = op.vjp(np.onesLike(x), { args: [x], value, attributes: {} });
        assert.ok(np.all(np.isfinite(g!)).item(), op.name);
      }
      assert.deepEqual(ops.sigmoid(np.array([-1000, 0, 1000], { dtype })).tolist(), [0, 0.5, 1]);
    });

    it(`a log loss whose probability underflowed still pulls the scores with p - 1 (${dtype})`, () => {
      const s = np.array([[1000, -1000, 0]], { dtype });
      const y = np.array([1]);
      const q = ops.softmax(s);
      const loss = ops.logLoss(q, y);
      assert.ok(loss.get(0) > 87 && Number.isFinite(loss.get(0)));
      const one = np.ones([1], { dtype });
      const [qGrad] = ops.logLoss.vjp(one, { args: [q, y], value: loss, attributes: {} });
      const [sGrad] = ops.softmax.vjp(qGrad!, { args: [s], value: q, attributes: {} });
      assert.deepEqual(
        sGrad!.tolist(),
        [[1, -1, 0]].map((row) => row.map((v, i) => (i === 2 ? sGrad!.get(0, 2) : v))),
      );
      assert.ok(Math.abs(sGrad!.get(0, 2)) < 1e-30);
    });
  }
});

describe('labels', () => {
  const q = np.full([2, 3], 1 / 3);

  it('that are one-hot rows are refused, with the way out', () => {
    assert.throws(
      () =>
        ops.logLoss(
          q,
          np.array([
            [1, 0, 0],
            [0, 1, 0],
          ]),
        ),
      /expected labels of shape \(2,\).*got \(2, 3\).*argmax/,
    );
  });

  it('that count from 1 are refused', () => {
    assert.throws(
      () => ops.logLoss(q, np.array([1, 3])),
      /label 3 of example 1 is not a class: expected a whole number 0 to 2.*count from 0/,
    );
  });

  it('that are not whole are refused', () => {
    assert.throws(() => ops.logLoss(q, np.array([0.5, 1])), /label 0.5 of example 0/);
  });
});
