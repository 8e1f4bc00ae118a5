// Matrix product of strided matrices in ordinary arrays: cuts it into blocks, copies them into scratch memory, multiplies them
// there by the SIMD kernels (assembly/gemm.ts) and copies the result out: O(mk + kn + mn) copying against O(mnk) work.
import { type Kernels, kernels } from './module.js';
import {
  type Matrix,
  blockOf,
  fillRows,
  stage,
  stageLine,
  stagedSize,
  transposed,
  unstage,
} from './matrix.js';
import { type Home, homeOf } from './resident.js';
import { gemm as plainGemm } from './plain/gemm.js';
import type { FloatArray } from './plain/types.js';
import { multiply, scratchBytes } from './threads.js';

/** Blocks are at most this long in every direction, so scratch memory stays below some 30 MB whatever is multiplied. */
const BLOCK = 1024;
/** Products of fewer multiplications than this are faster in plain loops. */
const SMALL = 1500;
/** For a batch of one: how many elements of B are copied at a time; they stay in the first two cache levels. */
const ROW_CHUNK = 16384;
const ROW_CHUNK_COLUMNS = 2048;
/**
 * C[m,n] = (accumulate ? C[m,n] : 0) + sum_k A[m,k] B[k,n], summed in the order of k, every step rounded to the arrays' type:
 * the result depends neither on blocks, strides or the batch's size, nor on the number of threads.
 *
 * A is (m, k), B is (k, n), C is (m, n); all of one type, with any strides. C must not overlap A or B.
 */
export function gemm(
  m: number,
  n: number,
  k: number,
  a: FloatArray,
  aOffset: number,
  aRowStride: number,
  aColStride: number,
  b: FloatArray,
  bOffset: number,
  bRowStride: number,
  bColStride: number,
  c: FloatArray,
  cOffset: number,
  cRowStride: number,
  cColStride: number,
  accumulate: boolean,
): void {
  if (m * n * k >= SMALL) {
    const left = {
      data: a,
      offset: aOffset,
      rows: m,
      columns: k,
      rowStride: aRowStride,
      columnStride: aColStride,
    };
    const right = {
      data: b,
      offset: bOffset,
      rows: k,
      columns: n,
      rowStride: bRowStride,
      columnStride: bColStride,
    };
    const out = {
      data: c,
      offset: cOffset,
      rows: m,
      columns: n,
      rowStride: cRowStride,
      columnStride: cColStride,
    };
    if (product(left, right, out, accumulate)) return;
  }
  // prettier-ignore
  plainGemm(m, n, k, a, aOffset, aRowStride, aColStride, b, bOffset, bRowStride, bColStride, c, cOffset, cRowStride, cColStride, accumulate);
}

/** The product by the kernels. False, and nothing is done, where there are none or their memory cannot grow enough. */
function product(a: Matrix, b: Matrix, c: Matrix, accumulate: boolean): boolean {
  const on = kernels();
  if (on === null) return false;
  // One column of C, or C stored by columns: C^T = B^T A^T has rows.
  const byColumns = c.rows > 1 && (c.columns === 1 || (c.rowStride === 1 && c.columnStride !== 1));
  const [left, right, out] = byColumns ? [transposed(b), transposed(a), transposed(c)] : [a, b, c];
  if (out.rows === 1) {
    const home = homeOf(right.data);
    if (home !== undefined && residentRowProduct(home, left, right, out, accumulate)) return true;
    return rowProduct(on, left, right, out, accumulate);
  }
  return (left.columns === 1 ? outerProduct : blockedProduct)(on, left, right, out, accumulate);
}

const roundUp = (count: number, multiple: number) => Math.ceil(count / multiple) * multiple;

function blockedProduct(on: Kernels, a: Matrix, b: Matrix, c: Matrix, accumulate: boolean): boolean {
  const bytes = c.data.BYTES_PER_ELEMENT;
  const rows = Math.min(c.rows, BLOCK);
  const columns = Math.min(c.columns, BLOCK);
  const depth = Math.min(a.columns, BLOCK);
  const pitch = roundUp(columns, 32 / bytes);
  const aAt = roundUp(on.start, 64) / bytes;
  const bAt = roundUp(aAt + stagedSize(rows, depth), 16);
  const cAt = roundUp(bAt + stagedSize(depth, columns), 16);
  const free = roundUp(cAt + roundUp(rows, 4) * pitch, 16) * bytes;
  if (!on.reserve(free + scratchBytes(columns, bytes))) return false;
  const scratch = on.view(c.data);
  for (let i = 0; i < c.rows; i += BLOCK) {
    const height = Math.min(BLOCK, c.rows - i);
    for (let j = 0; j < c.columns; j += BLOCK) {
      const width = Math.min(BLOCK, c.columns - j);
      const target = blockOf(c, i, height, j, width);
      scratch.fill(0, cAt, cAt + roundUp(height, 4) * pitch);
      if (accumulate) fillRows(target, scratch, cAt, pitch);
      for (let k = 0; k < a.columns; k += BLOCK) {
        const slice = Math.min(BLOCK, a.columns - k);
        const left = stage(blockOf(a, i, height, k, slice), scratch, aAt);
        const right = stage(blockOf(b, k, slice, j, width), scratch, bAt);
        multiply(on, c.data, {
          rows: height,
          columns: width,
          depth: slice,
          a: aAt * bytes,
          aRowBytes: left.rowStride * bytes,
          aColumnBytes: left.columnStride * bytes,
          b: bAt * bytes,
          bRowBytes: right.rowStride * bytes,
          bColumnBytes: right.columnStride * bytes,
          c: cAt * bytes,
          cRowBytes: pitch * bytes,
          scratch: free,
        });
      }
      unstage(target, scratch, cAt, pitch);
    }
  }
  return true;
}

