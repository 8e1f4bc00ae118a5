// What travels between the two sides of a check, and what the trusted side makes of it.
// A Trial goes to the side that holds the student's code; an Outcome, numbers only, comes back and is believed by nobody
// until `readOutcome` has looked at it. Both are plain data (structured-cloneable, and JSON apart from the Float64Arrays).
import type { DType, NDArray } from '../array/index.js';

/** The two gradient conventions of EDF, by name: see `Graph`. */
export type ConventionName = 'EDF2018' | 'EDF2024';

/** An array as it travels: its values in row-major order, widened to float64 (exact for every dtype). */
export interface ArrayData {
  dtype: DType;
  shape: number[];
  data: Float64Array;
}

// ---------------------------------------------------------------------------------------------------------------------
// Trial: what the student's code is asked to do

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

/** Calls a student's `train(images, labels, testImages)`, which returns the labels it predicts for `testImages`. */
export interface TrainingTrial {
  kind: 'training';
  name: string;
  images: ArrayData;
  labels: ArrayData;
  testImages: ArrayData;
}

export type Trial = NodeTrial | FunctionTrial | TrainingTrial;

// ---------------------------------------------------------------------------------------------------------------------
// Outcome: what came back

/** What was read where an array should be: the array, or a word for what was there instead ("undefined", "a number"). */
export type Reading = ArrayData | { instead: string };

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
 * call in the order of `returns`; training trials fill `results[0]`.
 */
export interface Outcome {
  passes: PassOutcome[];
  results: Reading[];
  /** Calls whose array arguments were changed. */
  mutated?: number[];
  failure: Failure | null;
}

// ---------------------------------------------------------------------------------------------------------------------
// Problems: what an instructor declares

/**
 * How the entries of a source are drawn.
 * - `labels`: integers 0 .. classes-1, `classes` naming a dimension
 * - `distinct`: no two entries are near each other, for nodes that ask which is the largest; ties are a probe of their own
 */
export type Domain =
  | { kind: 'normal'; scale?: number }
  | { kind: 'distinct' }
  | { kind: 'probabilities' }
  | { kind: 'positive' }
  | { kind: 'labels'; classes: string };

/** A source of a node problem: `shape` in named dimensions, `B` being the batch. */
export interface SourceSpecification extends SourceDeclaration {
  shape: string[];
  domain: Domain;
  /** What a student's code calls it after `this.`, if not by its name: `Phi.w`. */
  label?: string;
  /** Points where the derivative jumps: ordinary draws keep 1e-3 away from them. */
  kinks?: number[];
}

/** The values of a problem's sources, by name, in float64. */
export type Values = Record<string, NDArray>;

/**
 * The right answer, as two functions over float64 arrays. `backward` is given the value that `forward` made, returns the
 * gradient of every source but inputs, and sums the gradients of parameters over the batch.
 */
export interface Reference {
  forward(values: Values): NDArray;
  backward(values: Values, upstream: NDArray, value: NDArray): Values;
}

/** A formula students are known to write, with what to tell them. `backward` as in `Reference`. */
export interface KnownMistake {
  code: DiagnosisCode;
  /** What is wrong, in one sentence; default: what the code says. */
  summary?: string;
  /** One sentence or two to the student, shown word for word. */
  hint: string;
  forward?(values: Values): NDArray;
  backward?(values: Values, upstream: NDArray, value: NDArray): Values;
}

/** One term of a gradient. `text` is how a hint calls it: `the mean of y.grad`. */
export interface Term {
  text: string;
  term(values: Values, upstream: NDArray, value: NDArray): NDArray;
}

/** The four things a node is judged by. */
export type Aspect = 'forward' | 'backward' | 'accumulation' | 'stability';

interface ProblemBase {
  /** What `check('...')` and the notebook's `grade_id` call it. */
  id: string;
  title: string;
  points: number;
  /** Preloaded names that the grader's child must not offer to this problem's cells; the set's `withheld` if absent. */
  withheld?: string[];
}

