// What a function does beside returning its result: to its arguments, to what it returned before, to its next call.
import { isArrayData, sameNumbers } from '../trial/data.js';
import { saying, type Guess } from '../diagnose/evidence.js';
import type { Outcome, Reading } from '../types.js';

const fresh =
  'Methods such as imul and set write into the array itself. Use mul, which makes a fresh one, or copy() first.';

/** Two calls with the same numbers, each with a result for every name: what is wrong beside the results; null if nothing is. */
export function sideEffects(
  { mutated = [], changed = [] }: Outcome,
  [first, again]: readonly [Reading[], Reading[]],
  names: readonly string[],
): Guess | null {
  if (mutated.length > 0) return saying('mutates-input', 'the function changes its arguments.', fresh);
  const differs = names.findIndex((_, k) => {
    const [a, b] = [first[k], again[k]];
    return isArrayData(a) && isArrayData(b) && !sameNumbers(a, b);
  });
  if (differs >= 0)
    return {
      ...saying(
        'state-in-backward',
        `a second call with the same numbers gives another result.`,
        'Something is kept from call to call, outside of the function: begin with fresh variables in every call.',
      ),
      where: names[differs],
    };
  if (changed.length === 0) return null;
  return saying(
    'mutates-value',
    'what one call has returned is changed by the next call.',
    'The function returns the same array every time. Make a fresh one in every call, or return array.copy().',
  );
}
