// Reading an einsum specification such as 'bi,ij->bj' at run time.
import { formatShape } from '../shape.js';
import type { NDArray } from '../ndarray.js';

/** The index letters of each operand and of the result. */
export interface Spec {
  inputs: string[][];
  output: string[];
}

/**
 * Parses a specification. Without `->` the result has the letters that occur once, in alphabetical order, as in NumPy.
 * @throws SyntaxError for anything malformed
 */
export function parseSpec(spec: string): Spec {
  const fail = (why: string) => new SyntaxError(`einsum: in '${spec}' ${why}`);
  const sides = spec.replaceAll(' ', '').split('->');
  if (sides.length > 2) throw fail("there is more than one '->'");
  const inputs = sides[0].split(',').map((letters) => [...letters]);
  const odd = [...sides.join('').replaceAll(',', '')].find((letter) => !/[a-zA-Z]/.test(letter));
  if (odd !== undefined)
    throw fail(`'${odd}' is not an index; indices are single letters, operands are separated by ','`);
  if (sides[1]?.includes(',')) throw fail("there is a ',' in the result; a result has one list of indices");
  const all = inputs.flat();
  const once = [...new Set(all)].filter((letter) => all.indexOf(letter) === all.lastIndexOf(letter)).sort();
  const output = sides.length === 2 ? [...sides[1]] : once;
  for (const letter of output) {
    if (!all.includes(letter)) throw fail(`the result's index ${letter} is in none of the operands`);
    if (output.indexOf(letter) !== output.lastIndexOf(letter))
      throw fail(`the result names index ${letter} twice`);
  }
  return { inputs, output };
}

/** The length of every index. @throws RangeError where operands do not fit the specification or each other */
export function indexLengths(
  spec: string,
  { inputs }: Spec,
  operands: readonly NDArray[],
): Map<string, number> {
  if (inputs.length !== operands.length) {
    throw new RangeError(`einsum: '${spec}' names ${inputs.length} operands, got ${operands.length}`);
  }
  const found = new Map<string, { length: number; operand: number; axis: number }>();
  operands.forEach((operand, which) => {
    const letters = inputs[which];
    if (letters.length !== operand.ndim) {
      throw new RangeError(
        `einsum: in '${spec}' operand ${which} has ${letters.length} indices '${letters.join('')}', but its shape is ${formatShape(operand.shape)}`,
      );
    }
    letters.forEach((letter, axis) => {
      const length = operand.shape[axis];
      const known = found.get(letter);
      if (known === undefined) found.set(letter, { length, operand: which, axis });
      else if (known.length !== length) {
        throw new RangeError(
          `einsum: in '${spec}' index ${letter} has length ${known.length} in operand ${known.operand} (axis ${known.axis} of ${formatShape(operands[known.operand].shape)}) ` +
            `and ${length} in operand ${which} (axis ${axis} of ${formatShape(operand.shape)}); expected equal lengths`,
        );
      }
    });
  });
  return new Map([...found].map(([letter, { length }]) => [letter, length]));
}