/** Write a node: `forward` and `backward` of a class that extends `CompNode`. */
export interface NodeProblem extends ProblemBase {
  kind: 'node';
  className: string;
  sources: SourceSpecification[];
  arguments: Argument[];
  /** The lengths a dimension may have, where not any will do: `{ kh: [2, 3], one: [1] }`. */
  dimensions?: Record<string, readonly number[]>;
  reference: Reference;
  /** The formula in words for hints, e.g. `x.grad = y.grad * y * (1 - y)`. */
  formula: string;
  /** Shares of the points; normalised to sum 1. Default: forward 0 (it is given), backward 7, accumulation 2, stability 1. */
  shares?: Partial<Record<Aspect, number>>;
  /** The terms that the gradient of a source is the sum of, where it is one: a missing one can then be named. */
  terms?: Record<string, Term[]>;
  /** Formulas that the general diagnoses cannot name. */
  mistakes?: KnownMistake[];
  /** Hints of this problem's own, by code (`sign`) or by code and place (`sign:b`). */
  hints?: Record<string, string>;
  /**
   * Inputs at which a careless formula overflows, for the aspect `stability`; default: rows with 0, +-30, +-1000, equal
   * entries, and one entry far below the others, in every `normal` node source.
   */
  extremes?: { what: string; values: Record<string, number[] | number[][]> }[];
}

/** Write a function of arrays and numbers that returns an array or a number. */
export interface FunctionProblem extends ProblemBase {
  kind: 'function';
  functionName: string;
  /** Draws one list of arguments; called several times. `size` grows from 1. */
  draw(random: Random, size: number): (NDArray | number | string | boolean)[];
  reference(...args: (NDArray | number | string | boolean)[]): NDArray | number;
  /** Relative tolerance, normwise; default 1e-9. */
  tolerance?: number;
  /** What the arguments are called where an example is shown; default `argument 1`, `argument 2`. */
  argumentNames?: string[];
  /** Small arguments for an example to redo by hand, smallest first; default: small draws from a public seed. */
  examples?: (NDArray | number | string | boolean)[][];
}

/**
 * Write the gradient of a given function: `lossGradient(w, x, y)`, by any means, returns the gradient by `w`. Arguments come in
 * the order of `sources`; those of kind `input` have no gradient. With several gradients, a list or an object of them.
 */
export interface GradientProblem extends ProblemBase {
  kind: 'gradient';
  functionName: string;
  sources: SourceSpecification[];
  dimensions?: NodeProblem['dimensions'];
  /** The function itself, of shape (), and its gradients, in float64. */
  reference: { value(values: Values): NDArray; gradient(values: Values): Values };
  /** The formula in words for hints. */
  formula: string;
  terms?: NodeProblem['terms'];
  mistakes?: KnownMistake[];
  hints?: Record<string, string>;
}

/** One node of a network: what its class is judged by, and the source or earlier node that fills each of that problem's sources. */
export interface NetworkNode {
  name: string;
  problem: NodeProblem;
  slots: Record<string, string>;
}

/** Write the classes of a network: its gradients must be right, and if they are not, the class that is to blame is named. */
export interface NetworkProblem extends ProblemBase {
  kind: 'network';
  sources: SourceSpecification[];
  dimensions?: NodeProblem['dimensions'];
  /** In an order in which they can be computed; the last one is the loss. */
  nodes: NetworkNode[];
}

/** Write `train(images, labels, testImages)`: full points at `error` or less, none at `noCredit` or more, linear between. */
export interface TrainingProblem extends ProblemBase {
  kind: 'training';
  functionName: string;
  /** Draws the data; `labels` of the test images stay on the trusted side. */
  draw(random: Random): { images: NDArray; labels: NDArray; testImages: NDArray; testLabels: NDArray };
  /** Share of wrong predictions, 0 .. 1, that earns all points. */
  error: number;
  /** Share of wrong predictions that earns none; default `error`: all or nothing. */
  noCredit?: number;
  /** Wall-clock seconds the grader should grant; default 60. */
  seconds?: number;
  /** A small network of the classes that training uses: where the error is too high, it tells which of them is to blame. */
  network?: NetworkProblem;
}

/** An answer in words, left for a person. */
export interface WrittenProblem extends ProblemBase {
  kind: 'written';
}

export type Problem =
  NodeProblem | FunctionProblem | GradientProblem | NetworkProblem | TrainingProblem | WrittenProblem;

/** What `problems.ts` of a problem set exports; made by `defineProblemSet`, which refuses a wrong declaration. */
export interface ProblemSet {
  id: string;
  title: string;
  problems: Problem[];
  /** Preloaded names that hold answers: the grader's child does not offer them, whatever a problem says of its own. */
  withheld: string[];
}

/** The random numbers a check draws from: an `np.random.Generator`, seeded publicly or from the grader's secret. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  normal(): number;
  /** Uniform whole number in low .. high-1. */
  integers(low: number, high: number): number;
}

// ---------------------------------------------------------------------------------------------------------------------
// Report: what is said about it

