import assert from 'node:assert/strict';
import * as lib from '../../../../lib/index.js';
import { checkProblem, drive } from '../../../../lib/gradcheck/index.js';
import { nodes } from '../../../../problem-sets/nodes/problems.js';

const { Conv2D, MaxPool2D, BatchNorm, np } = lib;
type Node = lib.Node;
type Parameter = lib.Parameter;

/** The library's nodes, with the constructors that the problems declare. */
const classes: Record<string, unknown> = {
  Mul: lib.Mul,
  Add: lib.Add,
  CrossEntropy: lib.CrossEntropy,
  LayerNorm: lib.LayerNorm,
  Conv2D: class extends Conv2D {
    constructor(w: Parameter, b: Parameter, x: Node, stride: number, padding: number) {
      super({ w, b }, x, { stride, padding });
    }
  },
  MaxPool2D: class extends MaxPool2D {
    constructor(x: Node, kernel: number) {
      super(x, { kernel });
    }
  },
  BatchNorm: class extends BatchNorm {
    constructor(gain: Parameter, shift: Parameter, x: Node) {
      super({ gain, shift }, x);
    }
  },
};

describe('the nodes of the library', () => {
  for (const problem of nodes.problems) {
    it(`pass the check of ${problem.id}`, () => {
      const { passed, diagnosis, findings } = drive(
        checkProblem(problem, new np.random.Generator(9)),
        (name) => classes[name],
      ).data;
      assert.deepEqual([passed, diagnosis, findings], [true, null, []]);
    });
  }

  it('have 520 parameters in the first layer of LeNet', () => {
    const { w, b } = new lib.ConvParams(1, 20, 5, { seed: 1 });
    assert.deepEqual([w.value.shape, b.value.shape, w.value.size + b.value.size], [[20, 1, 5, 5], [20], 520]);
  });

  it('say which shapes do not fit', () => {
    const conv = (x: number[], w: number[]) => () =>
      lib.ops.conv2d(np.zeros(x), np.zeros(w), np.zeros([w[0]]), {});
    assert.throws(
      conv([2, 5, 5], [1, 1, 3, 3]),
      /conv2d: expected images of shape \(B, C, H, W\), got \(2, 5, 5\)/,
    );
    assert.throws(
      conv([2, 3, 5, 5], [1, 1, 3, 3]),
      /expected kernels of shape \(K, C, kh, kw\).*got \(1, 1, 3, 3\)/,
    );
    assert.throws(
      conv([2, 1, 2, 2], [1, 1, 3, 3]),
      /a window of \(3, 3\) does not fit into images of \(2, 1, 2, 2\)/,
    );
  });
});
