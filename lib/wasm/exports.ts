// The signatures of what assembly/index.ts exports: addresses and distances in bytes, counts in elements.

type ProductKernel = (
  rows: number,
  columns: number,
  depth: number,
  a: number,
  aRowBytes: number,
  aColumnBytes: number,
  b: number,
  bRowBytes: number,
  bColumnBytes: number,
  c: number,
  cRowBytes: number,
  scratch: number,
) => void;
type RowTimesRowsKernel = (
  depth: number,
  columns: number,
  a: number,
  b: number,
  rowBytes: number,
  c: number,
) => void;
type RowTimesColumnsKernel = (
  depth: number,
  columns: number,
  a: number,
  b: number,
  columnBytes: number,
  c: number,
  scratch: number,
) => void;
type OuterKernel = (rows: number, columns: number, a: number, b: number, c: number, rowBytes: number) => void;

export interface KernelExports {
  readonly scratchStart: WebAssembly.Global<'i32'>;
  readonly gemmF32: ProductKernel;
  readonly gemmF64: ProductKernel;
  readonly rowTimesRowsF32: RowTimesRowsKernel;
  readonly rowTimesRowsF64: RowTimesRowsKernel;
  readonly rowTimesColumnsF32: RowTimesColumnsKernel;
  readonly rowTimesColumnsF64: RowTimesColumnsKernel;
  readonly outerF32: OuterKernel;
  readonly outerF64: OuterKernel;
}
