// Wrong answers that the checks must catch and call by their names, and right ones, written otherwise, that they must leave in
// peace. `edflab validate` tries them all. The names of mistakes are the `DiagnosisCode`s of `edflab/gradcheck`.
import type { Mutant, Rewrite } from 'edflab/gradcheck';

/** The answer cell with this text as the body of `backward`. */
const withBackward = (backward: string): string => `class Square extends CompNode {
  constructor(public x: Node) { super() }

  forward() {
    this.value = this.x.value.square();
  }

  backward() {
    ${backward}
  }
}`;

export const mutants: readonly Mutant[] = [
  {
    id: 'no-chain-rule',
    problem: 'square',
    code: 'upstream-ignored',
    source: withBackward('this.x.addgrad(this.x.value.mul(2));'),
  },
  {
    id: 'half',
    problem: 'square',
    code: 'factor-constant',
    source: withBackward('this.x.addgrad(this.grad.mul(this.x.value));'),
  },
  {
    id: 'assigned',
    problem: 'square',
    code: 'assigned-not-accumulated',
    source: withBackward('this.x.grad = this.grad.mul(this.x.value).mul(2);'),
  },
];

export const rewrites: readonly Rewrite[] = [
  {
    id: 'sum-of-two',
    problem: 'square',
    source: withBackward(`const half = this.grad.mul(this.x.value);
    this.x.addgrad(half.add(half));`),
  },
];
