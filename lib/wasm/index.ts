// Arithmetic on contiguous ranges and strided matrices of floats: what lib/array calls for everything that is worth SIMD.
export type { FloatArray, UnaryOp, BinaryOp } from './plain/types.js';
export { gemm } from './gemm.js';
export { unary, binary, axpy } from './plain/elementwise.js';
export { softmaxRows, logSoftmaxRows, sumAxis, argmaxRows } from './plain/rows.js';
export { math } from './plain/math.js';
