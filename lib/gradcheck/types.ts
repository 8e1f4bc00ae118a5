// All types of the gradient check: what instructors declare, what travels between its two sides, what is said in the end.
export type * from './declaration/problems.js';
export type * from './declaration/answers.js';
export type * from './declaration/engine.js';
export type * from './report/report-data.js';
export type * from './trial/trial.js';
