/**
 * The names that answers find while they are graded: those of every notebook, without the ones that are answers themselves.
 * The ops, the nodes made of them and the references are not hidden in the child, they are absent: see `child-root.ts`.
 */
export * from '../../lib/array/index.js';
export * from '../../lib/edf/core.js';
export * from '../../lib/data/index.js';
export * from '../../lib/display/index.js';
export * from './inert.js';
