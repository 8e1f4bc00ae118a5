// Copies blocks of strided matrices between ordinary arrays and scratch memory: whole ranges where the matrix is dense, lines
// where they are contiguous, single elements otherwise.
import type { FloatArray } from './plain/types.js';

/** A strided matrix inside an array; distances in elements. */
export interface Matrix {
  readonly data: FloatArray;
  readonly offset: number;
  readonly rows: number;
  readonly columns: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

/** Where a staged block lies in scratch memory: distances in elements. One of the strides is 1. */
export interface Staged {
  readonly rowStride: number;
  readonly columnStride: number;
}

/** Lines shorter than this are copied element by element: a call to `set` costs about as much. */
const SHORT_LINE = 32;

/** The most elements that staging a block of rows x columns takes. */
export function stagedSize(rows: number, columns: number): number {
  return Math.ceil(1.25 * rows * columns);
}

/** The block of a matrix that begins at (row, column). */
export function blockOf(matrix: Matrix, row: number, rows: number, column: number, columns: number): Matrix {
  const offset = matrix.offset + row * matrix.rowStride + column * matrix.columnStride;
  return { ...matrix, offset, rows, columns };
}

/** The same elements with rows and columns exchanged. */
export function transposed(matrix: Matrix): Matrix {
  const { rows, columns, rowStride, columnStride } = matrix;
  return { ...matrix, rows: columns, columns: rows, rowStride: columnStride, columnStride: rowStride };
}

/** Copies `length` elements, `stride` apart, to consecutive places in scratch memory. */
export function stageLine(
  data: FloatArray,
  offset: number,
  stride: number,
  length: number,
  scratch: FloatArray,
  at: number,
): void {
  if (stride === 1) scratch.set(data.subarray(offset, offset + length), at);
  else for (let i = 0; i < length; i++) scratch[at + i] = data[offset + i * stride];
}

/** Copies a block into `scratch` at index `at`, in whichever order is cheapest. */
export function stage(block: Matrix, scratch: FloatArray, at: number): Staged {
  if (block.rowStride === 1 && block.columnStride !== 1) {
    const { rowStride, columnStride } = stageRows(transposed(block), scratch, at);
    return { rowStride: columnStride, columnStride: rowStride };
  }
  return stageRows(block, scratch, at);
}

function stageRows(block: Matrix, scratch: FloatArray, at: number): Staged {
  const { data, offset, rows, columns, rowStride, columnStride } = block;
  if (columnStride === 1) {
    const span = (rows - 1) * rowStride + columns;
    if (rows === 1 || (rowStride >= columns && span <= stagedSize(rows, columns))) {
      scratch.set(data.subarray(offset, offset + span), at);
      return { rowStride: rows === 1 ? columns : rowStride, columnStride };
    }
    if (columns >= SHORT_LINE) {
      for (let row = 0; row < rows; row++) {
        const from = offset + row * rowStride;
        scratch.set(data.subarray(from, from + columns), at + row * columns);
      }
      return { rowStride: columns, columnStride };
    }
  }
  for (let row = 0; row < rows; row++) {
    let from = offset + row * rowStride;
    const to = at + row * columns;
    for (let column = 0; column < columns; column++, from += columnStride) scratch[to + column] = data[from];
  }
  return { rowStride: columns, columnStride: 1 };
}

/** Copies a block into rows of `scratch` that are `pitch` apart. */
export function fillRows(block: Matrix, scratch: FloatArray, at: number, pitch: number): void {
  const { data, offset, rows, columns, rowStride, columnStride } = block;
  if (columnStride === 1 && ((pitch === columns && rowStride === columns) || rows === 1)) {
    scratch.set(data.subarray(offset, offset + rows * columns), at);
  } else if (columnStride === 1 && columns >= SHORT_LINE) {
    for (let row = 0; row < rows; row++) {
      const from = offset + row * rowStride;
      scratch.set(data.subarray(from, from + columns), at + row * pitch);
    }
  } else {
    for (let row = 0; row < rows; row++) {
      let from = offset + row * rowStride;
      const to = at + row * pitch;
      for (let column = 0; column < columns; column++, from += columnStride)
        scratch[to + column] = data[from];
    }
  }
}

/** Copies rows of `scratch` that are `pitch` apart out into a block. */
export function unstage(block: Matrix, scratch: FloatArray, at: number, pitch: number): void {
  const { data, offset, rows, columns, rowStride, columnStride } = block;
  if (columnStride === 1 && ((pitch === columns && rowStride === columns) || rows === 1)) {
    data.set(scratch.subarray(at, at + rows * columns), offset);
  } else if (columnStride === 1 && columns >= SHORT_LINE) {
    for (let row = 0; row < rows; row++) {
      const from = at + row * pitch;
      data.set(scratch.subarray(from, from + columns), offset + row * rowStride);
    }
  } else {
    for (let row = 0; row < rows; row++) {
      const from = at + row * pitch;
      let to = offset + row * rowStride;
      for (let column = 0; column < columns; column++, to += columnStride) data[to] = scratch[from + column];
    }
  }
}