/** Names of mistakes. They are stable: mutants, tests and gradebooks refer to them. */
// prettier-ignore
export type DiagnosisCode =
  // nothing to judge
  | 'missing' | 'not-a-node' | 'not-implemented' | 'throws' | 'no-value' | 'not-an-array' | 'not-finite' | 'malformed-outcome'
  // forward
  | 'forward-wrong' | 'forward-shape' | 'forward-unstable' | 'forward-low-precision' | 'forward-sign' | 'bias-sign'
  // behaviour
  | 'assigned-not-accumulated' | 'stale-value' | 'state-in-backward' | 'mutates-input' | 'mutates-upstream' | 'mutates-value'
  | 'batch-size-fixed' | 'shared-state' | 'own-addgrad' | 'bypasses-addgrad'
  // shapes
  | 'gradient-shape' | 'summed-over-batch' | 'not-summed' | 'transposed' | 'wrong-axis'
  // values
  | 'zero' | 'sign' | 'factor-batch' | 'factor-inverse-batch' | 'factor-size' | 'factor-constant'
  | 'missing-local-derivative' | 'wrong-local-derivative' | 'missing-factor' | 'extra-factor' | 'upstream-ignored'
  | 'value-for-gradient' | 'input-for-value' | 'value-for-input' | 'swapped-gradients'
  | 'missing-row-coupling' | 'wrong-mask' | 'inverted-mask' | 'batch-mean' | 'leaks-across-examples' | 'missing-gradient'
  | 'nonlinear-in-upstream' | 'extra-term' | 'missing-term' | 'wrong-factor' | 'unstable-gradient' | 'kink' | 'wrong-formula' | 'wrong-for-some'
  // right, but
  | 'finite-differences' | 'low-precision'
  // functions and training
  | 'wrong-value' | 'wrong-shape' | 'error-too-high' | 'returned-promise';

/** What is wrong, and what to do about it. */
export interface Diagnosis {
  code: DiagnosisCode;
  /** The array it shows in: a source's name for a gradient, `value` for a forward. */
  where: string;
  /** What is wrong, in one sentence. */
  summary: string;
  /** What to look at, in words a student can act on. */
  hint: string;
  /** Whether a second, independent draw showed the same. Unconfirmed diagnoses are offered as a guess. */
  confirmed: boolean;
  /** For networks and training: the class that is to blame. */
  culprit?: string;
}

/** A numeric example small enough to redo by hand, always from public integers, never from a secret draw. */
export interface Counterexample {
  inputs: { name: string; value: ArrayData }[];
  upstream: ArrayData | null;
  /** `x.grad`, `value` ... */
  what: string;
  got: Reading;
  expected: ArrayData;
  /** What else the reader must know: "x.grad held 7 before". */
  note: string;
}

/** One probe that failed. */
export interface Finding {
  aspect: Aspect;
  /** What was tried: "B = 1", "a second forward with new data". */
  probe: string;
  /** What was seen, without any drawn number in it. */
  message: string;
  /** True when it costs points; false for remarks such as low precision. */
  fails: boolean;
}

export interface SubScore {
  aspect: Aspect | 'answer';
  earned: number;
  points: number;
  passed: boolean;
  reason: string;
}

/** The result as plain data: what the grader stores. Nothing in it was drawn from a secret. */
export interface ReportData {
  id: string;
  title: string;
  kind: Problem['kind'];
  /** True when everything held. A written answer is neither passed nor failed: `pending`. */
  passed: boolean;
  pending: boolean;
  earned: number;
  points: number;
  subscores: SubScore[];
  findings: Finding[];
  diagnosis: Diagnosis | null;
  counterexample: Counterexample | null;
  heatMap: HeatMap | null;
  /** How many probes ran. */
  probes: number;
}

/** Where an array is wrong, on a draw from a public seed. */
export interface HeatMap {
  what: string;
  rows: number;
  columns: number;
  /** |got - expected| / max|expected|, row-major. */
  error: Float64Array;
}

/** A wrong answer that a check must catch: a notebook cell, and what must be said about it. */
export interface Mutant {
  /** Unique within the problem: `sign`, `no-chain-rule`. */
  id: string;
  problem: string;
  /** The diagnosis expected. */
  code: DiagnosisCode;
  /** The cell's text, in TypeScript. */
  source: string;
}

/** A right answer written in an unusual way, in which a check must find nothing wrong. */
export interface Rewrite {
  id: string;
  problem: string;
  source: string;
}
