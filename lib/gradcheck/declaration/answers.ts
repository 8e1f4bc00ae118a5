// What an instructor declares of problems whose answer is data: values, choices, plots.
import type { NDArray } from '../../array/index.js';
import type { DiagnosisCode } from '../report/report-data.js';
import type { ProblemBase } from './problems.js';

/** What an answer may be: `const w = np.zeros([2])`, `const loss = 0.31`, `const name = 'relu'`, `const isConvex = true`. */
export type AnswerValue = NDArray | number | string | boolean | readonly number[];

/** A value students are known to come to, with what to tell them. */
export interface KnownValue {
  code: DiagnosisCode;
  value: AnswerValue;
  /** What is wrong, in one sentence; default: what the code says. */
  summary?: string;
  hint: string;
}

/** Define values: `const weights = ...`. Where they depend on inputs that may be drawn, ask for a function instead. */
export interface ValuesProblem extends ProblemBase {
  kind: 'values';
  /** The right values, by the names that the answer defines. Called once for each check. */
  reference(): Record<string, AnswerValue>;
  /** Relative tolerance, normwise; default 1e-9. */
  tolerance?: number;
  /** Shares of the points by name; default: all alike. */
  shares?: Record<string, number>;
  /** Wrong values by name, such as the mean over the other axis. */
  mistakes?: Record<string, KnownValue[]>;
  /** Hints of this problem's own, by code (`transposed`) or by code and name (`transposed:weights`). */
  hints?: Record<string, string>;
}

/**
 * Choose, or give a number: `chosen = 'b'`, `chosen = ['a', 'd']`, `chosen = 0.25`. The right answer stands nowhere but in
 * the solution of the instructor's notebook, which students do not have: their check says that an answer is there and of the
 * right form, and no more.
 */
export interface ChoiceProblem extends ProblemBase {
  kind: 'choice';
  /** The name that the answer's cell defines. */
  name: string;
  asks:
    | { kind: 'one'; options: readonly string[] }
    /** `partial`: right ones chosen, less wrong ones chosen, each as a share of all such, earn part of the points; default true. */
    | { kind: 'several'; options: readonly string[]; partial?: boolean }
    /** `tolerance` is relative; default 1e-3. */
    | { kind: 'number'; tolerance?: number };
}

/** A curve that a plot must show. */
export interface PlottedCurve {
  /** What its trace must be called, in capitals or not. Default: anything. */
  name?: string;
  /** Numbers, or names of bars; default 0, 1, 2, ... */
  x?: NDArray | readonly number[] | readonly string[];
  y: NDArray | readonly number[];
  /** Points without an order, as those of a scatter plot; default false. */
  unordered?: boolean;
}

/** What a plot is judged by: its data, and what is written beside them. */
export type PlotPart = 'data' | 'labels';

/**
 * Plot something: `const figure = plot(...)`. What is judged is the data of its traces, in any order of traces, and what is written
 * on the axes; never the picture.
 */
export interface PlotProblem extends ProblemBase {
  kind: 'plot';
  /** The name that the answer's cell gives to what `plot` returns. */
  name: string;
  /** The right curves. Called once for each check. */
  reference(): PlottedCurve[];
  /** Relative tolerance, normwise; default 1e-9. */
  tolerance?: number;
  /** Words of which one must stand on the axis, in capitals or not; an empty list asks for any title. Default: none is asked for. */
  titles?: { x?: readonly string[]; y?: readonly string[] };
  /** Whether there may be other curves besides; default false. */
  others?: boolean;
  /** Shares of the points; default: data 8, labels 2 where any are asked for. */
  shares?: Partial<Record<PlotPart, number>>;
  hints?: Record<string, string>;
}
