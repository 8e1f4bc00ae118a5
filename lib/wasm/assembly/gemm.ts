// Matrix product in SIMD: C += A B from packed panels, four rows by two vectors of C at a time.
//
// A vector is 16 bytes: 4 float32 or 2 float64. Packed A is a row of panels of 4 rows, each panel stored column after
// column: a[k][0..3]. Packed B is a row of panels two vectors wide, each stored row after row: b[k][0..7] in float32,
// b[k][0..3] in float64. So the innermost loop reads both from front to back, whatever the strides of A and B were.

import { pack } from './pack';
import { ROWS, TILE_BYTES, tile } from './tile';

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
