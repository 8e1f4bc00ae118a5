// The core of EDF: a graph is the list of computed nodes in the order of their assignments, and a list of parameters.
import type { CompNode } from './comp-node.js';
import { type Convention, EDF2024 } from './convention.js';
import type { Node } from './node.js';
import type { Parameter } from './parameter.js';
import { Backward, Forward, SGD } from './passes.js';
import { type MimeBundle, graphBundle } from './picture.js';
import { type Names, printGraph } from './print.js';
import { Supersession } from './supersession.js';

/**
 * A computation graph. Slides: "The Core of EDF" (2018, 2024).
 *
 * Nodes join the graph that is current when they are built: the default graph, or the one whose `run` is active.
 *
 * In a notebook, running a cell again drops the inputs, parameters and nodes that its earlier run built, and all nodes of
 * other cells that were built on them: run those cells again, too. One run of a cell drops nothing that it built itself, so
 * a loop that builds networks calls `clearGraph()` first, or gives each a `new Graph()`.
 *
 * @example
 * const graph = new Graph({ convention: EDF2018 });
 * const loss = graph.run(() => new LogLoss(new Softmax(new Affine(Phi, x)), y));
 * graph.Forward();
 * graph.Backward(loss);
 * graph.SGD(0.5);
 */
export class Graph {
  /** How gradients are averaged over the batch, and the sign of the bias. */
  readonly convention: Convention;
  #nBatch: number | undefined;
  readonly #nodes: CompNode[] = [];
  readonly #parameters: Parameter[] = [];
  readonly #superseded = new Supersession(this.#nodes, this.#parameters);

  constructor({ convention = EDF2024 }: { convention?: Convention } = {}) {
    this.convention = convention;
  }

  /** Number of examples in the loss while `Backward` runs, else undefined. */
  get nBatch(): number | undefined {
    return this.#nBatch;
  }
  set nBatch(examples: number | undefined) {
    this.#nBatch = examples;
    inBackward = examples === undefined ? null : this;
  }

  /** Computes the value of every node: see `Forward`. */
  Forward(): void {
    Forward(this);
  }

  /** Computes the gradient of `loss` by every node and parameter: see `Backward`. */
  Backward(loss: CompNode): void {
    Backward(loss, this);
  }

  /** One step of gradient descent on every parameter: see `SGD`. */
  SGD(eta?: number): void {
    SGD(eta, this);
  }

  /** Computed nodes in the order in which they were built, which is an order in which they can be computed. */
  get CompNodes(): readonly CompNode[] {
    this.#superseded.drop();
    return this.#nodes;
  }

  /** Parameters in the order in which they were built. */
  get Parameters(): readonly Parameter[] {
    this.#superseded.drop();
    return this.#parameters;
  }

  /** Runs `body`; the nodes built in it belong to this graph. @throws TypeError when `body` is asynchronous */
  run<T>(body: () => T): T {
    const result = withCurrent(this, body);
    if (!(result instanceof Promise)) return result;
    throw new TypeError(
      'Graph.run: the body is asynchronous: nodes built after its first await would join another graph',
    );
  }

  /** Forgets all nodes and parameters. */
  clear(): void {
    this.#nodes.length = 0;
    this.#parameters.length = 0;
  }

  /** @internal Called by the constructors of nodes. */
  join(node: Node, kind: 'input' | 'parameter' | 'computed'): void {
    homes.set(node, this);
    this.#superseded.record(node);
    if (kind === 'computed') this.#nodes.push(node as CompNode);
    if (kind === 'parameter') this.#parameters.push(node as Parameter);
  }

  /** The graph as a list of assignments, with shapes. `names` are for the nodes that have one: `graph.toString({ x, loss })`. */
  toString(names?: Names): string {
    return printGraph(this.CompNodes, names);
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }

  /** How a notebook shows it: a picture, and the list of assignments. */
  [Symbol.for('Jupyter.display')](): MimeBundle {
    return graphBundle(this.CompNodes);
  }

  /** @internal What `Backward` starts from, 1 (2024) or 1/B (2018); notes B in `nBatch`. @throws Error for a foreign loss */
  lossGrad(loss: CompNode): number {
    if (!this.CompNodes.includes(loss))
      throw new Error(this.#superseded.explain(loss, graphOf(loss) === this));
    this.nBatch = loss.value.shape[0] ?? 1;
    return this.convention.lossGrad === '1' ? 1 : 1 / this.nBatch;
  }
}

/** The graph of everything that is built outside of a `graph.run(...)`. */
export const defaultGraph = new Graph();

/** Computed nodes of the default graph, in the order in which they were built. */
export const CompNodes: readonly CompNode[] = defaultGraph.CompNodes;

/** Parameters of the default graph, in the order in which they were built. */
export const Parameters: readonly Parameter[] = defaultGraph.Parameters;

let current = defaultGraph;
const homes = new WeakMap<Node, Graph>();

function withCurrent<T>(graph: Graph, body: () => T): T {
  const before = current;
  current = graph;
  try {
    return body();
  } finally {
    current = before;
  }
}

/** The graph that new nodes join now. */
export const currentGraph = (): Graph => current;

let inBackward: Graph | null = null;

/** The graph whose `Backward` is running. */
export const backwardGraph = (): Graph | null => inBackward;

/** The graph in which a node was built. */
export const graphOf = (node: Node): Graph | undefined => homes.get(node);
