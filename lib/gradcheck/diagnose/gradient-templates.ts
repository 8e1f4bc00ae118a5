// The sentences about gradients that are wrong: their shapes, then their values.
import type { DiagnosisCode } from '../types.js';
import type { Blanks, Subject, Template } from './templates.js';
import { sentence } from './sentence.js';

const formulaOf = ({ formula }: Subject): string => `Compare it with ${formula}`;
const formulaHint = ({ subject }: Blanks): string => formulaOf(subject);

export const gradientTemplates = {
  'gradient-shape': ({ where, detail }) => [
    `${where} is given a gradient of shape ${detail.got}, expected ${detail.expected}.`,
    'Write the index equation: which indices does the gradient have, and which are summed over?',
  ],
  'summed-over-batch': ({ where, detail }) => [
    `${where} is given a gradient that is summed over the batch already: shape ${detail.got}, expected ${detail.expected}.`,
    'addgrad wants one gradient per example, the index b in front; it sums or averages over b itself.',
  ],
  'not-summed': ({ where, detail }) => [
    `${where}.grad has shape ${detail.got}, expected ${detail.expected}: an index is left that should be summed over.`,
    'Where forward repeats a number (broadcasting), backward sums over the copies. A Parameter does so in addgrad.',
  ],
  transposed: ({ it, detail }) => [
    detail.what
      ? `${it} has ${detail.what} transposed.`
      : `${it} is transposed: shape ${detail.got}, expected ${detail.expected}.`,
    'With y[b,j] = x[b,i] W[i,j], x.grad[b,i] sums y.grad[b,j] W[i,j] over j. Compare the order of the indices with your product.',
  ],
  'wrong-axis': ({ it }) => [
    `${it} is summed over the wrong axis.`,
    'Axis 0 counts the examples b; the last axis counts the features. Which index does the formula sum over?',
  ],

  zero: ({ it, subject }) => [
    `${it} is zero.`,
    subject.kind === 'class'
      ? 'Does backward call addgrad, and with something that depends on this.grad?'
      : 'Is the array ever filled?',
  ],
  'missing-gradient': ({ it, where, subject }) => [
    `${it} is zero, while the others are not.`,
    subject.kind === 'class' ? `backward should call this.${where}.addgrad(...), too.` : formulaOf(subject),
  ],
  sign: ({ it }) => [`${it} has the wrong sign.`, 'Look for a minus that is missing or too many.'],
  'factor-batch': ({ it }) => [
    `${it} is too large by the number of examples B.`,
    'Somewhere the batch is counted twice: a sum that should be a mean, or a factor shape[0].',
  ],
  'factor-inverse-batch': ({ it }) => [
    `${it} is too small by the number of examples B.`,
    'The mean over the batch is taken somewhere else already (loss.grad in 2018, Parameter.addgrad in 2024): do not divide by B here.',
  ],
  'factor-size': ({ it, detail }) => [
    `${it} has an extra factor ${detail.factor}.`,
    detail.dimension === 'elements'
      ? 'Look for mean() where sum() is meant.'
      : `Look for a mean over the index of length ${detail.dimension} where a sum is meant, or the other way round.`,
  ],
  'factor-constant': ({ it, detail }) => [
    `${it} is ${detail.factor} times what it should be.`,
    'A constant factor is missing or too many.',
  ],
  'missing-local-derivative': ({ it, subject }) => [
    `${it} is the upstream gradient, passed through unchanged: the derivative of ${subject.name} itself is missing.`,
    `Chain rule: upstream gradient times local derivative. ${sentence(subject.formula)}`,
  ],
  'wrong-local-derivative': (blanks) => [
    `${blanks.it} uses ${blanks.detail.derivative} as the derivative of ${blanks.subject.name}.`,
    formulaHint(blanks),
  ],
  'missing-factor': (blanks) => [
    `${blanks.it} lacks the factor ${blanks.detail.factor}.`,
    formulaHint(blanks),
  ],
  'extra-factor': (blanks) => [
    `${blanks.it} has a factor ${blanks.detail.factor} too many.`,
    formulaHint(blanks),
  ],
  'wrong-factor': (blanks) => [
    `${blanks.it} has ${blanks.detail.factor ?? 'a factor'} where ${blanks.detail.instead ?? 'another one'} should be.`,
    formulaHint(blanks),
  ],
  'missing-term': (blanks) => [
    `${blanks.it} lacks a term${blanks.detail.term ? `: ${blanks.detail.term}` : ''}.`,
    formulaHint(blanks),
  ],
  'upstream-ignored': ({ it, subject }) => [
    `${it} does not depend on the upstream gradient this.grad.`,
    `The node may stand anywhere in a network: multiply by what comes from above. ${sentence(subject.formula)}`,
  ],
  'value-for-gradient': ({ it, detail }) => [
    `${it} has ${detail.instead ?? 'this.value'} where this.grad should be.`,
    'backward hands on gradients: the upstream gradient is this.grad.',
  ],
  'input-for-value': (blanks) => [
    `${blanks.it} has the input x where the value y of the node should be.`,
    formulaHint(blanks),
  ],
  'value-for-input': (blanks) => [
    `${blanks.it} has the value y of the node where the input x should be.`,
    formulaHint(blanks),
  ],
  'swapped-gradients': ({ it, detail }) => [
    detail.other
      ? `${it} holds the gradient that belongs to ${detail.other}.`
      : `${it} is given a gradient with the shape of another argument's.`,
    'Two addgrad calls seem to be exchanged.',
  ],
  'missing-row-coupling': (blanks) => [
    `${blanks.it} misses how the entries of a row depend on each other.`,
    `Each output depends on every input of its row, so the gradient has a sum over the row. ${sentence(blanks.subject.formula)}`,
  ],
  'wrong-mask': ({ it }) => [
    `${it} is let through, or stopped, at the wrong places.`,
    'The mask asks where the input was positive in forward: x > 0, entry by entry.',
  ],
  'inverted-mask': ({ it }) => [
    `${it} passes exactly where it should be stopped.`,
    'The mask is inverted: the gradient passes where x > 0.',
  ],
  'batch-mean': ({ it }) => [
    `${it} is averaged over the batch: every example gets the same.`,
    'Examples do not know of each other: keep one row per example.',
  ],
  'leaks-across-examples': ({ it }) => [
    `in ${it} one example depends on the upstream gradient of another.`,
    'A sum runs over the batch (axis 0) where it should stay inside the row.',
  ],
  'nonlinear-in-upstream': ({ it }) => [
    `${it} is not linear in the upstream gradient: twice the gradient from above does not give twice the gradient.`,
    'this.grad should occur exactly once in each product, and in no condition.',
  ],
  'extra-term': ({ it }) => [
    `${it} is not zero when the upstream gradient is: a term is added that does not contain this.grad.`,
    'Every term of a gradient has this.grad in it exactly once. Look at the brackets.',
  ],
  'unstable-gradient': ({ it, detail }) => [
    `${it} is wrong or not finite for ${detail.probe}.`,
    'exp overflows above 709, infinity/infinity is NaN, and a clipped number is not the number: write the derivative in terms of what is finite, as the value y is.',
  ],
  kink: ({ it }) => [
    `${it} exactly at the kink is neither the slope on the left nor the one on the right.`,
    'Any number between the two slopes will do there, but not NaN.',
  ],
  'wrong-formula': (blanks) => [
    blanks.detail.like ? `${blanks.it} is ${blanks.detail.like}.` : `${blanks.it} is wrong.`,
    formulaHint(blanks),
  ],
  'wrong-for-some': ({ it, detail }) => [
    `${it} is right in part: ${detail.some}.`,
    'Look for what is special about these: an index that is fixed, a loop that ends early, a case left out.',
  ],
} satisfies Partial<Record<DiagnosisCode, Template>>;
