// The element types and the names of the operations, shared by the plain loops and the SIMD kernels.
export type FloatArray = Float32Array | Float64Array;
export type UnaryOp = 'exp' | 'log' | 'tanh' | 'sigmoid' | 'relu' | 'sqrt' | 'neg' | 'abs' | 'square';
export type BinaryOp = 'add' | 'sub' | 'mul' | 'div' | 'maximum' | 'minimum';
