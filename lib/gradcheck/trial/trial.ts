// What travels between the two sides of a check.
// A Trial goes to the side that holds the student's code; an Outcome, numbers only, comes back and is believed by nobody
// until `readOutcome` has looked at it. Both are plain data (structured-cloneable, and JSON apart from the typed arrays).
import type { DType } from '../../array/index.js';

/** The two gradient conventions of EDF, by name: see `Graph`. */
export type ConventionName = 'EDF2018' | 'EDF2024';

/** An array as it travels: its values in row-major order, widened to float64 (exact for every dtype). */
export interface ArrayData {
  dtype: DType;
  shape: number[];
  data: Float64Array;
}

/**
 * Something a node under test reads.
 * - `node`: stands for an earlier node of the graph; its gradient is collected
 * - `input`: an `Input`: its gradient is nobody's business (labels, data)
 * - `parameter`: a `Parameter`, whose `addgrad` follows the convention of the graph
 */
export interface SourceDeclaration {
  name: string;
  kind: 'node' | 'input' | 'parameter';
}

/** One argument of the student's constructor. `affineParams` makes an `AffineParams` out of two parameter sources. */
export type Argument =
  | { kind: 'source'; name: string }
  | { kind: 'affineParams'; w: string; b: string }
  | { kind: 'node'; name: string }
  | { kind: 'constant'; value: number | string | boolean | number[] };

/** One instance of a student's class, wired to sources and to instances declared before it. */
export interface NodeDeclaration {
  name: string;
  className: string;
  arguments: Argument[];
}

/**
 * One go at the graph: new values for the sources named, then `forward` of every node in order (if `forward`), then, if
 * `upstream` is given, every gradient filled with `prefill`, the upstream gradients added, and `backward` of every node in
 * reverse order.
 */
export interface Pass {
  values: Record<string, ArrayData>;
  forward: boolean;
  upstream: Record<string, ArrayData> | null;
  prefill: number;
  /** In how many calls of the nodes' own `addgrad` the upstream gradients arrive; by default they are assigned. */
  parts?: number;
}

/** Builds instances of the student's node class in a graph of their own and runs passes over them. */
export interface NodeTrial {
  kind: 'node';
  convention: ConventionName;
  sources: SourceDeclaration[];
  nodes: NodeDeclaration[];
  passes: Pass[];
}

/** A value handed to a student's function. */
export type FunctionArgument = ArrayData | number | string | boolean;

/** Calls a student's function, once for every list of arguments. */
export interface FunctionTrial {
  kind: 'function';
  name: string;
  calls: FunctionArgument[][];
  /** Names of the arrays it returns, where it returns several: as a list in this order, or as an object with these fields. */
  returns?: string[];
}

/** Images as they travel: there are so many that those of float32 stay as they are, half as long. */
export interface ImagesData extends Omit<ArrayData, 'data'> {
  data: Float32Array | Float64Array;
}

/** Calls a student's `train(images, labels, testImages)`, which returns the labels it predicts for `testImages`. */
export interface TrainingTrial {
  kind: 'training';
  name: string;
  images: ImagesData;
  labels: ArrayData;
  testImages: ImagesData;
}

/** Reads what the cells have defined under some names. */
export interface ValuesTrial {
  kind: 'values';
  names: string[];
}

/** How something of a student's is called: `a.mul(b)`, `mul(a, b)`, `new Mul(a, b)`. */
export interface EngineCall {
  call: 'method' | 'function' | 'new';
  name: string;
}

/** One step of a computation: a variable, or an operation on earlier steps. */
export type EngineStep = { variable: number } | { operation: string; args: number[] };

/**
 * Builds a computation of a student's variables and operations, step by step, and has gradients found of its last step:
 * `backwards` times with the first values, then once with each of the others. Where there is no `forward`, new values mean
 * that the computation is built anew, on the same variables.
 */
export interface EngineTrial {
  kind: 'engine';
  /** Absent for `grad`. */
  variable?: EngineCall;
  operations: Record<string, EngineCall>;
  forward?: string;
  backward: EngineCall | { call: 'grad'; name: string };
  fields: { value: string; grad: string };
  steps: EngineStep[];
  /** The step whose gradients are asked for, where it is not the last. */
  output?: number;
  backwards: number;
  /** The value of every variable, once for each go. */
  values: FunctionArgument[][];
}

/** Takes steps of a student's optimiser. */
export interface OptimiserTrial {
  kind: 'optimiser';
  call: EngineCall;
  step: string;
  settings: number[];
  values: ArrayData[];
  /** The gradient of every parameter, once for each step. */
  gradients: ArrayData[][];
}

/** Reads the traces and the titles of a plot. */
export interface PlotTrial {
  kind: 'plot';
  name: string;
}

export type Trial =
  NodeTrial | FunctionTrial | TrainingTrial | ValuesTrial | EngineTrial | OptimiserTrial | PlotTrial;

/** What was read where an array should be: the array, or a word for what was there instead ("undefined", "a number"). */
export type Reading = ArrayData | { instead: string };

/** A text, or a list of texts, as it was read: shape () or (n,). */
export interface TextData {
  shape: number[];
  texts: string[];
}

/** What was read where a value may be text as well. */
export type Given = Reading | TextData;

/** One trace of a plot as it was read; `x` is null where there is none. */
export interface TraceData {
  name: string;
  x: Given | null;
  y: Given;
}

/** A plot as it was read. */
export interface FigureData {
  traces: TraceData[];
  titles: { x: string; y: string };
}

/** One call of `addgrad` on a source. `data` is kept only when the call was refused, to tell why. */
export interface AddgradCall {
  source: string;
  shape: number[];
  refused: boolean;
  delta?: ArrayData;
}

/** Everything observable after one pass. `grads`, `upstreamAfter` and `calls` are empty for a pass without backward. */
export interface PassOutcome {
  /** Each node's value after its forward. */
  values: Record<string, Reading>;
  /** Each node's value after all backwards. */
  valuesAfter: Record<string, Reading>;
  /** Gradients of `node` and `parameter` sources. */
  grads: Record<string, Reading>;
  /** Values of the sources after the pass. */
  sourcesAfter: Record<string, Reading>;
  /** Upstream gradients (the nodes' own `grad`) after all backwards. */
  upstreamAfter: Record<string, Reading>;
  calls: AddgradCall[];
}

/** Where a student's code was when it threw. `lookup`: there is no such class or function. */
export type Phase = 'lookup' | 'construct' | 'forward' | 'backward' | 'call';

/** What a student's code threw, reduced to text. `line` is 1-based and counts in the file `file` of the innermost frame. */
export interface Failure {
  phase: Phase;
  name: string;
  message: string;
  /** Name of the node, or index of the pass or call, at which it happened. */
  pass: number;
  file?: string;
  line?: number;
  calls: AddgradCall[];
}

/**
 * Passes completed before the failure, if there was one, are kept. Function trials fill `results`, call by call and within a
 * call in the order of `returns`; training trials fill `results[0]`; engine trials the value and every variable's gradient, go by
 * go; optimiser trials every parameter's value and gradient, step by step.
 */
export interface Outcome {
  passes: PassOutcome[];
  results: Reading[];
  /** What a values trial read, name by name. */
  given?: Given[];
  /** What a plot trial read. */
  figure?: FigureData | { instead: string };
  /** Calls whose array arguments were changed. */
  mutated?: number[];
  /** Calls whose returned arrays held other numbers when all calls were done. */
  changed?: number[];
  failure: Failure | null;
}
