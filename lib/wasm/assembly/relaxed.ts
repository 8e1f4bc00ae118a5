// The exports of the module for relaxed SIMD: the products of index.ts from the same sources, with fused multiply-adds.
export { gemmF32, gemmF64 } from './gemm';
export { rowTimesRowsF32, rowTimesRowsF64, rowTimesColumnsF32, rowTimesColumnsF64, outerF32, outerF64 } from './vector';
