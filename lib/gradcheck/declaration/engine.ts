// What an instructor declares of a student's own framework: an engine that finds gradients, and the optimiser that uses them.
import type { NDArray } from '../../array/index.js';
import type { Op } from '../../ops/index.js';
import type { ProblemBase } from './problems.js';
import type { EngineCall } from '../trial/trial.js';

/** An operation of a student's engine, with the op of the library that it must agree with. */
export interface EngineOperation {
  /** `a.mul(b)` is `{ call: 'method', name: 'mul' }`, `mul(a, b)` a `'function'`, `new Mul(a, b)` a `'new'`. */
  call: EngineCall;
  op: Op;
  /** Where it may be tried: `positive` for a logarithm, `nonzero` for a divisor or beside a kink. Default: anywhere. */
  domain?: 'positive' | 'nonzero';
  /** It makes one number of an array: what a computation on arrays ends with. */
  reduces?: boolean;
}

/**
 * What an engine is judged by: values, derivatives along a chain, what comes together at forks and in later calls, and whether it
 * comes to the end of a chain of 10 000 operations.
 */
export type EnginePart = 'forward' | 'backward' | 'accumulation' | 'depth';

/**
 * Write what finds gradients: variables that record what is done to them, with `loss.backward()`; nodes with `Backward(loss)`;
 * or `grad(f)`, which is called as `grad(f)(x, y)` and returns the derivatives of `f` by its arguments as a list.
 */
export interface EngineProblem extends ProblemBase {
  kind: 'engine';
  /** How a variable is made of its value: `new Variable(2)`. Not needed for `grad`, which is given the values. */
  variable?: EngineCall;
  operations: Record<string, EngineOperation>;
  /** `loss.backward()` is a `'method'`, `Backward(loss)` a `'function'`, `grad(f)` is `{ call: 'grad', name: 'grad' }`. */
  backward: EngineCall | { call: 'grad'; name: string };
  /** A function that computes all values, where operations do not do so themselves: EDF's `Forward()`. */
  forward?: string;
  /** The fields in which a variable holds its value and its gradient; default `value` and `grad`. */
  fields?: { value?: string; grad?: string };
  /** What variables hold; default `numbers`. With `arrays`, one of the operations reduces. */
  entries?: 'numbers' | 'arrays';
  /** Arrays of different shapes meet in one operation; default false. */
  broadcasts?: boolean;
  /** What a second `backward` leaves: the gradient, or (as in PyTorch) the sum of both; default `fresh`. */
  again?: 'fresh' | 'sum';
  /** Shares of the points; default: forward 2, backward 4, accumulation 4, and depth 0: it is remarked on only. */
  shares?: Partial<Record<EnginePart, number>>;
  /** Hints of this problem's own, by code. */
  hints?: Record<string, string>;
}

/** What an optimiser remembers of a parameter, by name. */
export type OptimiserState = Record<string, NDArray>;

/** What an optimiser is judged by: the first step, what it remembers, and what it does to gradients and to other parameters. */
export type OptimiserPart = 'step' | 'memory' | 'care';

/** Write an optimiser: it is given parameters with `value` and `grad`, and takes steps. */
export interface OptimiserProblem extends ProblemBase {
  kind: 'optimiser';
  /**
   * `SGD(parameters, eta)` is a `'function'`; `new SGD(parameters, eta)` with a method `step()` is a `'new'`. The arguments are the
   * list of parameters and then the numbers of `settings`, in order.
   */
  call: EngineCall & { call: 'function' | 'new' };
  /** The method of a step, for a class; default `step`. */
  step?: string;
  /** Settings by name, each with the range that it is drawn from: `{ eta: [0.01, 0.5] }`. */
  settings: Record<string, readonly [least: number, most: number]>;
  /**
   * One step for one parameter, in float64: the new value. `state` is kept from step to step; `count` is 1 in the first.
   *
   * @example
   * update: ({ value, grad, settings }) => value.sub(grad.mul(settings.eta))
   */
  update(step: {
    value: NDArray;
    grad: NDArray;
    settings: Record<string, number>;
    state: OptimiserState;
    count: number;
  }): NDArray;
  /** Whether the step sets the gradients to zero; default: it leaves them as they are. */
  zeroes?: boolean;
  shares?: Partial<Record<OptimiserPart, number>>;
  hints?: Record<string, string>;
}
