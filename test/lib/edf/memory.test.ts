import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { type NDArray, einsum, np } from '../../../lib/array/index.js';
import { allocateUnset, recycle } from '../../../lib/array/scrap.js';
import { homeOf } from '../../../lib/wasm/resident.js';
import { gradSlot, valueSlot } from '../../../lib/edf/node.js';
import {
  Add,
  Affine,
  AffineParams,
  CompNode,
  Graph,
  Input,
  LogLoss,
  Mul,
  type Node,
  OpNode,
  Parameter,
  Relu,
  Sigmoid,
  Softmax,
  Tanh,
} from '../../../lib/edf/index.js';
import * as ops from '../../../lib/ops/index.js';

/** A node as a student writes it, which makes temporaries and reads whatever it likes. */
class Square extends CompNode {
  constructor(public x: Node) {
    super();
  }
  forward() {
    this.value = this.x.value.mul(this.x.value);
  }
  backward() {
    this.x.addgrad(this.grad.mul(this.x.value).mul(2));
  }
}

/** A node whose value is its argument's array itself. */
class Same extends CompNode {
  constructor(public x: Node) {
    super();
  }
  forward() {
    this.value = this.x.value;
  }
  backward() {
    this.x.addgrad(this.grad);
  }
}

const activations = [Relu, Sigmoid, Tanh, Square, Same];

/** A network whose hidden layers are of one size, so that arrays of one node would fit another. */
function network(kinds: readonly number[]) {
  const graph = new Graph();
  const nodes = graph.run(() => {
    const [x, y] = [new Input(), new Input()];
    let h: Node = new Affine(new AffineParams(5, 6, { seed: 1 }), x);
    const Phi = new AffineParams(6, 6, { seed: 2 });
    for (const kind of kinds) {
      const before = h;
      const activated = kind < activations.length ? new activations[kind](h) : new Mul(h, h);
      h = new Add(new Affine(Phi, activated), before);
      if (kind % 2 === 0) h = new OpNode(ops.reshape, [h], { shape: [-1, 6] });
    }
    return { x, y, loss: new LogLoss(new Softmax(new Tanh(h)), y) };
  });
  return { graph, ...nodes };
}

/** Feeds batch number `step`: sizes differ. */
function feed({ x, y }: ReturnType<typeof network>, step: number): void {
  const random = new np.random.Generator(step);
  const size = [4, 4, 3, 7][step % 4];
  x.value = random.normal(0, 1, [size, 5]).astype('float32');
  y.value = random.integers(0, 6, [size]).astype('int32');
}

const passes = {
  forward: ({ graph }: ReturnType<typeof network>) => graph.Forward(),
  backward: ({ graph, loss }: ReturnType<typeof network>) => graph.Backward(loss),
  SGD: ({ graph }: ReturnType<typeof network>) => graph.SGD(0.1),
};

