// Words in which the problems of this folder are declared.
import type { NodeProblem, SourceSpecification } from '../../lib/gradcheck/index.js';

export const node = (name: string, shape: string[]): SourceSpecification => ({
  name,
  kind: 'node',
  shape,
  domain: { kind: 'normal' },
});
export const parameter = (name: string, shape: string[]): SourceSpecification => ({
  ...node(name, shape),
  kind: 'parameter',
});
export const given = (...names: string[]): NodeProblem['arguments'] =>
  names.map((name) => ({ kind: 'source', name }));
export const constant = (value: number): NodeProblem['arguments'][number] => ({ kind: 'constant', value });

/** What the problems of this file have in common. */
export const common = { kind: 'node', points: 10 } as const;
