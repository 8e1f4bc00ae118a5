// Matrix product in SIMD: C += A B from packed panels, four rows by two vectors of C at a time.
//
// A vector is 16 bytes: 4 float32 or 2 float64. Packed A is a row of panels of 4 rows, each panel stored column after
// column: a[k][0..3]. Packed B is a row of panels two vectors wide, each stored row after row: b[k][0..7] in float32,
// b[k][0..3] in float64. So the innermost loop reads both from front to back, whatever the strides of A and B were.
//
// Why 4 x 2: 8 sums + 4 broadcast elements of A + 2 vectors of B + 1 product are 15 registers, and a CPU of SSE's kind has 16.
// With any larger tile V8 spills sums to the stack and the speed halves.
//
// Why the same step four times: a loop's own cost is shared by four. Each has an exit of its own, or V8 would draw the loads of
// all four together and run out of registers again; and so the depth need not be a multiple of four.

import { addProduct } from './multiply-add';
import { pack } from './pack';

/** Rows of C in one tile, and so in one panel of A. */
const ROWS: usize = 4;
/** Bytes of a row of C in one tile: two vectors. */
const TILE_BYTES: usize = 32;

/** c[r][j] += sum_k a[k][r] b[k][j] for one tile; products are added in the order of k, starting from what c holds. */
@inline
function tile<T>(a: usize, aEnd: usize, b: usize, c: usize, rowBytes: usize): void {
  const c1 = c + rowBytes;
  const c2 = c1 + rowBytes;
  const c3 = c2 + rowBytes;
  let c00 = v128.load(c);
  let c01 = v128.load(c, 16);
  let c10 = v128.load(c1);
  let c11 = v128.load(c1, 16);
  let c20 = v128.load(c2);
  let c21 = v128.load(c2, 16);
  let c30 = v128.load(c3);
  let c31 = v128.load(c3, 16);
  while (true) {
    {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      const a0 = v128.load_splat<T>(a);
      const a1 = v128.load_splat<T>(a, sizeof<T>());
      c00 = addProduct<T>(c00, a0, b0);
      c01 = addProduct<T>(c01, a0, b1);
      c10 = addProduct<T>(c10, a1, b0);
      c11 = addProduct<T>(c11, a1, b1);
      const a2 = v128.load_splat<T>(a, 2 * sizeof<T>());
      const a3 = v128.load_splat<T>(a, 3 * sizeof<T>());
      c20 = addProduct<T>(c20, a2, b0);
      c21 = addProduct<T>(c21, a2, b1);
      c30 = addProduct<T>(c30, a3, b0);
      c31 = addProduct<T>(c31, a3, b1);
      a += ROWS * sizeof<T>();
      b += TILE_BYTES;
      if (a == aEnd) break;
    }
    {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      const a0 = v128.load_splat<T>(a);
      const a1 = v128.load_splat<T>(a, sizeof<T>());
      c00 = addProduct<T>(c00, a0, b0);
      c01 = addProduct<T>(c01, a0, b1);
      c10 = addProduct<T>(c10, a1, b0);
      c11 = addProduct<T>(c11, a1, b1);
      const a2 = v128.load_splat<T>(a, 2 * sizeof<T>());
      const a3 = v128.load_splat<T>(a, 3 * sizeof<T>());
      c20 = addProduct<T>(c20, a2, b0);
      c21 = addProduct<T>(c21, a2, b1);
      c30 = addProduct<T>(c30, a3, b0);
      c31 = addProduct<T>(c31, a3, b1);
      a += ROWS * sizeof<T>();
      b += TILE_BYTES;
      if (a == aEnd) break;
    }
    {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      const a0 = v128.load_splat<T>(a);
      const a1 = v128.load_splat<T>(a, sizeof<T>());
      c00 = addProduct<T>(c00, a0, b0);
      c01 = addProduct<T>(c01, a0, b1);
      c10 = addProduct<T>(c10, a1, b0);
      c11 = addProduct<T>(c11, a1, b1);
      const a2 = v128.load_splat<T>(a, 2 * sizeof<T>());
      const a3 = v128.load_splat<T>(a, 3 * sizeof<T>());
      c20 = addProduct<T>(c20, a2, b0);
      c21 = addProduct<T>(c21, a2, b1);
      c30 = addProduct<T>(c30, a3, b0);
      c31 = addProduct<T>(c31, a3, b1);
      a += ROWS * sizeof<T>();
      b += TILE_BYTES;
      if (a == aEnd) break;
    }
    {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      const a0 = v128.load_splat<T>(a);
      const a1 = v128.load_splat<T>(a, sizeof<T>());
      c00 = addProduct<T>(c00, a0, b0);
      c01 = addProduct<T>(c01, a0, b1);
      c10 = addProduct<T>(c10, a1, b0);
      c11 = addProduct<T>(c11, a1, b1);
      const a2 = v128.load_splat<T>(a, 2 * sizeof<T>());
      const a3 = v128.load_splat<T>(a, 3 * sizeof<T>());
      c20 = addProduct<T>(c20, a2, b0);
      c21 = addProduct<T>(c21, a2, b1);
      c30 = addProduct<T>(c30, a3, b0);
      c31 = addProduct<T>(c31, a3, b1);
      a += ROWS * sizeof<T>();
      b += TILE_BYTES;
      if (a == aEnd) break;
    }
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c1, c10);
  v128.store(c1, c11, 16);
  v128.store(c2, c20);
  v128.store(c2, c21, 16);
  v128.store(c3, c30);
  v128.store(c3, c31, 16);
}