describe('memory that goes from step to step', () => {
  const action = fc.oneof(
    fc.constantFrom('forward', 'backward', 'SGD', 'feed' as const),
    fc.record({ read: fc.constantFrom('value', 'grad' as const), node: fc.nat(20), view: fc.nat(3) }),
  );

  it('changes no array that somebody holds, nor a view of it, and no result, whoever reads what and when', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(5), { minLength: 1, maxLength: 3 }),
        fc.array(action, { maxLength: 40 }),
        (kinds, actions) => {
          const [one, other] = [network(kinds), network(kinds)];
          const everything = ({ graph }: typeof one) => [...graph.CompNodes, ...graph.Parameters];
          const held: [array: NDArray, asItWas: NDArray][] = [];
          // The other network's arrays are all read after every action, so nothing of it is ever used again.
          const readAll = () =>
            everything(other).forEach((node) => [node.value, gradSlot(node).peek && node.grad]);
          let step = 0;
          for (const n of [one, other]) {
            feed(n, 0);
            n.graph.Forward();
            n.graph.Backward(n.loss);
          }
          readAll();
          for (const next of actions) {
            if (next === 'feed') {
              step++;
              for (const n of [one, other]) {
                feed(n, step);
                n.graph.Forward();
                n.graph.Backward(n.loss);
              }
            } else if (typeof next === 'string') {
              [one, other].forEach(passes[next as keyof typeof passes]);
            } else {
              const nodes = everything(one);
              const array = nodes[next.node % nodes.length][next.read];
              const views = [array, array.T, array.pick(0), array.step(-1)];
              const view = array.ndim === 0 ? array : views[next.view];
              held.push([view, view.copy()]);
            }
            readAll();
            held.forEach(([array, asItWas], i) =>
              assert.deepEqual(array.tolist(), asItWas.tolist(), `held ${i}`),
            );
          }
          everything(one).forEach((node, i) => {
            const twin = everything(other)[i];
            assert.deepEqual(node.value.tolist(), twin.value.tolist(), `value of ${node}`);
            assert.deepEqual(node.grad.tolist(), twin.grad.tolist(), `gradient of ${node}`);
          });
        },
      ),
      { numRuns: 150 },
    );
  });

  it('keeps what is written into an array that was read', () => {
    const one = network([0]);
    feed(one, 0);
    passes.forward(one);
    const { value } = one.graph.CompNodes[0];
    value.imul(2);
    passes.forward(one);
    const fresh = one.graph.CompNodes[0].value;
    assert.notEqual(fresh.data.buffer, value.data.buffer);
    assert.deepEqual(fresh.mul(2).tolist(), value.tolist());
  });

  it('is the same in the next step for values that nobody has read', () => {
    const graph = new Graph();
    graph.run(() => {
      const h = new Tanh(
        new Affine(new AffineParams(5, 6, { seed: 1 }), new Input(np.ones([4, 5], { dtype: 'float32' }))),
      );
      new Sigmoid(new Affine(new AffineParams(6, 3, { seed: 2 }), h));
    });
    const run = () => {
      graph.Forward();
      return graph.CompNodes.map((node) => valueSlot(node).peek!.data);
    };
    const before = run();
    assert.deepEqual(
      run().map((data, i) => data === before[i]),
      [true, true, true, true],
    );
  });

  it('leaves a gradient alone that an addgrad of a student has kept', () => {
    const kept: NDArray[] = [];
    class Keeps extends Same {
      override addgrad(delta: NDArray) {
        kept.push(delta);
        super.addgrad(delta);
      }
    }
    const graph = new Graph();
    const loss = graph.run(() => {
      const x = new Keeps(new Input(np.array([[1, 2], [3, 4]]))); // prettier-ignore
      return new OpNode(ops.sum, [new OpNode(ops.square, [new Add(x, new Square(x))])], { axis: 1 });
    });
    const copies: NDArray[] = [];
    for (let step = 0; step < 3; step++) {
      graph.Forward();
      graph.Backward(loss);
      copies.push(...kept.slice(copies.length).map((one) => one.copy()));
    }
    assert.equal(kept.length, 6);
    kept.forEach((one, i) => assert.ok(np.arrayEqual(one, copies[i]), `delta ${i}`));
  });

  it("leaves alone what a student's own op keeps: its arguments, its value, its gradients", () => {
    const kept: NDArray[] = [];
    const keep = (array: NDArray) => (kept.push(array), array);
    const always = np.ones([2, 2]);
    const op = ops.defineOp<1>({
      name: 'sigmoid',
      forward: ([x]) => (keep(x), keep(np.add(x, 1))),
      vjps: [(g) => (keep(g as NDArray), always as typeof g)],
      saves: {},
    });
    const graph = new Graph();
    const { x, loss } = graph.run(() => {
      const x = new Sigmoid(new Input(np.zeros([2, 2])));
      return { x, loss: new OpNode(ops.sum, [new Sigmoid(new OpNode(op, [x]))], { axis: 1 }) };
    });
    const copies: NDArray[] = [];
    for (let step = 0; step < 3; step++) {
      graph.Forward();
      graph.Backward(loss);
      assert.deepEqual(x.grad.tolist(), [[1, 1], [1, 1]]); // prettier-ignore
      copies.push(...kept.slice(copies.length).map((one) => one.copy()));
    }
    kept.forEach((one, i) => assert.ok(np.arrayEqual(one, copies[i]), `array ${i}`));
    assert.deepEqual(always.tolist(), [[1, 1], [1, 1]]); // prettier-ignore
  });
});

