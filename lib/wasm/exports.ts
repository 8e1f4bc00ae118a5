// The signatures of what assembly/index.ts exports, for one element type: addresses and distances in bytes, counts in elements.
import type { BinaryOp, Comparison, UnaryOp } from './plain/types.js';

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

type UnaryKernel = (x: number, y: number, length: number) => void;
type BinaryKernel = (
  rows: number,
  columns: number,
  x: number,
  xRow: number,
  xStep: number,
  y: number,
  yRow: number,
  yStep: number,
  out: number,
  outRow: number,
) => void;
type CompareKernel = (
  x: number,
  xStep: number,
  y: number,
  yStep: number,
  out: number,
  length: number,
) => void;
type ArgmaxKernel = (x: number, columns: number) => number;
type AxpyKernel = (alpha: number, x: number, y: number, length: number) => void;
type RowsKernel = (x: number, y: number, rows: number, columns: number, least: number) => void;
type AddRowsKernel = (x: number, rows: number, columns: number, rowBytes: number, sums: number) => void;
/** One address per operand, then the length and the address of the settings. */
type UpdateKernel = (...operandsLengthSettings: number[]) => void;

/** The kernels for one element type; an export's name has F32 or F64 at its end. */
export interface TypedKernels
  extends
    Readonly<Record<UnaryOp, UnaryKernel>>,
    Readonly<Record<BinaryOp, BinaryKernel>>,
    Readonly<Record<Extract<Comparison, 'lt' | 'le' | 'eq' | 'ne'>, CompareKernel>> {
  readonly gemm: ProductKernel;
  readonly rowTimesRows: RowTimesRowsKernel;
  readonly rowTimesColumns: RowTimesColumnsKernel;
  readonly outer: OuterKernel;
  readonly axpy: AxpyKernel;
  readonly softmaxRows: RowsKernel;
  readonly logSoftmaxRows: RowsKernel;
  readonly addRows: AddRowsKernel;
  readonly argmax: ArgmaxKernel;
  readonly descend: UpdateKernel;
  readonly momentum: UpdateKernel;
  readonly rmsProp: UpdateKernel;
  readonly adam: UpdateKernel;
}

/** Sorts the exports of an instance by element type. */
export function typedKernels(exports: WebAssembly.Exports, suffix: 'F32' | 'F64'): TypedKernels {
  const kernels: Record<string, WebAssembly.ExportValue> = {};
  for (const [name, value] of Object.entries(exports)) {
    if (name.endsWith(suffix)) kernels[name.slice(0, -suffix.length)] = value;
  }
  return kernels as unknown as TypedKernels;
}
