// What a problem asks a student's cells for, by name.
import type { Problem } from '../types.js';

/** Names that are looked up beside those that the answer itself uses: given nodes that an engine is tried with. */
export function askedNames(problem: Problem): string[] {
  if (problem.kind !== 'engine') return [];
  const { variable, operations, forward, backward } = problem;
  const calls = [
    ...Object.values(operations).map(({ call }) => call),
    backward,
    ...(variable ? [variable] : []),
  ];
  const own = calls.filter(({ call }) => call !== 'method').map(({ name }) => name);
  return [...own, ...(forward ? [forward] : [])];
}
