// What an op is: a function of arrays that knows how gradients flow back through it. Everything that records a computation
// (EDF nodes, tensors, compiled graphs) records ops, so that a formula and its derivative are written once.
import { type DType, NDArray, np } from '../array/index.js';

/** The method by which an argument that records its own history (a tensor, a symbol) takes over the call of an op. */
export const record: unique symbol = Symbol.for('edflab.record') as never;

/** An argument of an op that is not an array but remembers how it was computed. */
export interface Recorded {
  readonly shape: readonly number[];
  readonly dtype: DType;
  [record](op: Op, args: readonly (Value | number)[], attributes: object): Recorded;
}

/** What ops compute with: arrays, or something that records what is done to it. */
export type Value = NDArray | Recorded;

/** What the forward pass leaves for the backward pass. */
export interface Saved<T extends Value = NDArray, A extends object = object> {
  readonly args: readonly T[];
  readonly value: T;
  readonly attributes: A;
}

/**
 * Vector-Jacobian product for one argument: from the gradient of the loss by the op's value (`upstream`) to the gradient by
 * that argument, of that argument's shape. It is written in ops, so it can be differentiated again.
 */
export type Vjp<A extends object = object> = <T extends Value>(upstream: T, saved: Saved<T, A>) => T;

/** Which of its arguments (by position) and whether its own value an op keeps until the backward pass. */
export interface Saves {
  readonly args?: readonly number[];
  readonly value?: boolean;
}

interface Specification<A extends object> {
  name: string;
  /** Leaves the arguments as they are. The value is a fresh array unless `views` says otherwise. */
  forward(args: readonly NDArray[], attributes: A): NDArray;
  /** One per argument; null where there is no gradient (labels). */
  vjps: readonly (Vjp<A> | null)[];
  saves: Saves;
  /** True when the value may be a view of an argument, or the argument itself. */
  views?: boolean;
}

/** An op of the registry. */
export interface Op<A extends object = object> extends Readonly<Specification<A>> {
  /** Number of arguments. */
  readonly arity: number;
  /** The gradients by all arguments at once; null for those that have none. */
  vjp<T extends Value>(upstream: T, saved: Saved<T, A>): (T | null)[];
}

type Operands<N extends number, T> = N extends 1 ? [T] : N extends 2 ? [T, T] : [T, T, T];
type WithAttributes<A> = object extends A ? (keyof A extends never ? [] : [attributes?: A]) : [attributes: A];

/** An op that can be called: `mul(x, y)`, `sum(x, { axis: 0 })`. */
export interface OpFunction<N extends 1 | 2 | 3, A extends object> extends Op<A> {
  <T extends Value>(...args: [...Operands<N, T | number>, ...WithAttributes<A>]): T;
}

export type Unary<A extends object = Record<never, never>> = OpFunction<1, A>;
export type Binary<A extends object = Record<never, never>> = OpFunction<2, A>;
export type Ternary<A extends object = Record<never, never>> = OpFunction<3, A>;

/**
 * Makes an op out of its forward and its vjps. Numbers among the arguments of a call become arrays of shape () and of the
 * dtype of the first array (a JavaScript number is weak).
 */
export function defineOp<N extends 1 | 2 | 3, A extends object = Record<never, never>>(
  specification: Specification<A>,
): OpFunction<N, A> {
  const { name, forward, vjps, saves, views } = specification;
  const arity = vjps.length;
  const call = (...all: unknown[]): Value =>
    apply(op, all.slice(0, arity) as (Value | number)[], (all[arity] ?? {}) as A);
  const vjp = <T extends Value>(upstream: T, saved: Saved<T, A>) =>
    vjps.map((one) => (one ? one(upstream, saved) : null));
  const op = Object.assign(call, { forward, vjps, saves, views, arity, vjp }) as unknown as OpFunction<N, A>;
  return Object.defineProperty(op, 'name', { value: name });
}

/** Computes the op, or lets the first argument that records do so. */
export function apply<A extends object>(op: Op<A>, args: readonly (Value | number)[], attributes: A): Value {
  const recorder = args.find((arg): arg is Recorded => typeof arg === 'object' && record in arg);
  if (recorder) return recorder[record](op as unknown as Op, args, attributes);
  const dtype = args.find((arg): arg is NDArray => arg instanceof NDArray)?.dtype;
  const arrays = args.map((arg) => (typeof arg === 'number' ? np.array(arg, { dtype }) : (arg as NDArray)));
  return op.forward(arrays, attributes);
}