/**
 * C has one row and B lies in memory that kernels reach: nothing but the row and the result is copied. Returns false, and
 * does nothing, where the memory has no room for those: it must not grow, or the arrays in it would be detached.
 */
function residentRowProduct(home: Home, a: Matrix, b: Matrix, c: Matrix, accumulate: boolean): boolean {
  const bytes = c.data.BYTES_PER_ELEMENT;
  const { kernels: on } = home;
  const byRows = b.columnStride === 1 && b.rowStride >= 0;
  const byColumns = b.rowStride === 1 && b.columnStride >= 0;
  const aAt = home.free / bytes;
  const cAt = roundUp(aAt + a.columns, 16);
  const free = roundUp(cAt + c.columns + 16, 16) * bytes;
  if (!(byRows || byColumns) || free + (byRows ? 0 : b.rows * 64) > home.end) return false;
  const scratch = on.view(c.data);
  stageLine(a.data, a.offset, a.columnStride, a.columns, scratch, aAt);
  scratch.fill(0, cAt, cAt + c.columns + 16);
  if (accumulate) fillRows(c, scratch, cAt, c.columns);
  const from = b.data.byteOffset + b.offset * bytes;
  const { rowTimesRows, rowTimesColumns } = on.for(c.data);
  if (byRows) rowTimesRows(b.rows, b.columns, aAt * bytes, from, b.rowStride * bytes, cAt * bytes);
  else rowTimesColumns(b.rows, b.columns, aAt * bytes, from, b.columnStride * bytes, cAt * bytes, free);
  unstage(c, scratch, cAt, c.columns);
  return true;
}

/** C has one row: the work is reading B once, so B is copied and used in pieces that stay in the cache. */
function rowProduct(on: Kernels, a: Matrix, b: Matrix, c: Matrix, accumulate: boolean): boolean {
  const bytes = c.data.BYTES_PER_ELEMENT;
  const { rowTimesRows, rowTimesColumns } = on.for(c.data);
  const alongColumns = b.rowStride === 1 && b.columnStride !== 1;
  // The chunk's longer side lies along B's contiguous direction.
  const depth = Math.min(b.rows, alongColumns ? ROW_CHUNK_COLUMNS : Math.max(8, Math.floor(ROW_CHUNK / Math.min(b.columns, ROW_CHUNK_COLUMNS)))); // prettier-ignore
  const columns = Math.min(b.columns, alongColumns ? Math.max(16, Math.floor(ROW_CHUNK / depth)) : ROW_CHUNK_COLUMNS); // prettier-ignore
  const aAt = roundUp(on.start, 64) / bytes;
  const bAt = roundUp(aAt + a.columns, 16);
  const cAt = roundUp(bAt + stagedSize(depth, columns) + 16, 16);
  const free = roundUp(cAt + columns + 16, 16) * bytes;
  if (!on.reserve(free + depth * 64)) return false;
  const scratch = on.view(c.data);
  stageLine(a.data, a.offset, a.columnStride, a.columns, scratch, aAt);
  for (let j = 0; j < b.columns; j += columns) {
    const width = Math.min(columns, b.columns - j);
    const target = blockOf(c, 0, 1, j, width);
    scratch.fill(0, cAt, cAt + width + 16);
    if (accumulate) fillRows(target, scratch, cAt, width);
    for (let k = 0; k < b.rows; k += depth) {
      const slice = Math.min(depth, b.rows - k);
      const { rowStride, columnStride } = stage(blockOf(b, k, slice, j, width), scratch, bAt);
      if (columnStride === 1)
        rowTimesRows(slice, width, (aAt + k) * bytes, bAt * bytes, rowStride * bytes, cAt * bytes);
      else
        rowTimesColumns(
          slice,
          width,
          (aAt + k) * bytes,
          bAt * bytes,
          columnStride * bytes,
          cAt * bytes,
          free,
        );
    }
    unstage(target, scratch, cAt, width);
  }
  return true;
}

/** The sum has one term: the work is writing C, so it is computed and copied out in pieces that stay in the cache. */
function outerProduct(on: Kernels, a: Matrix, b: Matrix, c: Matrix, accumulate: boolean): boolean {
  const bytes = c.data.BYTES_PER_ELEMENT;
  const { outer } = on.for(c.data);
  const columns = Math.min(c.columns, ROW_CHUNK);
  // Rows are contiguous in scratch when they are whole vectors long, so that dense blocks of C are copied out at once.
  const pitch = roundUp(columns, 16 / bytes);
  const rows = Math.min(c.rows, Math.max(1, Math.floor(ROW_CHUNK / pitch)));
  const aAt = roundUp(on.start, 64) / bytes;
  const bAt = roundUp(aAt + c.rows, 16);
  const cAt = roundUp(bAt + columns + 16, 16);
  if (!on.reserve((cAt + rows * pitch + 16) * bytes)) return false;
  const scratch = on.view(c.data);
  stageLine(a.data, a.offset, a.rowStride, c.rows, scratch, aAt);
  for (let j = 0; j < c.columns; j += columns) {
    const width = Math.min(columns, c.columns - j);
    stageLine(b.data, b.offset + j * b.columnStride, b.columnStride, width, scratch, bAt);
    for (let i = 0; i < c.rows; i += rows) {
      const height = Math.min(rows, c.rows - i);
      const target = blockOf(c, i, height, j, width);
      scratch.fill(0, cAt, cAt + height * pitch);
      if (accumulate) fillRows(target, scratch, cAt, pitch);
      outer(height, width, (aAt + i) * bytes, bAt * bytes, cAt * bytes, pitch * bytes);
      unstage(target, scratch, cAt, pitch);
    }
  }
  return true;
}