describe('the matrix of an Affine node', () => {
  const build = () => {
    const graph = new Graph();
    const nodes = graph.run(() => {
      const [x, Phi] = [new Input(), new AffineParams(200, 100, { seed: 1 })];
      return { x, Phi, y: new Affine(Phi, x) };
    });
    const w = () => valueSlot(nodes.Phi.w).peek!.data as Float32Array;
    return { graph, ...nodes, isResident: () => homeOf(w()) !== undefined };
  };

  it('moves to where kernels read it when single rows come again and again, which changes no bit of what follows', () => {
    const [one, other] = [build(), build()];
    const random = new np.random.Generator(3);
    for (let step = 0; step < 130; step++) {
      const row = random.normal(0, 1, [step % 50 === 49 ? 3 : 1, 200]).astype('float32');
      for (const { graph, x, y } of [one, other]) {
        x.value = row;
        graph.Forward();
        if (step % 7 !== 0) continue;
        graph.Backward(y);
        graph.SGD(0.01);
      }
      other.Phi.w.value.get(0, 0);
    }
    assert.ok(one.isResident() && !other.isResident());
    for (const node of ['y', 'Phi'] as const) {
      const [a, b] = [one, other].map((n) => (node === 'y' ? n.y : n.Phi.w));
      assert.deepEqual([a.value, a.grad].map(String), [b.value, b.grad].map(String));
      assert.ok(np.arrayEqual(a.value, b.value) && np.arrayEqual(a.grad, b.grad));
    }
  });

  it('is an ordinary array to whoever reads it, which stays as it is', () => {
    const { graph, x, y, Phi, isResident } = build();
    x.value = np.ones([1, 200], { dtype: 'float32' });
    for (let i = 0; i < 60; i++) graph.Forward();
    assert.ok(isResident());
    const read = Phi.w.value;
    assert.equal(read.data.byteLength, read.data.buffer.byteLength);
    assert.ok(!isResident());
    const before = read.copy();
    graph.Backward(y);
    graph.SGD(0.1);
    for (let i = 0; i < 60; i++) graph.Forward();
    assert.ok(isResident());
    assert.ok(np.arrayEqual(read, before) && !np.arrayEqual(Phi.w.value, before));
    Phi.w.value.set(0, 0, 42);
    assert.equal(Phi.w.value.get(0, 0), 42);
  });
});

describe('recycle', () => {
  it('gives memory to the next result of the same size and dtype', () => {
    const data = allocateUnset('float32', 1237);
    recycle(data);
    assert.notEqual(allocateUnset('float64', 1237), data);
    assert.equal(allocateUnset('float32', 1237), data);
    assert.notEqual(allocateUnset('float32', 1237), data);
  });

  it('leaves a result that is still to be computed from it as it was', () => {
    const [x, g] = [np.ones([3, 40]), np.ones([3, 50])];
    const perExample = einsum('bi,bj->bij', x, g);
    recycle(x.data);
    np.full([3, 40], 7).add(1);
    assert.deepEqual(perExample.sum(0).tolist(), np.full([40, 50], 3).tolist());
  });

  it('does not take a part of a larger memory', () => {
    const part = new Float32Array(2000).subarray(0, 1239);
    recycle(part);
    assert.notEqual(allocateUnset('float32', 1239), part);
  });
});

