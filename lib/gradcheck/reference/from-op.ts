// References: the right answer from the op registry, in float64.
import { np } from '../../array/index.js';
import type { Op } from '../../ops/index.js';
import type { Reference, Values } from '../types.js';

/**
 * The reference for an op whose arguments are the sources named, in order.
 *
 * @example
 * const reference = referenceFromOp(affine, ['x', 'w', 'b'], { bias: -1 });
 */
export function referenceFromOp<A extends object>(
  op: Op<A>,
  names: readonly string[],
  ...[attributes]: object extends A ? [A?] : [A]
): Reference {
  const given = (attributes ?? {}) as A;
  const argumentsOf = (values: Values) => names.map((name) => values[name]);
  return {
    forward: (values) => op.forward(argumentsOf(values), given),
    backward: (values, upstream, value) => {
      const gradients = op.vjp(upstream, { args: argumentsOf(values), value, attributes: given });
      const entries = names
        .map((name, i) => [name, gradients[i]] as const)
        .filter(([, gradient]) => gradient !== null);
      return Object.fromEntries(entries.map(([name, gradient]) => [name, np.asarray(gradient!)]));
    },
  };
}
