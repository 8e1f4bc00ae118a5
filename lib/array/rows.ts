// Walks several strided arrays of one shape in step, a row at a time, so that the inner loops are plain counted loops.
import type { Layout } from './layout.js';

/** Called once per row: `length` elements, starting at `at[k]` and `step[k]` apart in operand k. */
export type RowBody = (length: number, at: readonly number[], step: readonly number[]) => void;

/**
 * Calls `row` for every innermost row of the operands, in C order. Axes that one stride walks through in all operands are
 * fused first: contiguous arrays are one single row.
 */
export function forEachRow(
  shape: readonly number[],
  operands: readonly Pick<Layout, 'stride' | 'offset'>[],
  row: RowBody,
): void {
  const lengths: number[] = [];
  const strides: number[][] = operands.map(() => []);
  for (let axis = 0; axis < shape.length; axis++) {
    const length = shape[axis];
    if (length === 0) return;
    if (length === 1) continue;
    const last = lengths.length - 1;
    const fuses = last >= 0 && operands.every(({ stride }, k) => strides[k][last] === stride[axis] * length);
    if (fuses) lengths[last] *= length;
    else lengths.push(length);
    operands.forEach(({ stride }, k) => (strides[k][fuses ? last : last + 1] = stride[axis]));
  }
  const inner = lengths.pop() ?? 1;
  const step = strides.map((stride) => (stride.length > lengths.length ? stride[lengths.length] : 0));
  const at = operands.map(({ offset }) => offset);
  if (lengths.length === 0) {
    row(inner, at, step);
    return;
  }
  const index = new Array<number>(lengths.length).fill(0);
  for (;;) {
    row(inner, at, step);
    let axis = lengths.length - 1;
    for (; axis >= 0; axis--) {
      for (let k = 0; k < at.length; k++) at[k] += strides[k][axis];
      if (++index[axis] < lengths[axis]) break;
      for (let k = 0; k < at.length; k++) at[k] -= strides[k][axis] * lengths[axis];
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}

/** The strides with which an array of `shape` is read as one of the wider shape `to`: 0 along stretched axes. */
export function stretchedStride(layout: Layout, to: readonly number[]): number[] {
  const added = to.length - layout.shape.length;
  return to.map((_, axis) =>
    axis < added || layout.shape[axis - added] === 1 ? 0 : layout.stride[axis - added],
  );
}
