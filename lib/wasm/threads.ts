// A product of staged blocks, on one thread.
import type { Kernels } from './module.js';
import type { FloatArray } from './plain/types.js';

/** The arguments of the product kernel: see assembly/gemm.ts. */
export interface Product {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly a: number;
  readonly aRowBytes: number;
  readonly aColumnBytes: number;
  readonly b: number;
  readonly bRowBytes: number;
  readonly bColumnBytes: number;
  readonly c: number;
  readonly cRowBytes: number;
  readonly scratch: number;
}

/** Runs the product kernel for the array's element type. */
export function multiply(on: Kernels, like: FloatArray, p: Product): void {
  // prettier-ignore
  on.for(like).gemm(p.rows, p.columns, p.depth, p.a, p.aRowBytes, p.aColumnBytes, p.b, p.bRowBytes, p.bColumnBytes, p.c, p.cRowBytes, p.scratch);
}
