import assert from 'node:assert/strict';
import { type NDArray, einsum, np } from '../../../lib/array/index.js';
import {
  Affine,
  AffineParams,
  CompNode,
  EDF2018,
  EDF2024,
  Graph,
  Input,
  LogLoss,
  type Node,
  OpNode,
  Parameter,
  Relu,
  Sigmoid,
  Softmax,
} from '../../../lib/edf/index.js';
import * as ops from '../../../lib/ops/index.js';
import { close } from '../../slides/close.js';
import { relativeError, riddersVjp } from '../ops/numeric.js';

class Identity extends CompNode {
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

/** A node with a value, in a graph of its own. */
function node(value: number[] | number[][], graph = new Graph()): Identity {
  const one = graph.run(() => new Identity(new Input(value)));
  one.forward();
  return one;
}

describe('CompNode.addgrad', () => {
  it('adds', () => {
    const x = node([1, 2]);
    x.grad = 0;
    x.addgrad([1, 10]);
    x.addgrad([2, 20]);
    assert.deepEqual(x.grad.tolist(), [3, 30]);
  });

  it('adds to what was put there before', () => {
    const x = node([1, 2]);
    x.grad = 7;
    x.addgrad([1, 10]);
    assert.deepEqual(x.grad.tolist(), [8, 17]);
  });

  it('never keeps the array it was given, nor writes to it', () => {
    const x = node([1, 2]);
    x.grad = 0;
    const delta = np.array([1, 1]);
    x.addgrad(delta);
    delta.set(0, 99);
    assert.deepEqual(x.grad.tolist(), [1, 1]);
    x.addgrad([5, 5]);
    assert.deepEqual(delta.tolist(), [99, 1]);
  });

  it('does not write to an array that was assigned to grad', () => {
    const x = node([1, 2]);
    const mine = np.array([7, 7]);
    x.grad = mine;
    x.addgrad([1, 1]);
    assert.deepEqual(mine.tolist(), [7, 7]);
    assert.deepEqual(x.grad.tolist(), [8, 8]);
  });

  for (const [what, delta, hint] of [
    ['a transposed delta', [[1, 1], [1, 1], [1, 1]], /got delta of shape \(3, 2\), expected \(2, 3\).*transpose/], // prettier-ignore
    [
      'a delta without the batch index',
      [1, 1, 1],
      /got delta of shape \(3,\), expected \(2, 3\).*batch index is missing/,
    ],
    ['any other shape', [[1]], /expected \(2, 3\), the shape of its value/],
  ] as const) {
    it(`refuses ${what}, and says so`, () => {
      const x = node([[1, 2, 3], [4, 5, 6]]); // prettier-ignore
      x.grad = 0;
      assert.throws(() => x.addgrad(delta as unknown as number[]), hint);
    });
  }
});

describe('Parameter.addgrad', () => {
  const delta = np.array([[[1, 2]], [[10, 20]], [[100, 200]]]); // (B = 3, 1, 2)

  for (const [convention, expected] of [
    [EDF2018, [[111, 222]]],
    [EDF2024, [[37, 74]]],
  ] as const) {
    it(`${convention.addgrad === 'sum' ? 'sums' : 'averages'} over the batch in ${convention.name}`, () => {
      const p = new Graph({ convention }).run(() => new Parameter([[5, 5]]));
      p.grad = 0;
      p.addgrad(delta);
      assert.deepEqual(p.grad.tolist(), expected);
    });
  }

  it('divides by the examples in the loss, not by the rows of the delta', () => {
    // Two examples of three words each: an affine map sees 6 rows, the loss has 2 entries.
    const graph = new Graph();
    const { Phi, loss } = graph.run(() => {
      const Phi = new AffineParams(2, 1, { seed: 1, dtype: 'float64' });
      const scores = new OpNode(ops.reshape, [new Affine(Phi, new Input(np.ones([6, 2])))], {
        shape: [2, 3],
      });
      return { Phi, loss: new OpNode(ops.sum, [scores], { axis: 1 }) };
    });
    graph.Forward();
    graph.Backward(loss);
    assert.deepEqual(Phi.w.grad.tolist(), [[3], [3]]);
  });

  it("takes einsum('bi,bj->bij') without building it: W.grad is the batch mean of x[b,i] g[b,j]", () => {
    const random = new np.random.Generator(1);
    const [x, g] = [random.normal(0, 1, [64, 300]), random.normal(0, 1, [64, 200])];
    const W = new Graph().run(() => new Parameter(np.zeros([300, 200])));
    W.grad = 0;
    const outer = einsum('bi,bj->bij', x, g);
    W.addgrad(outer);
    assert.notEqual(outer.deferred, null, 'the B x I x J tensor was built');
    close(W.grad, np.matmul(x.T, g).div(64), 1e-14);
  });

  it('tells a delta that was summed already from one that was not, even where B equals the first dimension', () => {
    const W = new Graph().run(() => new Parameter(np.zeros([4, 3])));
    W.grad = 0;
    W.addgrad(np.ones([4, 4, 3])); // B = 4
    assert.deepEqual(W.grad.tolist(), np.ones([4, 3]).tolist());
    assert.throws(
      () => W.addgrad(np.ones([4, 3])),
      /got delta of shape \(4, 3\), expected \(B, \.\.\.\) = \(B, 4, 3\).*already summed over the batch/,
    );
    assert.throws(
      () => W.addgrad(np.ones([3, 4])),
      /already summed over the batch \(and the result is transposed\)/,
    );
    assert.throws(() => W.addgrad(np.ones([9, 3, 4])), /the last two indices are swapped/);
    assert.throws(() => W.addgrad(np.ones([9, 5, 4])), /one entry per example, the index b in front/);
  });

  it("of a bias refuses a vector of the bias's length, whatever B is", () => {
    const b = new Graph().run(() => new Parameter(np.zeros([3])));
    b.grad = 0;
    b.addgrad(np.ones([3, 3]));
    assert.throws(() => b.addgrad(np.ones([3])), /already summed/);
  });
});

describe('Input', () => {
  it('ignores gradients', () => {
    const x = new Graph().run(() => new Input([1]));
    x.addgrad([1, 2, 3]);
    assert.throws(() => x.grad, /Input\.grad has not been computed/);
  });

  it('says that it has no value yet', () => {
    assert.throws(
      () => new Graph().run(() => new Input()).value,
      /Input\.value has not been set yet; hint: x\.value = array/,
    );
  });

  it('takes nested lists', () => {
    assert.deepEqual(new Graph().run(() => new Input([[1, 2]])).value.shape, [1, 2]);
  });
});

describe('an array read from a node', () => {
  const build = () => {
    const graph = new Graph();
    const nodes = graph.run(() => {
      const [x, y] = [new Input(np.ones([2, 3])), new Input([0, 1])];
      const Phi = new AffineParams(3, 2, { seed: 1, dtype: 'float64' });
      const h = new Sigmoid(new Affine(Phi, x));
      return { x, Phi, h, loss: new LogLoss(new Softmax(h), y) };
    });
    const step = () => {
      graph.Forward();
      graph.Backward(nodes.loss);
      graph.SGD(0.5);
    };
    step();
    return { graph, ...nodes, step };
  };

  it('never changes: values, gradients and parameters of earlier steps stay what they were', () => {
    const { Phi, h, loss, step } = build();
    const held = [Phi.w.value, Phi.w.grad, Phi.b.value, h.value, h.grad, loss.value, loss.grad];
    const before = held.map((array) => array.copy());
    for (let i = 0; i < 3; i++) step();
    held.forEach((array, i) => assert.ok(np.arrayEqual(array, before[i]), `array ${i}`));
    assert.ok(!np.arrayEqual(Phi.w.value, before[0]));
  });

  it('may be written to: the parameter changes with it', () => {
    const { Phi } = build();
    Phi.w.value.set(0, 0, 42);
    assert.equal(Phi.w.value.get(0, 0), 42);
  });

  it('given to a Parameter is not trained in place', () => {
    const w0 = np.ones([2]);
    const p = new Graph().run(() => new Parameter(w0));
    p.grad = [1, 1];
    p.SGD(0.5);
    assert.deepEqual(w0.tolist(), [1, 1]);
    assert.deepEqual(p.value.tolist(), [0.5, 0.5]);
  });
});

describe('Backward', () => {
  it('zeroes all gradients first: twice gives the same, bit for bit', () => {
    const graph = new Graph();
    const { Phi, loss } = graph.run(() => {
      const Phi = new AffineParams(3, 2, { seed: 1 });
      return {
        Phi,
        loss: new LogLoss(
          new Softmax(new Relu(new Affine(Phi, new Input(np.ones([4, 3]))))),
          new Input([0, 1, 0, 1]),
        ),
      };
    });
    graph.Forward();
    graph.Backward(loss);
    const once = Phi.w.grad;
    graph.Backward(loss);
    assert.ok(np.arrayEqual(Phi.w.grad, once));
  });

  it('adds up a node that is used twice', () => {
    const graph = new Graph();
    const { x, y } = graph.run(() => {
      const x = new Identity(new Input([3]));
      return { x, y: new OpNode(ops.mul, [x, x]) };
    });
    graph.Forward();
    graph.Backward(y);
    assert.deepEqual(x.grad.tolist(), [6]);
  });

  it('gives zeros to what the loss does not depend on', () => {
    const graph = new Graph();
    const { x, y, aside } = graph.run(() => {
      const x = new Identity(new Input([3]));
      const y = new OpNode(ops.square, [x]);
      return { x, y, aside: new OpNode(ops.exp, [x]) };
    });
    graph.Forward();
    graph.Backward(y);
    assert.deepEqual(aside.grad.tolist(), [0]);
    assert.deepEqual(x.grad.tolist(), [6]);
  });

  it('says that Forward comes first', () => {
    const graph = new Graph();
    const y = graph.run(() => new Sigmoid(new Input([1])));
    assert.throws(() => graph.Backward(y), /Sigmoid\.value has not been computed yet; hint: Forward\(\)/);
  });

  it('says that a loss belongs to another graph', () => {
    const y = node([1]);
    assert.throws(() => new Graph().Backward(y), /this Identity belongs to another graph/);
  });

  it('says that a loss was cleared away', () => {
    const graph = new Graph();
    const y = node([1], graph);
    graph.clear();
    assert.throws(() => graph.Backward(y), /not in the graph any more, since clearGraph/);
  });

  it('lets the batch size change from step to step', () => {
    const graph = new Graph();
    const { x, y, Phi, loss } = graph.run(() => {
      const [x, y] = [new Input(), new Input()];
      const Phi = new AffineParams(3, 2, { seed: 1, dtype: 'float64' });
      return { x, y, Phi, loss: new LogLoss(new Softmax(new Affine(Phi, x)), y) };
    });
    const gradient = (rows: number[][], labels: number[]) => {
      x.value = rows;
      y.value = labels;
      graph.Forward();
      graph.Backward(loss);
      return Phi.w.grad;
    };
    const [a, b] = [[1, 2, 3], [4, 5, 6]]; // prettier-ignore
    const mean = gradient([a], [0])
      .add(gradient([b], [1]))
      .div(2);
    close(gradient([a, b], [0, 1]), mean, 1e-15);
  });
});

describe('the gradients of a network', () => {
  it('with a shared parameter, a diamond and a product of a node with itself are those that Ridders extrapolation gives', () => {
    const random = new np.random.Generator(8);
    const values = [random.normal(0, 0.5, [4, 4]), random.normal(0, 0.5, [4])];
    const graph = new Graph();
    const { Phi, loss } = graph.run(() => {
      const Phi = new AffineParams(4, 4, { dtype: 'float64' });
      const h = new Sigmoid(new Affine(Phi, new Input(random.normal(0, 1, [6, 4]))));
      const twice = new Sigmoid(new Affine(Phi, h));
      const diamond = new OpNode(ops.add, [new OpNode(ops.mul, [h, h]), twice]);
      return { Phi, loss: new LogLoss(new Softmax(diamond), new Input([0, 1, 2, 3, 0, 1])) };
    });
    const meanLoss = ([w, b]: NDArray[]): NDArray => {
      [Phi.w.value, Phi.b.value] = [w, b];
      graph.Forward();
      return loss.value.mean();
    };
    meanLoss(values);
    graph.Backward(loss);
    const gradients = [Phi.w.grad, Phi.b.grad];
    gradients.forEach((gradient, i) => {
      assert.ok(relativeError(gradient, riddersVjp(meanLoss, values, i, np.array(1))) < 1e-10);
    });
  });

  it('refuse a parameter of another graph, which nobody would train', () => {
    const Phi = new Graph().run(() => new AffineParams(2, 2));
    const graph = new Graph();
    const out = graph.run(() => new Affine(Phi, new Input(np.ones([1, 2]))));
    graph.Forward();
    assert.throws(
      () => graph.Backward(out),
      /this parameter was built in another graph than the one whose Backward is running/,
    );
    graph.nBatch = undefined;
  });
});

describe('OpNode', () => {
  it('refuses an array where a node belongs', () => {
    assert.throws(
      () => new Sigmoid(np.ones([2]) as unknown as Node),
      /sigmoid: argument 1 is object, expected a node; hint: new Input\(array\)/,
    );
  });

  it('refuses a missing argument, and does not join the graph', () => {
    const graph = new Graph();
    assert.throws(
      () => graph.run(() => new Affine(undefined as unknown as AffineParams, new Input())),
      /affine: argument 2 is undefined/,
    );
    assert.deepEqual(graph.CompNodes, []);
  });
});

describe('Graph', () => {
  it('has the nodes that are built in its run, also in nested ones', () => {
    const [outer, inner] = [new Graph(), new Graph()];
    const [a, b, c] = outer.run(() => [
      node([1], outer),
      inner.run(() => new Identity(new Input([2]))),
      new Identity(new Input([3])),
    ]);
    assert.deepEqual(outer.CompNodes, [a, c]);
    assert.deepEqual(inner.CompNodes, [b]);
  });

  it('refuses an asynchronous run', () => {
    assert.throws(() => new Graph().run(async () => {}), /Graph\.run: the body is asynchronous/);
  });

  it('prints itself as assignments with shapes and what is kept for the backward pass', () => {
    const graph = new Graph();
    const names = graph.run(() => {
      const [x, y] = [
        new Input(np.zeros([4, 3], { dtype: 'float32' })),
        new Input(np.zeros([4], { dtype: 'int32' })),
      ];
      const Phi = new AffineParams(3, 2);
      const Q = new Softmax(new Affine(Phi, x));
      return { x, y, Phi, Q, loss: new LogLoss(Q, y) };
    });
    graph.Forward();
    assert.equal(
      graph.toString(names),
      [
        'x = Input                     (4, 3) float32',
        'Phi.w = Parameter             (3, 2) float32',
        'Phi.b = Parameter             (2,) float32',
        'v1 = Affine(x, Phi.w, Phi.b)  (4, 2) float32  keeps x, Phi.w',
        'Q = Softmax(v1)               (4, 2) float32  keeps Q',
        'y = Input                     (4,) int32',
        'loss = LogLoss(Q, y)          (4,) float32    keeps Q, y',
        'kept for the backward pass: 0.1 kB in 4 arrays',
      ].join('\n'),
    );
  });

  it('draws itself: one box per variable and one arrow per argument, as SVG and as Mermaid', () => {
    const graph = new Graph();
    graph.run(() => new LogLoss(new Softmax(new Affine(new AffineParams(3, 2), new Input())), new Input()));
    const bundle = (graph as unknown as Record<symbol, () => Record<string, string>>)[
      Symbol.for('Jupyter.display')
    ]();
    assert.equal(bundle['image/svg+xml'].match(/<rect /g)!.length, 7 + 1);
    assert.equal(bundle['image/svg+xml'].match(/marker-end/g)!.length, 6);
    assert.equal(bundle['text/vnd.mermaid'].match(/-->/g)!.length, 6);
    assert.equal(bundle['text/plain'], graph.toString());
  });

  it('draws nothing when it is empty', () => {
    assert.equal(new Graph().toString(), 'an empty graph');
  });
});
