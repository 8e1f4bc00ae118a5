// The untrusted half of a node's check: wires a student's class into a graph of its own, runs passes and reports what could be
// observed. It holds no answer: it imports arrays and the core of EDF only, never an op.
import type { NDArray } from '../../array/index.js';
import {
  AffineParams,
  CompNode,
  EDF2018,
  EDF2024,
  Graph,
  Input,
  type Node,
  Parameter,
} from '../../edf/core.js';
import { describe, filled, fromData, isArrayData, read, readShape, sizeOf } from './data.js';
import type { Lookup } from './lookup.js';
import type { Progress } from './progress.js';
import type {
  Argument,
  ArrayData,
  NodeTrial,
  Pass,
  PassOutcome,
  Reading,
  SourceDeclaration,
} from './trial.js';

const conventions = { EDF2018, EDF2024 };
/** Refused deltas are sent back up to this many elements: enough to tell what they are. */
const largestKeptDelta = 100_000;

/** A trial's graph, its sources and the student's nodes. */
interface Stage {
  trial: NodeTrial;
  graph: Graph;
  sources: Map<string, Node>;
  nodes: Map<string, CompNode>;
  progress: Progress;
}

/** Fills `passes` with what could be observed, pass by pass. */
export function runNode(lookup: Lookup, trial: NodeTrial, passes: PassOutcome[], progress: Progress): void {
  const graph = new Graph({ convention: conventions[trial.convention] });
  graph.run(() => {
    const sources = new Map(trial.sources.map((source) => [source.name, makeSource(source, progress)]));
    for (const [name, value] of Object.entries(trial.passes[0].values))
      sources.get(name)!.value = fromData(value);
    const nodes = new Map<string, CompNode>();
    for (const { name, className, arguments: declared } of trial.nodes) {
      progress.phase = 'lookup';
      const Class = findClass(lookup, className);
      progress.phase = 'construct';
      nodes.set(name, new Class(...declared.map((argument) => makeArgument(argument, sources, nodes))));
    }
    trial.passes.forEach((pass, i) => {
      progress.pass = i;
      passes.push(runPass(pass, { trial, graph, sources, nodes, progress }));
    });
  });
}

type NodeClass = new (...args: unknown[]) => CompNode;

function findClass(lookup: Lookup, name: string): NodeClass {
  const found = lookup(name);
  if (found === undefined) throw new ReferenceError(`there is no class ${name}`);
  if (typeof found !== 'function')
    throw new TypeError(`${name} should be a class that extends CompNode, but it is ${describe(found)}`);
  if (!(found.prototype instanceof CompNode))
    throw new TypeError(
      `${name} should be a class that extends CompNode: class ${name} extends CompNode { ... }`,
    );
  return found as NodeClass;
}

function runPass(pass: Pass, { trial, graph, sources, nodes, progress }: Stage): PassOutcome {
  const result: PassOutcome = {
    values: {},
    valuesAfter: {},
    grads: {},
    sourcesAfter: {},
    upstreamAfter: {},
    calls: [],
  };
  progress.calls = result.calls;
  for (const [name, value] of Object.entries(pass.values)) sources.get(name)!.value = fromData(value);

  progress.phase = 'forward';
  if (pass.forward) for (const node of nodes.values()) node.forward();
  for (const [name, node] of nodes) result.values[name] = readValue(node);
  const [first] = nodes.values();
  if (!Object.values(result.values).every(isArrayData))
    throw new TypeError(`${first.constructor.name}.forward does not set this.value`);

  if (pass.upstream) {
    progress.phase = 'backward';
    graph.nBatch = first.value.shape[0];
    for (const node of nodes.values()) node.grad = filled(node.value.shape, 0);
    for (const { name, kind } of trial.sources) {
      const source = sources.get(name)!;
      if (kind !== 'input') source.grad = filled(source.value.shape, pass.prefill);
    }
    for (const [name, upstream] of Object.entries(pass.upstream))
      deliver(nodes.get(name)!, upstream, pass.parts);
    for (const node of [...nodes.values()].reverse()) node.backward();
    for (const { name, kind } of trial.sources)
      if (kind !== 'input') result.grads[name] = readGrad(sources.get(name)!);
    for (const name of Object.keys(pass.upstream)) result.upstreamAfter[name] = readGrad(nodes.get(name)!);
  }
  for (const [name, node] of nodes) result.valuesAfter[name] = readValue(node);
  for (const [name, source] of sources) result.sourcesAfter[name] = readValue(source);
  return result;
}

/** Gives a node its upstream gradient. In several parts, as from several users, each of whom uses its array again afterwards. */
function deliver(node: CompNode, upstream: ArrayData, parts = 0): void {
  if (parts === 0) node.grad = fromData(upstream);
  for (let part = 0; part < parts; part++) {
    const delta = fromData({ ...upstream, data: upstream.data.map((value) => value / parts) });
    node.addgrad(delta);
    delta.fill(NaN);
  }
}

function readValue(node: Node): Reading {
  return readFrom(() => node.value);
}

function readGrad(node: Node): Reading {
  return readFrom(() => node.grad);
}

/** The getters of `value` and `grad` throw while there is none. */
function readFrom(get: () => unknown): Reading {
  try {
    return read(get());
  } catch {
    return { instead: 'nothing' };
  }
}

function makeArgument(argument: Argument, sources: Map<string, Node>, nodes: Map<string, CompNode>): unknown {
  switch (argument.kind) {
    case 'source':
      return sources.get(argument.name);
    case 'node':
      return nodes.get(argument.name);
    case 'constant':
      return argument.value;
    case 'affineParams': {
      const fields = { w: sources.get(argument.w), b: sources.get(argument.b) };
      return Object.assign(Object.create(AffineParams.prototype) as AffineParams, fields);
    }
  }
}

/** A node with a given value, whose `addgrad` keeps a record. */
function makeSource({ name, kind }: SourceDeclaration, progress: Progress): Node {
  const record = (delta: NDArray, addgrad: () => void): void => {
    const shape = readShape(delta);
    try {
      addgrad();
      progress.calls.push({ source: name, shape, refused: false });
    } catch (error) {
      const reading = sizeOf(shape) <= largestKeptDelta ? read(delta) : null;
      progress.calls.push({
        source: name,
        shape,
        refused: true,
        ...(reading && 'data' in reading ? { delta: reading } : {}),
      });
      throw error;
    }
  };
  if (kind === 'input') return new Input();
  if (kind === 'parameter') return new RecordingParameter(record);
  return new RecordingNode(record);
}

type Recorder = (delta: NDArray, addgrad: () => void) => void;

class RecordingParameter extends Parameter {
  constructor(private readonly record: Recorder) {
    super(filled([1], 0));
  }
  override addgrad(delta: NDArray): void {
    this.record(delta, () => super.addgrad(delta));
  }
  override addsum(delta: NDArray, examples: number): void {
    this.record(delta, () => super.addsum(delta, examples));
  }
  static {
    Object.defineProperty(this, 'name', { value: 'Parameter' });
  }
}

class RecordingNode extends CompNode {
  constructor(private readonly record: Recorder) {
    super();
  }
  override addgrad(delta: NDArray): void {
    this.record(delta, () => super.addgrad(delta));
  }
  override forward(): void {}
  override backward(): void {
    throw new Error('backward of another node is called');
  }
  static {
    Object.defineProperty(this, 'name', { value: 'Node' });
  }
}
