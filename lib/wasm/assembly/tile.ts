// The innermost loop of the matrix product: a tile of C, four rows by two vectors, from packed panels of A and B.
//
// Why 4 x 2: 8 sums + 4 broadcast elements of A + 2 vectors of B + 1 product are 15 registers, and a CPU of SSE's kind has 16.
// With any larger tile V8 spills sums to the stack and the speed halves.
//
// Why the step is written eight times: a loop's own cost is shared by eight. Each has an exit of its own, or V8 would draw the
// loads of all together and run out of registers again; and so the depth need not be a multiple of eight.

import { addProduct } from './multiply-add';

/** Rows of C in one tile, and so in one panel of A. */
export const ROWS: usize = 4;
/** Bytes of a row of C in one tile: two vectors. */
export const TILE_BYTES: usize = 32;

/** c[r][j] += sum_k a[k][r] b[k][j] for one tile; products are added in the order of k, starting from what c holds. */
@inline
export function tile<T>(a: usize, aEnd: usize, b: usize, c: usize, rowBytes: usize): void {
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
    // build.mjs repeats the next block: 8 times
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
