// Everything a user of the library imports: `import { np, einsum, CompNode } from 'edflab'`.
export * from './array/index.js';
export * as ops from './ops/index.js';
export * from './edf/index.js';
export { heatMap, image, Picture, type HeatMapOptions, type ImageOptions } from './display/index.js';
export * as optim from './optim/index.js';
export * from './data/index.js';
export { relaxedSimd, setRelaxedSimd, setThreads, threads } from './wasm/index.js';
