// Comparing arrays with the numbers of a slide.
import assert from 'node:assert/strict';
import { type ArrayLike, asArray } from '../../lib/array/index.js';

/** Same shape, and no entry further off than `tolerance`. */
export function close(got: ArrayLike, expected: ArrayLike, tolerance: number): void {
  const [g, e] = [asArray(got, 'close'), asArray(expected, 'close')];
  assert.deepEqual(g.shape, e.shape);
  const difference = g.size === 0 ? 0 : g.sub(e).abs().max().item();
  assert.ok(
    difference <= tolerance,
    `${g.size > 20 ? '' : `${g}\nexpected ${e}\n`}within ${tolerance}, off by ${difference}`,
  );
}
