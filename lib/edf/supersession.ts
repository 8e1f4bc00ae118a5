// What happens to a graph when a notebook cell runs again: the nodes of its earlier run must not be computed for ever.
import type { CompNode } from './comp-node.js';
import type { Node } from './node.js';
import { type Origin, currentOrigin, isSuperseded } from './notebook.js';
import type { Parameter } from './parameter.js';
import { sources } from './structure.js';

/**
 * The rule: when a cell runs again, the inputs, parameters and nodes of its earlier run are *superseded*: they leave the graph,
 * and so does every node, of whatever cell, that was built on one of them. Within one run nothing is dropped: a loop that builds
 * ten networks has ten networks in the graph, until `clearGraph()`. To use a node that has left the graph as a loss is an error
 * that says which kind of node was rebuilt under it.
 */
export class Supersession {
  readonly #nodes: CompNode[];
  readonly #parameters: Parameter[];
  readonly #origins = new WeakMap<Node, Origin>();
  /** What each dropped node was built on, for the error message. */
  readonly #dropped = new WeakMap<Node, Node>();
  #lastDrop: Origin['execution'] | null = null;

  constructor(nodes: CompNode[], parameters: Parameter[]) {
    this.#nodes = nodes;
    this.#parameters = parameters;
  }

  /** Notes which run of which cell is building `node`. */
  record(node: Node): void {
    this.drop();
    const origin = currentOrigin();
    if (origin) this.#origins.set(node, origin);
  }

  /** Drops what the running cell built in an earlier run, and what stands on it. Looks once per run. */
  drop(): void {
    const now = currentOrigin();
    if (now === null || now.execution === this.#lastDrop) return;
    this.#lastDrop = now.execution;
    const stale = (node: Node): boolean =>
      this.#dropped.has(node) || isSuperseded(this.#origins.get(node) ?? null, now);
    keep(this.#parameters, (parameter) => !stale(parameter));
    keep(this.#nodes, (node) => {
      const source = stale(node) ? node : sources(node).find(stale);
      const cause = source && (this.#dropped.get(source) ?? source);
      if (cause) this.#dropped.set(node, cause);
      return cause === undefined;
    });
  }

  /** Why `loss` is not in the graph. */
  explain(loss: Node, wasHere: boolean): string {
    const name = loss.constructor.name;
    const cause = this.#dropped.get(loss);
    if (cause === loss) return `Backward: this ${name} was rebuilt by its cell; hint: use the new one`;
    if (cause) {
      return `Backward: this ${name} stands on a ${cause.constructor.name} whose cell has been run again; hint: run the cell that builds the ${name} again, too`;
    }
    return wasHere
      ? `Backward: this ${name} is not in the graph any more, since clearGraph(); hint: build it again`
      : `Backward: this ${name} belongs to another graph; hint: call the Backward of the graph whose run() built it`;
  }
}

/** Removes from `list`, in place, what does not pass. */
function keep<T>(list: T[], passes: (item: T) => boolean): void {
  const kept = list.filter(passes);
  list.splice(0, list.length, ...kept);
}
