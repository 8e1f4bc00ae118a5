// The element types and the names of the operations, shared by the plain loops and the SIMD kernels.
export type FloatArray = Float32Array | Float64Array;
/** What can be summed and read as numbers, besides floats. */
export type NumberArray = FloatArray | Int32Array | Uint8Array;
export type UnaryOp =
  'exp' | 'log' | 'tanh' | 'sigmoid' | 'relu' | 'sqrt' | 'neg' | 'abs' | 'square' | 'step';
export type BinaryOp = 'add' | 'sub' | 'mul' | 'div' | 'maximum' | 'minimum';
export type Comparison = 'gt' | 'ge' | 'lt' | 'le' | 'eq' | 'ne';

/** Rows of numbers inside an array, `row` elements apart: side by side (a step of 1), or in every row one number (a step of 0). */
export interface Rows {
  readonly data: FloatArray;
  readonly offset: number;
  readonly row: number;
  readonly step: 0 | 1;
}
