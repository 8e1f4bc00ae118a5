// Products in which A is one row (a batch of one) or one column (an outer product): packing would cost more than it saves.
// Elements of C are summed in the same order as in gemm.ts, so a row of a batch has the same bits as that row alone.
import { addProduct } from './multiply-add';
import { pack } from './pack';

/** Rows of B added in one pass over C. */
const STEP: usize = 8;

/** c[j] += a[0] b[0,j] + a[1] b[1,j] + ... for STEP rows, one vector of j at a time. */
@inline
function addRows<T>(columns: usize, a: usize, b: usize, rowBytes: usize, c: usize): void {
  const a0 = v128.load_splat<T>(a);
  const a1 = v128.load_splat<T>(a + sizeof<T>());
  const a2 = v128.load_splat<T>(a + 2 * sizeof<T>());
  const a3 = v128.load_splat<T>(a + 3 * sizeof<T>());
  const a4 = v128.load_splat<T>(a + 4 * sizeof<T>());
  const a5 = v128.load_splat<T>(a + 5 * sizeof<T>());
  const a6 = v128.load_splat<T>(a + 6 * sizeof<T>());
  const a7 = v128.load_splat<T>(a + 7 * sizeof<T>());
  for (const end = c + columns * sizeof<T>(); c < end; c += 16, b += 16) {
    let sum = v128.load(c);
    let row = b;
    sum = addProduct<T>(sum, a0, v128.load(row));
    row += rowBytes;
    sum = addProduct<T>(sum, a1, v128.load(row));
    row += rowBytes;
    sum = addProduct<T>(sum, a2, v128.load(row));
    row += rowBytes;
    sum = addProduct<T>(sum, a3, v128.load(row));
    row += rowBytes;
    sum = addProduct<T>(sum, a4, v128.load(row));
    row += rowBytes;
    sum = addProduct<T>(sum, a5, v128.load(row));
    row += rowBytes;
    sum = addProduct<T>(sum, a6, v128.load(row));
    row += rowBytes;
    sum = addProduct<T>(sum, a7, v128.load(row));
    v128.store(c, sum);
  }
}

/** c[j] += a[0] b[j]. */
@inline
function addRow<T>(columns: usize, a: usize, b: usize, c: usize): void {
  const factor = v128.load_splat<T>(a);
  for (const end = c + columns * sizeof<T>(); c < end; c += 16, b += 16) {
    v128.store(c, addProduct<T>(v128.load(c), factor, v128.load(b)));
  }
}

/** c[j] += sum_k a[k] b[k,j] for B with contiguous rows; reads and writes whole vectors. */
@inline
function rowTimesRows<T>(depth: usize, columns: usize, a: usize, b: usize, rowBytes: usize, c: usize): void {
  let k: usize = 0;
  for (; k + STEP <= depth; k += STEP) addRows<T>(columns, a + k * sizeof<T>(), b + k * rowBytes, rowBytes, c);
  for (; k < depth; k++) addRow<T>(columns, a + k * sizeof<T>(), b + k * rowBytes, c);
}

/** c[j] += sum_k a[k] b[k,j] for B with contiguous columns: packs 4 vectors' worth of columns at a time into scratch. */
@inline
function rowTimesColumns<T>(depth: usize, columns: usize, a: usize, b: usize, columnBytes: usize, c: usize, scratch: usize): void {
  const width = 32 / sizeof<T>();
  for (let j: usize = 0; j < columns; j += 2 * width) {
    pack<T>(b + j * columnBytes, min<usize>(2 * width, columns - j), depth, columnBytes, sizeof<T>(), width, scratch);
    let c0 = v128.load(c);
    let c1 = v128.load(c, 16);
    let c2 = v128.load(c, 32);
    let c3 = v128.load(c, 48);
    let left = scratch;
    let right = scratch + depth * 32;
    for (let k = a, end = a + depth * sizeof<T>(); k < end; k += sizeof<T>(), left += 32, right += 32) {
      const factor = v128.load_splat<T>(k);
      c0 = addProduct<T>(c0, factor, v128.load(left));
      c1 = addProduct<T>(c1, factor, v128.load(left, 16));
      c2 = addProduct<T>(c2, factor, v128.load(right));
      c3 = addProduct<T>(c3, factor, v128.load(right, 16));
    }
    v128.store(c, c0);
    v128.store(c, c1, 16);
    v128.store(c, c2, 32);
    v128.store(c, c3, 48);
    c += 64;
  }
}

/** C[i,j] += a[i] b[j]; C is row-major, `rowBytes` from row to row, whole vectors long. */
@inline
function outer<T>(rows: usize, columns: usize, a: usize, b: usize, c: usize, rowBytes: usize): void {
  for (let i: usize = 0; i < rows; i++) addRow<T>(columns, a + i * sizeof<T>(), b, c + i * rowBytes);
}

export function rowTimesRowsF32(depth: usize, columns: usize, a: usize, b: usize, rowBytes: usize, c: usize): void {
  rowTimesRows<f32>(depth, columns, a, b, rowBytes, c);
}

export function rowTimesRowsF64(depth: usize, columns: usize, a: usize, b: usize, rowBytes: usize, c: usize): void {
  rowTimesRows<f64>(depth, columns, a, b, rowBytes, c);
}

export function rowTimesColumnsF32(depth: usize, columns: usize, a: usize, b: usize, columnBytes: usize, c: usize, scratch: usize): void {
  rowTimesColumns<f32>(depth, columns, a, b, columnBytes, c, scratch);
}

export function rowTimesColumnsF64(depth: usize, columns: usize, a: usize, b: usize, columnBytes: usize, c: usize, scratch: usize): void {
  rowTimesColumns<f64>(depth, columns, a, b, columnBytes, c, scratch);
}

export function outerF32(rows: usize, columns: usize, a: usize, b: usize, c: usize, rowBytes: usize): void {
  outer<f32>(rows, columns, a, b, c, rowBytes);
}

export function outerF64(rows: usize, columns: usize, a: usize, b: usize, c: usize, rowBytes: usize): void {
  outer<f64>(rows, columns, a, b, c, rowBytes);
}
