// Walks several strided arrays of one shape in step, a row or a plane at a time, so that inner loops are plain counted loops.
import type { Layout } from './layout.js';

/** Called once per plane: `columns` elements, `step[k]` apart in operand k, in each of `rows` rows, `row[k]` apart; it begins at `at[k]`. */
export type PlaneBody = (
  rows: number,
  columns: number,
  at: readonly number[],
  row: readonly number[],
  step: readonly number[],
) => void;

/** Called once per row: `length` elements, starting at `at[k]` and `step[k]` apart in operand k. */
export type RowBody = (length: number, at: readonly number[], step: readonly number[]) => void;

type Operands = readonly Pick<Layout, 'stride' | 'offset'>[];

/** Calls `row` for every innermost row of the operands, in C order: contiguous arrays are one single row. */
export function forEachRow(shape: readonly number[], operands: Operands, row: RowBody): void {
  forEachPlane(shape, operands, (rows, columns, at, by, step) => {
    const start = [...at];
    for (let r = 0; r < rows; r++) {
      row(columns, start, step);
      for (let k = 0; k < start.length; k++) start[k] += by[k];
    }
  });
}

/**
 * Calls `plane` for every innermost pair of axes of the operands, in C order. Axes that one stride walks through in all
 * operands are fused first: contiguous arrays are one plane of one row.
 */
export function forEachPlane(shape: readonly number[], operands: Operands, plane: PlaneBody): void {
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
  const columns = lengths.pop() ?? 1;
  const step = strides.map((stride) => stride[lengths.length] ?? 0);
  const rows = lengths.pop() ?? 1;
  const by = strides.map((stride) => (rows === 1 ? 0 : stride[lengths.length]));
  const at = operands.map(({ offset }) => offset);
  const index = new Array<number>(lengths.length).fill(0);
  for (;;) {
    plane(rows, columns, at, by, step);
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
