// One array in, one out, element by element.
import { type DType, floatType, isFloat } from './dtype.js';
import { allocateUnset } from './scrap.js';
import { type ArrayLike, asArray } from './convert.js';
import { contiguous } from './copy.js';
import { NDArray } from './ndarray.js';
import * as wasm from '../wasm/index.js';

/** Functions whose result is a float: an integer array is taken as float64. */
const transcendental = new Set<string>(['exp', 'log', 'tanh', 'sigmoid', 'sqrt']);

/** `op(x)` as a fresh array in C order. */
export function unary(op: wasm.UnaryOp, a: ArrayLike): NDArray {
  const x = asArray(a, op);
  if (!isFloat(x.dtype) && !transcendental.has(op)) return unaryInteger(op, x);
  const source = contiguous(x, floatType(x.dtype));
  const out = new NDArray(allocateUnset(source.dtype, x.size), [...x.shape]);
  wasm.unary(op, source.data as wasm.FloatArray, source.offset, out.data as wasm.FloatArray, 0, x.size);
  return out;
}

/** 1 where x > 0, else 0, in x's dtype. */
export function step(x: ArrayLike): NDArray {
  return unary('step', x);
}

const integerFunctions: Partial<Record<wasm.UnaryOp, (x: number) => number>> = {
  neg: (x) => -x,
  abs: Math.abs,
  square: (x) => Math.imul(x, x),
  relu: (x) => Math.max(x, 0),
  step: (x) => Number(x > 0),
};

function unaryInteger(op: wasm.UnaryOp, x: NDArray): NDArray {
  return map(op, x, integerFunctions[op]!, x.dtype === 'bool' && op === 'neg' ? 'int32' : x.dtype);
}

/** Any function of one number, elementwise: for what has no kernel of its own. */
export function map(caller: string, a: ArrayLike, apply: (x: number) => number, dtype?: DType): NDArray {
  const x = asArray(a, caller);
  const source = contiguous(x);
  const out = new NDArray(allocateUnset(dtype ?? floatType(x.dtype), x.size), [...x.shape]);
  const [from, to, offset] = [source.data, out.data, source.offset];
  for (let i = 0; i < to.length; i++) to[i] = apply(from[offset + i]);
  return out;
}
