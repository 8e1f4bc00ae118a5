import assert from 'node:assert/strict';
import { np } from '../../../lib/array/index.js';
import {
  AffineParams,
  CompNode,
  Graph,
  Input,
  type Node,
  OpNode,
  Relu,
  Sigmoid,
} from '../../../lib/edf/index.js';
import * as ops from '../../../lib/ops/index.js';

const key = Symbol.for('edflab.notebook');
const globals = globalThis as unknown as Record<symbol, unknown>;

/** A notebook with one graph: `run(cell, body)` is one execution of a cell. */
function notebook() {
  const graph = new Graph();
  let execution = 0;
  const run = <T>(cellId: string, body: () => T): T => {
    globals[key] = { get: () => undefined, has: () => false, cellId, execution: ++execution };
    return graph.run(body);
  };
  return { graph, run };
}

describe('a graph in a notebook', () => {
  const before = globals[key];
  afterEach(() => {
    globals[key] = before;
  });

  it('drops the nodes and parameters of a cell when that cell runs again', () => {
    const { graph, run } = notebook();
    const build = () =>
      new Relu(new OpNode(ops.matmul, [new Input(np.ones([1, 2])), new AffineParams(2, 2).w]));
    run('build', build);
    const again = run('build', build);
    assert.equal(graph.CompNodes.length, 2);
    assert.equal(graph.CompNodes[1], again);
    assert.equal(graph.Parameters.length, 2);
  });

  it('keeps everything that one run builds in a loop', () => {
    const { graph, run } = notebook();
    run('loop', () => {
      for (let i = 0; i < 10; i++) new Relu(new Input([i]));
    });
    assert.equal(graph.CompNodes.length, 10);
  });

  it('keeps what other cells built', () => {
    const { graph, run } = notebook();
    const Phi = run('parameters', () => new AffineParams(2, 2));
    const build = () => new OpNode(ops.matmul, [new Input(np.ones([1, 2])), Phi.w]);
    run('net', build);
    run('net', build);
    run('train', () => graph.Forward());
    run('train', () => graph.Forward());
    assert.equal(graph.CompNodes.length, 1);
    assert.deepEqual(graph.Parameters, [Phi.w, Phi.b]);
  });

  it('drops what other cells built on a superseded parameter, input or node, and says which cell to run', () => {
    const firsts = {
      Input: () => new Input([1]),
      Parameter: () => new AffineParams(1, 1).b,
      Sigmoid: () => new Sigmoid(new Input([1])),
    };
    for (const [kind, first] of Object.entries<() => Node>(firsts)) {
      const { graph, run } = notebook();
      const source = run('first', first);
      const loss = run('second', () => new Relu(new Relu(source)));
      run('train', () => graph.Forward());
      run('first', first);
      assert.throws(() => run('train', () => graph.Backward(loss)), {
        message: `Backward: this Relu stands on a ${kind} whose cell has been run again; hint: run the cell that builds the Relu again, too`,
      });
      assert.ok(!graph.CompNodes.includes(loss));
    }
  });

  it('finds what a hand-written node reads in its fields, lists included', () => {
    class Sum extends CompNode {
      constructor(public terms: Node[]) {
        super();
      }
      forward() {
        this.value = this.terms.reduce((sum, { value }) => sum.add(value), np.array([0]));
      }
      backward() {
        for (const term of this.terms) term.addgrad(this.grad);
      }
    }
    const { graph, run } = notebook();
    const term = run('first', () => new Sigmoid(new Input([1])));
    run('second', () => new Sum([term]));
    run('first', () => new Sigmoid(new Input([1])));
    assert.deepEqual(
      graph.CompNodes.map((node) => node.constructor.name),
      ['Sigmoid'],
    );
  });

  it('drops them when the cell is edited to build nothing, too, as soon as it uses the graph', () => {
    const { graph, run } = notebook();
    run('cell', () => new Sigmoid(new Input([1])));
    run('cell', () => graph.Forward());
    assert.equal(graph.CompNodes.length, 0);
  });

  it('drops nothing outside of a notebook', () => {
    globals[key] = undefined;
    const graph = new Graph();
    graph.run(() => new Sigmoid(new Input([1])));
    graph.run(() => new Sigmoid(new Input([1])));
    assert.equal(graph.CompNodes.length, 2);
  });
});
