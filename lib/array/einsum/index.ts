// einsum: a product of arrays summed over indices, written as the lectures write it.
import { type ArrayLike, asArray } from '../convert.js';
import { isFloat, resultType } from '../dtype.js';
import { sizeOf } from '../shape.js';
import type { NDArray } from '../ndarray.js';
import { putOff } from '../put-off.js';
import { contract } from './contract.js';
import { indexLengths, parseSpec, type Spec } from './spec.js';
import type { EinsumSpec } from './types.js';

export { einsumGradient } from './gradient.js';
export type { EinsumGradient, EinsumSpec } from './types.js';

/**
 * Multiplies arrays and sums over every index that the result does not name: `einsum('bi,ij->bj', x, w)` is
 * y[b,j] = sum_i x[b,i] w[i,j].
 *
 * Every letter is an index, and has one length wherever it occurs. Without `->` the result has the letters that occur once, in
 * alphabetical order. An index twice in one operand takes its diagonal. The compiler checks a specification that is
 * written out; one that is put together at run time is checked then.
 *
 * A result that is larger than its operands and keeps their common first index (`'bi,bj->bij'`, a gradient per example) is
 * computed when it is first read; its sum over that index is one matrix product and never builds it. Assigning to an
 * operand in between, through this library, does not change the result.
 * @throws SyntaxError for a malformed specification, RangeError when shapes do not fit it
 * @example
 * einsum('bi,bj->ij', x, g); // one matrix product: x.T @ g
 * einsum('ii->', a);         // trace
 */
export function einsum<const S extends string, const Operands extends readonly ArrayLike[]>(
  spec: EinsumSpec<S, Operands['length']>,
  ...operands: Operands
): NDArray {
  const parsed = parseSpec(spec);
  const arrays = operands.map((operand) => asArray(operand, 'einsum'));
  const lengths = indexLengths(spec, parsed, arrays);
  const shape = parsed.output.map((letter) => lengths.get(letter)!);
  return isWorthDeferring(parsed, arrays, shape) ? deferred(parsed, arrays, shape) : contract(parsed, arrays);
}

function isWorthDeferring({ inputs, output }: Spec, operands: readonly NDArray[], shape: number[]): boolean {
  if (operands.length !== 2 || output.length === 0 || !operands.every((operand) => isFloat(operand.dtype)))
    return false;
  const common = inputs.every((letters) => letters.includes(output[0]));
  return common && sizeOf(shape) > operands[0].size + operands[1].size;
}

function deferred(spec: Spec, operands: readonly NDArray[], shape: number[]): NDArray {
  const dtype = operands.map((operand) => operand.dtype).reduce(resultType);
  const total = { inputs: spec.inputs, output: spec.output.slice(1) };
  const contracted = (by: Spec) => (operands: NDArray[]) => contract(by, operands);
  return putOff(operands, shape, dtype, contracted(spec), contracted(total));
}