/** C += A B for packed A (aPanels x depth) and packed B (depth x bPanels); C is row-major, `rowBytes` from row to row. */
@inline
function block<T>(aPanels: usize, bPanels: usize, depth: usize, a: usize, b: usize, c: usize, rowBytes: usize): void {
  const aPanelBytes = depth * ROWS * sizeof<T>();
  const bPanelBytes = depth * TILE_BYTES;
  const aEnd = a + aPanels * aPanelBytes;
  const bEnd = b + bPanels * bPanelBytes;
  // A panel of B stays in the first-level cache while all of A, small enough for the second level, passes by.
  for (; b != bEnd; b += bPanelBytes, c += TILE_BYTES) {
    let target = c;
    for (let panel = a; panel != aEnd; panel += aPanelBytes, target += ROWS * rowBytes) {
      tile<T>(panel, panel + aPanelBytes, b, target, rowBytes);
    }
  }
}

/** How much of the depth is packed at a time: a panel of B (8 kB) then fits the first-level cache beside one of A. */
const DEPTH: usize = 256;
/** How many rows of A are packed at a time: 256 x 256 float32 are 256 kB, which fit the second-level cache. */
const HEIGHT: usize = 256;

/**
 * C += A B. A is (rows, depth), B is (depth, columns), with byte strides of which one per matrix is one element.
 * C is row-major, `cRowBytes` from row to row; its rows reach up to a whole number of tiles both ways, and what lies beyond
 * (rows, columns) receives sums of zeros. `scratch` has room for DEPTH x (HEIGHT + columns) elements, columns rounded up.
 */
@inline
function product<T>(
  rows: usize, columns: usize, depth: usize,
  a: usize, aRowBytes: usize, aColumnBytes: usize,
  b: usize, bRowBytes: usize, bColumnBytes: usize,
  c: usize, cRowBytes: usize,
  scratch: usize,
): void {
  const width = TILE_BYTES / sizeof<T>();
  const packedA = scratch;
  const packedB = scratch + HEIGHT * DEPTH * sizeof<T>();
  for (let k: usize = 0; k < depth; k += DEPTH) {
    const slice = min(DEPTH, depth - k);
    pack<T>(b + k * bRowBytes, columns, slice, bColumnBytes, bRowBytes, width, packedB);
    for (let i: usize = 0; i < rows; i += HEIGHT) {
      const height = min(HEIGHT, rows - i);
      pack<T>(a + i * aRowBytes + k * aColumnBytes, height, slice, aRowBytes, aColumnBytes, ROWS, packedA);
      block<T>((height + ROWS - 1) / ROWS, (columns + width - 1) / width, slice, packedA, packedB, c + i * cRowBytes, cRowBytes);
    }
  }
}

export function gemmF32(
  rows: usize, columns: usize, depth: usize,
  a: usize, aRowBytes: usize, aColumnBytes: usize,
  b: usize, bRowBytes: usize, bColumnBytes: usize,
  c: usize, cRowBytes: usize,
  scratch: usize,
): void {
  product<f32>(rows, columns, depth, a, aRowBytes, aColumnBytes, b, bRowBytes, bColumnBytes, c, cRowBytes, scratch);
}

export function gemmF64(
  rows: usize, columns: usize, depth: usize,
  a: usize, aRowBytes: usize, aColumnBytes: usize,
  b: usize, bRowBytes: usize, bColumnBytes: usize,
  c: usize, cRowBytes: usize,
  scratch: usize,
): void {
  product<f64>(rows, columns, depth, a, aRowBytes, aColumnBytes, b, bRowBytes, bColumnBytes, c, cRowBytes, scratch);
}
