/** The names for problems that ask for no gradient, such as training: all that a notebook has. */
export * from '../../lib/index.js';
export * from './inert.js';
export { relaxedSimd, setRelaxedSimd, setThreads, threads } from './inert.js';
