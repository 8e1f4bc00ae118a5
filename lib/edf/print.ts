// A graph as what the slides say it is: a sequence of assignments.
import { type NDArray, formatShape } from '../array/index.js';
import type { CompNode } from './comp-node.js';
import { Input } from './input.js';
import { Node, valueSlot } from './node.js';
import type { OpNode } from './op-node.js';
import { ParameterPackage } from './parameter-package.js';
import { Parameter } from './parameter.js';
import { sources } from './structure.js';

/** Names for nodes and parameter packages: `{ x, y, Phi1, loss }`. */
export type Names = Readonly<Record<string, Node | ParameterPackage>>;

/** A node with all that a reader wants to know about it. */
export interface Described {
  readonly node: Node;
  readonly name: string;
  /** `Affine`, `Input` ... */
  readonly kind: string;
  readonly role: 'input' | 'parameter' | 'computed';
  readonly sources: readonly Described[];
  /** `(64, 10) float32`, or nothing before the first forward pass. */
  readonly shape: string;
  /** What is kept for the backward pass, where the node says so. */
  readonly keeps: readonly Described[];
}

/** All nodes in the order of their assignments, inputs and parameters before their first use. */
export function describe(nodes: readonly CompNode[], names: Names = {}): Described[] {
  const given = namesByNode(names);
  const described = new Map<Node, Described>();
  const counts = new Map<string, number>();
  const visit = (node: Node): Described => {
    const known = described.get(node);
    if (known) return known;
    const from = sources(node).map(visit);
    const role = node instanceof Input ? 'input' : node instanceof Parameter ? 'parameter' : 'computed';
    const value = valueSlot(node).peek;
    const letter = role === 'input' ? 'x' : role === 'computed' ? 'v' : value?.ndim === 1 ? 'b' : 'W';
    const keeps: Described[] = [];
    const one: Described = {
      node,
      name: given.get(node) ?? `${letter}${count(counts, letter)}`,
      kind: node.constructor.name,
      role,
      sources: from,
      shape: value ? `${formatShape(value.shape)} ${value.dtype}` : '',
      keeps,
    };
    if (isOpNode(node)) {
      const { args = [], value: own } = node.op.saves;
      keeps.push(...args.map((i) => visit(node.args[i])), ...(own ? [one] : []));
    }
    described.set(node, one);
    return one;
  };
  nodes.forEach(visit);
  return [...described.values()];
}

/** One line per variable: its assignment, its shape, and what its node keeps for the backward pass. */
export function printGraph(nodes: readonly CompNode[], names?: Names): string {
  const all = describe(nodes, names);
  if (all.length === 0) return 'an empty graph';
  const rows = all.map(({ name, kind, role, sources, shape, keeps }) => [
    `${name} = ${kind}${role === 'computed' ? `(${sources.map((one) => one.name).join(', ')})` : ''}`,
    shape,
    keeps.length > 0 ? `keeps ${keeps.map((one) => one.name).join(', ')}` : '',
  ]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map(([assignment, shape, keeps]) =>
    `${assignment.padEnd(widths[0])}  ${shape.padEnd(widths[1])}  ${keeps}`.trimEnd(),
  );
  return [...lines, ...summary(all)].join('\n');
}

/** What the backward pass costs in memory: each array that some node keeps, once. */
function summary(all: readonly Described[]): string[] {
  const kept = new Set(all.flatMap(({ keeps }) => keeps.map(({ node }) => node)));
  const arrays = [...kept].map((node) => valueSlot(node).peek).filter((array) => array !== null) as NDArray[];
  if (arrays.length < kept.size || kept.size === 0) return [];
  const bytes = arrays.reduce((sum, { size, dtype }) => sum + size * (dtype === 'float64' ? 8 : 4), 0);
  return [`kept for the backward pass: ${(bytes / 1000).toFixed(1)} kB in ${arrays.length} arrays`];
}

function namesByNode(names: Names): Map<Node, string> {
  const given = new Map<Node, string>();
  for (const [name, named] of Object.entries(names)) {
    if (named instanceof Node) given.set(named, name);
    else
      for (const [field, node] of Object.entries(named))
        if (node instanceof Node) given.set(node, `${name}.${field}`);
  }
  return given;
}

function count(counts: Map<string, number>, letter: string): number {
  const next = (counts.get(letter) ?? 0) + 1;
  counts.set(letter, next);
  return next;
}

const isOpNode = (node: Node): node is OpNode => 'op' in node && 'args' in node;
