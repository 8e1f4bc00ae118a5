// The module's exports. Addresses and distances are in bytes, counts in elements; vectors are read and written whole, so
// ranges may be touched up to 15 bytes beyond their end (the scratch memory is laid out for that).
export { gemmF32, gemmF64 } from './gemm';
export { rowTimesRowsF32, rowTimesRowsF64, rowTimesColumnsF32, rowTimesColumnsF64, outerF32, outerF64 } from './vector';

/** Where scratch memory begins: what lies below are the kernels' constants. */
export const scratchStart: usize = (__heap_base + 63) & ~63;
