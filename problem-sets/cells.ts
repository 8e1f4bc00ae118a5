// Cells as students write them: a class with an init (the constructor's parameters and body), a forward and a backward, of which a mutant replaces some.
import type { DiagnosisCode, Mutant, Rewrite } from '../lib/gradcheck/index.js';

/** The parts of a class, as text. `before` stands above the class, `fields` at its beginning. */
export interface Parts {
  init: string;
  forward: string;
  backward: string;
  fields?: string;
  before?: string;
}

/** The text of a cell that defines a node class. */
export function cell(
  className: string,
  { init, forward, backward, fields = '', before = '' }: Parts,
): string {
  return `${before}
class ${className} extends CompNode {
  ${fields}
  constructor(${init}
  forward() {
    ${forward}
  }
  backward() {
    ${backward}
  }
}`.trimStart();
}

/** For one problem: a function that makes mutants and one that makes rewrites, from the parts that differ from `right`. */
export function answersTo(problem: string, className: string, right: Parts) {
  const source = (parts: Partial<Parts> | string): string =>
    cell(className, { ...right, ...(typeof parts === 'string' ? { backward: parts } : parts) });
  return {
    mutant: (id: string, code: DiagnosisCode, parts: Partial<Parts> | string): Mutant => ({
      id,
      problem,
      code,
      source: source(parts),
    }),
    rewrite: (id: string, parts: Partial<Parts> | string): Rewrite => ({
      id,
      problem,
      source: source(parts),
    }),
  };
}
