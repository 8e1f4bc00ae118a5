// The gradient of an einsum is an einsum: the operand and the result change places.
import type { EinsumGradient, EinsumSpec } from './types.js';
import { parseSpec } from './spec.js';

/**
 * The specification that computes the gradient by operand `which`, when the upstream gradient takes that operand's place.
 *
 * y[b,j] = sum_i x[b,i] w[i,j] has `x.grad[b,i] = sum_j y.grad[b,j] w[i,j]`: the letters of x and y are swapped.
 * @throws RangeError where the swap is no einsum: an index of the operand that is summed alone, or that occurs twice in it
 * @example
 * einsumGradient('bi,ij->bj', 0); // 'bj,ij->bi':  x.grad = einsum('bj,ij->bi', y.grad, w)
 * einsumGradient('bi,ij->bj', 1); // 'bi,bj->ij':  w.grad = einsum('bi,bj->ij', x, y.grad)
 */
export function einsumGradient<const S extends string, const Which extends number>(
  spec: EinsumSpec<S>,
  which: Which,
): EinsumGradient<S, Which> {
  const { inputs, output } = parseSpec(spec);
  const operand = inputs[which];
  if (operand === undefined) {
    throw new RangeError(`einsumGradient: '${spec}' has operands 0 to ${inputs.length - 1}, got ${which}`);
  }
  const swapped = inputs.map((letters, i) => (i === which ? output : letters));
  const alone = operand.find((letter) => !swapped.flat().includes(letter));
  if (alone !== undefined) {
    throw new RangeError(
      `einsumGradient: in '${spec}' index ${alone} of operand ${which} is summed alone, so its gradient repeats along ${alone}; hint: broadcastTo`,
    );
  }
  const twice = operand.find((letter, axis) => operand.indexOf(letter) !== axis);
  if (twice !== undefined) {
    throw new RangeError(
      `einsumGradient: in '${spec}' operand ${which} has index ${twice} twice: its gradient lies on a diagonal`,
    );
  }
  return `${swapped.map((letters) => letters.join('')).join(',')}->${operand.join('')}` as EinsumGradient<
    S,
    Which
  >;
}
