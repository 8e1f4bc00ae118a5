// What an instructor declares: problems, with their right answers.
import type { NDArray } from '../../array/index.js';
import type { ChoiceProblem, PlotProblem, ValuesProblem } from './answers.js';
import type { EngineProblem, OptimiserProblem } from './engine.js';
import type { DiagnosisCode } from '../report/report-data.js';
import type { Argument, SourceDeclaration } from '../trial/trial.js';

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

/** What all problems have. */
export interface ProblemBase {
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

/** What a function is judged by: its results, what it does beside (its arguments, a second call), and extreme arguments. */
export type FunctionPart = 'forward' | 'care' | 'stability';

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
  /** Fixed arguments at which careless formulas overflow, for the part `stability`: they may be shown. Default: none. */
  extremes?: (NDArray | number | string | boolean)[][];
  /** Shares of the points; default: forward 8, care 1 and, where there are `extremes`, stability 1. */
  shares?: Partial<Record<FunctionPart, number>>;
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
  /** Shares of the points, by source: each gradient is then judged by itself. Default: all or nothing. */
  shares?: Record<string, number>;
  mistakes?: KnownMistake[];
  hints?: Record<string, string>;
}

/** One node of a network: what its class is judged by, and the source or earlier node that fills each of that problem's sources. */
export interface NetworkNode {
  name: string;
  problem: NodeProblem;
  slots: Record<string, string>;
}

/** What a network is judged by: its values, its gradients, and both with new data and in the other convention. */
export type NetworkPart = 'forward' | 'backward' | 'accumulation';

/** Write the classes of a network: its gradients must be right, and if they are not, the class that is to blame is named. */
export interface NetworkProblem extends ProblemBase {
  kind: 'network';
  sources: SourceSpecification[];
  dimensions?: NodeProblem['dimensions'];
  /** In an order in which they can be computed; the last one is the loss. */
  nodes: NetworkNode[];
  /** Shares of the points; default: forward 0 (it is given), backward 7, accumulation 3. */
  shares?: Partial<Record<NetworkPart, number>>;
}

/** What training is judged by: the error that is reached and, where it has a share, the gradients of the `network`. */
export type TrainingPart = 'error' | 'gradients';

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
  /** Shares of the points; default: error 1, gradients 0. */
  shares?: Partial<Record<TrainingPart, number>>;
}

/** An answer in words, left for a person. */
export interface WrittenProblem extends ProblemBase {
  kind: 'written';
}

export type Problem =
  | NodeProblem
  | FunctionProblem
  | GradientProblem
  | NetworkProblem
  | TrainingProblem
  | ValuesProblem
  | ChoiceProblem
  | PlotProblem
  | EngineProblem
  | OptimiserProblem
  | WrittenProblem;

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