describe('memory that is not zeroed first', () => {
  it('is written from end to end by every function that gets it: results are the same whatever was in it', () => {
    const results = (fill: number | null) => {
      const program = `
        const { createHash } = await import('node:crypto');
        const plain = Buffer.allocUnsafeSlow;
        let calls = 0;
        Buffer.allocUnsafeSlow = (n) => (calls++, ${fill === null ? 'plain(n)' : `plain(n).fill(${fill})`});
        const { np, einsum, ops } = await import(${JSON.stringify(new URL('../../../lib/index.js', import.meta.url).href)});
        const random = new np.random.Generator(1);
        const hash = createHash('sha256');
        const add = (...arrays) => arrays.forEach((a) => hash.update(JSON.stringify(a.tolist())));
        for (const dtype of ['float32', 'float64']) {
          const draw = (...shape) => random.normal(0, 1, shape).astype(dtype);
          const [x, y, row, column] = [draw(60, 70), draw(60, 70), draw(70), draw(60, 1)];
          add(x.add(y), x.mul(row), x.sub(column), column.div(row), x.gt(y), x.gt(row), x.T.maximum(1), x.mod(2), x.step(-1, 2).add(3));
          add(np.exp(x), np.tanh(x.T), np.neg(x.pick(3)), np.floor(x), ops.step(x), x.astype('int32'), x.astype('bool'), x.T.copy());
          add(np.matmul(x, y.T), np.matmul(draw(60, 0), draw(0, 70)), np.matmul(draw(3, 40, 2), draw(2, 40)), np.matmul(x, row));
          add(einsum('ij,kj->ki', x, y), einsum('bi,bj->bij', x, y), einsum('bij,bjk->bik', draw(4, 30, 5), draw(4, 5, 30)), einsum('ij->ji', x));
          add(draw(9, 1200).sum(0), draw(1200, 9).sum(1), draw(0, 1200).sum(0), draw(3, 1200).max(0), draw(2, 1200).argmax(0));
          add(np.where(x.gt(0), x, y), np.where(x.gt(0), row, 1), ops.softmax(x), ops.im2col(draw(2, 3, 20, 20), { kernel: 3, padding: 1 }));
        }
        console.log(calls > 50, hash.digest('hex'));`;
      const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }); // prettier-ignore
      assert.match(stdout, /^true [0-9a-f]{64}\n$/, stderr);
      return stdout;
    };
    assert.equal(results(0xff), results(0));
  });
});

describe('a large product that is made in a backward pass', () => {
  /** One loss for each example: the sum over j of x[b,i] W[i,j]. */
  class SumOfProducts extends CompNode {
    delta = np.zeros([1]);
    constructor(
      public x: Node,
      public w: Parameter,
    ) {
      super();
    }
    forward() {
      this.value = np.matmul(this.x.value, this.w.value).sum(1);
    }
    backward() {
      // x.grad[b,i] += sum_j grad[b] W[i,j]
      const upstream = np.broadcastTo(this.grad.expandDims(1), [100, 100]);
      this.delta = np.matmul(upstream, this.w.value.T);
      this.x.addgrad(this.delta);
    }
  }

  function trained() {
    const graph = new Graph();
    const { w, loss } = graph.run(() => {
      const w = new Parameter(new np.random.Generator(1).normal(0, 1, [120, 100]));
      return { w, loss: new SumOfProducts(new Input(np.ones([100, 120])), w) };
    });
    graph.Forward();
    graph.Backward(loss);
    return { w, loss };
  }

  it('is not computed when nobody reads it: as the gradient by the data', () => {
    assert.ok(trained().loss.delta.deferred !== null);
  });

  it('is that of its operands as they were, whatever is assigned to them before it is read', () => {
    const { w, loss } = trained();
    const expected = np.matmul(np.ones([100, 100]), w.value.T.copy());
    w.value.fill(NaN);
    assert.ok(np.arrayEqual(loss.delta, expected));
  });
});
