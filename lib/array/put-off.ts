// Results that are computed when they are first read, from their operands as they were.
import { values } from './copy.js';
import { type DType } from './dtype.js';
import { lease, release } from './lease.js';
import { NDArray } from './ndarray.js';

type Compute = (operands: NDArray[]) => NDArray;

/**
 * An array of `shape` whose numbers are those of `compute(operands)`, which is called when somebody reads them, if ever.
 * @param sumLeadingAxis its sum over axis 0, where that can be had without computing it
 */
export function putOff(
  operands: readonly NDArray[],
  shape: readonly number[],
  dtype: DType,
  compute: Compute,
  sumLeadingAxis?: Compute,
): NDArray {
  const kept = operands.map(({ data }) => ({ data, lease: lease(data) }));
  const asTheyWere = () =>
    operands.map(
      ({ shape, stride, offset }, i) => new NDArray(kept[i].lease.read(kept[i].data), shape, stride, offset),
    );
  return NDArray.deferred(shape, dtype, {
    compute: () => {
      const computed = values(compute(asTheyWere()));
      for (const { data, lease } of kept) release(data, lease);
      return computed;
    },
    sumLeadingAxis: sumLeadingAxis && (() => sumLeadingAxis(asTheyWere())),
  });
}
