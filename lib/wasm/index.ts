// Arithmetic on contiguous ranges and strided matrices of floats, by SIMD kernels where they gain and by plain loops otherwise,
// with the same bits. Operands are ordinary arrays: nothing here outlives a call.
import { exp, log, sigmoid, tanh } from './plain/math64.js';

export type { BinaryOp, Comparison, FloatArray, Rows, UnaryOp } from './plain/types.js';
export { gemm } from './gemm.js';
export { axpy, binary, binaryRows, compare, unary } from './elementwise.js';
export { argmaxRows, logSoftmaxRows, pairwiseSum, pairwiseSums, softmaxRows } from './rows.js';
export { relaxedSimd, setRelaxedSimd, withoutRelaxedSimd } from './relaxed.js';
export { residentCopy } from './resident.js';
export { setThreads, threads } from './threads.js';
export { adam, descend, momentum, rmsProp } from './updates.js';

/** exp, log, tanh and sigmoid of one number in float64: the library's own, with the same bits on every machine. */
export const math = { exp, log, tanh, sigmoid };
