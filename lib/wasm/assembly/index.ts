// The module's exports. Addresses and distances are in bytes, counts in elements; vectors are read and written whole, so
// ranges may be touched up to 15 bytes beyond their end (the scratch memory is laid out for that).
export { gemmF32, gemmF64 } from './gemm';
export { rowTimesRowsF32, rowTimesRowsF64, rowTimesColumnsF32, rowTimesColumnsF64, outerF32, outerF64 } from './vector';
export { expF32, expF64, sigmoidF32, sigmoidF64 } from './exponential';
export { tanhF32, tanhF64 } from './hyperbolic';
export { logF32, logF64 } from './logarithm';
export { stepF32, stepF64, reluF32, reluF64, sqrtF32, sqrtF64, negF32, negF64, absF32, absF64, squareF32, squareF64 } from './elementwise';
export { addF32, addF64, subF32, subF64, mulF32, mulF64, divF32, divF64 } from './elementwise';
export { maximumF32, maximumF64, minimumF32, minimumF64, axpyF32, axpyF64 } from './elementwise';
export { ltF32, ltF64, leF32, leF64, eqF32, eqF64, neF32, neF64 } from './elementwise';
export { argmaxF32, argmaxF64 } from './rows';
export { softmaxRowsF32, softmaxRowsF64, logSoftmaxRowsF32, logSoftmaxRowsF64, addRowsF32, addRowsF64 } from './rows';
export { descendF32, descendF64, momentumF32, momentumF64, rmsPropF32, rmsPropF64, adamF32, adamF64 } from './updates';

/** Where scratch memory begins: what lies below is the kernels' own. */
export const scratchStart: usize = (__heap_base + 63) & ~63;
