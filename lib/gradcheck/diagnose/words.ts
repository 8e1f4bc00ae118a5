// What each diagnosis says to a student: one sentence on what is wrong, then what to look at.
import type { Diagnosis, DiagnosisCode, Problem, SourceSpecification } from '../types.js';
import { labelOf } from '../wiring.js';
import type { Guess } from './evidence.js';

/** What is judged: `class Relu` or `function train`. */
export interface Subject {
  kind: 'class' | 'function';
  name: string;
  /** What it should compute. */
  formula: string;
  hints: Record<string, string>;
  /** What a student's code calls the sources, where it is not their names. */
  labels: Record<string, string>;
}

export function subjectOf(problem: Problem): Subject {
  if (problem.kind === 'node') {
    const { className: name, formula, hints = {}, sources } = problem;
    return {
      kind: 'class',
      name,
      formula,
      hints,
      labels: labelsOf(sources),
    };
  }
  const name = 'functionName' in problem ? problem.functionName : problem.id;
  const asked = `what the text asks for: ${problem.title}`;
  if (problem.kind !== 'gradient') return { kind: 'function', name, formula: asked, hints: {}, labels: {} };
  const { formula, hints = {}, sources } = problem;
  return { kind: 'function', name, formula, hints, labels: labelsOf(sources) };
}

function labelsOf(sources: readonly SourceSpecification[]): Record<string, string> {
  return Object.fromEntries(sources.map((source) => [source.name, labelOf(source)]));
}

interface Blanks {
  /** `x.grad`, or `the value`. */
  it: string;
  /** `x` */
  where: string;
  subject: Subject;
  detail: Record<string, string>;
}

type Template = (blanks: Blanks) => [summary: string, hint: string];

/** The diagnosis in words. A problem's own hints come first. */
export function inWords(subject: Subject, { code, where, detail = {} }: Guess): Omit<Diagnosis, 'confirmed'> {
  const label = subject.labels[where] ?? where;
  const gradient = subject.kind === 'class' ? `${label}.grad` : `the gradient by ${label}`;
  const it = where === 'value' ? 'the value' : gradient;
  const [summary, hint] = templates[code]({ it, where: label, subject, detail });
  const own = subject.hints[`${code}:${where}`] ?? subject.hints[code];
  return {
    code,
    where,
    summary: sentence((detail.summary ?? summary) + (detail.extra ?? '')),
    hint: own ?? detail.hint ?? hint,
  };
}

/** Begins with a capital, unless it begins with a name out of the code. */
export function sentence(text: string): string {
  return /^(a|in|it|the|there|what|perhaps) /.test(text)
    ? text.charAt(0).toUpperCase() + text.slice(1)
    : text;
}

const addgradHint = 'Every use of a node adds its share: write this.x.addgrad(...), never this.x.grad = ...';
const formulaOf = ({ formula }: Subject): string => `Compare it with ${formula}`;
const formulaHint = ({ subject }: Blanks): string => formulaOf(subject);

const templates: Record<DiagnosisCode, Template> = {
  missing: ({ subject }) => [
    `there is no ${subject.kind} ${subject.name} yet.`,
    `Run the cell that defines ${subject.kind} ${subject.name}, then run the check again.`,
  ],
  'not-a-node': ({ subject }) => [
    subject.kind === 'class'
      ? `${subject.name} is not a class that extends CompNode.`
      : `${subject.name} is not a function.`,
    subject.kind === 'class'
      ? `Begin it with: class ${subject.name} extends CompNode {`
      : `Begin it with: function ${subject.name}(`,
  ],
  'not-implemented': ({ subject, detail }) => [
    `${detail.phase === 'call' ? 'the body' : detail.phase} of ${subject.name} is not written yet.`,
    `It should compute ${subject.formula}`,
  ],
  throws: ({ detail, subject }) => [
    `${detail.phase === 'construct' ? `new ${subject.name}(...)` : detail.phase === 'call' ? subject.name : detail.phase} throws${detail.line}: ${detail.name}: ${detail.message}`,
    /matmul|broadcast|shape/i.test(detail.message)
      ? 'Write the shape of every array beside it, with different lengths for every index: which index is summed over?'
      : 'Run it by hand on a small array and see where it stops.',
  ],
  'no-value': ({ subject }) => [
    `forward of ${subject.name} does not set this.value.`,
    'End forward with this.value = ...',
  ],
  'not-an-array': ({ it, subject, detail }) => [
    `${it} should be an array, but it is ${detail.got}.`,
    subject.kind === 'class'
      ? addgradHint
      : 'Several gradients are returned as a list, in the order of the arguments.',
  ],
  'not-finite': ({ it }) => [
    `${it} holds NaN or infinity at ordinary inputs.`,
    'Look for a division by 0, the logarithm of a negative number, or an array that was never filled.',
  ],
  'malformed-outcome': () => [
    'what came back is no result.',
    'The class must leave arrays in value and grad, and nothing else.',
  ],

  'forward-wrong': ({ detail }) => [
    `forward computes something else. ${detail.what}`.trimEnd(),
    'Work one small example by hand and compare it with this.value.',
  ],
  'forward-shape': ({ detail }) => [
    `the value has shape ${detail.got}, expected ${detail.expected}.`,
    'The batch index comes first and stays: one row (or number) per example.',
  ],
  'forward-sign': () => [
    'the value has the wrong sign.',
    'Look for a minus that is missing or too many in forward.',
  ],
  'bias-sign': ({ detail }) => [
    `the value has ${detail.name} with the wrong sign.`,
    'In the convention of 2024 the bias is a threshold: y = xW - b.',
  ],
  'forward-unstable': ({ detail }) => [
    `forward is wrong or not finite for ${detail.probe}.`,
    'exp overflows above 709 and log(0) is -infinity: rewrite the formula so that exp only ever sees numbers <= 0.',
  ],
  'forward-low-precision': () => [
    'forward is right, with digits missing.',
    'Look for a constant that is rounded, or float32 where float64 comes in.',
  ],

  'assigned-not-accumulated': ({ it, where }) => [
    `${it} is assigned, not added to: what was in it before is lost.`,
    `A node may be used in several places, and each adds its share. Write this.${where}.addgrad(...) instead of this.${where}.grad = ...`,
  ],
  'stale-value': ({ it }) => [
    `the first call is right, but a second forward and backward with new data gives an old ${it === 'the value' ? 'value' : it}.`,
    'Something is computed once and kept: in the constructor, or in a field that is filled only if it is empty. Compute it in every forward.',
  ],
  'batch-size-fixed': ({ it }) => [
    `${it} is right until the batch size changes.`,
    'The number of examples is remembered from an earlier call, or written into the code. Take it from the arrays: this.grad.shape[0].',
  ],
  'state-in-backward': ({ it }) => [
    `a second backward with the same numbers gives another ${it}.`,
    'backward changes something that it reads: a field that grows, or an array that is updated in place. Compute with fresh arrays.',
  ],
  'mutates-input': ({ where }) => [
    `${where}.value is changed: it belongs to another node.`,
    'Methods such as imul and set write into the array itself. Use mul, which makes a fresh one, or copy() first.',
  ],
  'mutates-upstream': () => [
    'backward changes this.grad.',
    'this.grad is what came from above and is read only here: use mul instead of imul, or copy() first.',
  ],
  'mutates-value': () => [
    'backward changes this.value.',
    'this.value is read by every node above: use mul instead of imul, or copy() first.',
  ],
  'shared-state': ({ it, detail }) => [
    `a node alone is right, but ${it} is wrong with ${detail.probe}.`,
    'Two nodes of one class share something: a static field or a variable outside the class. Keep it in this.',
  ],
  'own-addgrad': ({ it, subject }) => [
    `${it} is wrong when the upstream gradient of ${subject.name} arrives in two parts: its own addgrad does not add them up.`,
    'A node that is used twice gets a gradient from each user. Leave addgrad to CompNode, or write this.grad = this.grad.add(delta), which keeps no array of the caller’s.',
  ],
  'bypasses-addgrad': ({ it, where }) => [
    `${it} is right only as long as parameters average over the batch.`,
    `Whether the batch is summed or averaged is the parameter's business: hand this.${where}.addgrad(...) one gradient per example.`,
  ],

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

  'finite-differences': ({ it, detail }) => [
    `${it} is right to ${detail.digits} digits only, as finite differences would be.`,
    'Derive the formula: it is exact, and costs one pass instead of two per input.',
  ],
  'low-precision': ({ it, detail }) => [
    `${it} is right, but to ${detail.digits} digits only, as float32 would be.`,
    'Where float64 comes in, float64 should go out: look for dtype float32 or for rounded constants.',
  ],
  'wrong-value': ({ detail }) => [
    `the result is wrong. ${detail.what ?? ''}`.trimEnd(),
    'Work one small example by hand.',
  ],
  'wrong-shape': ({ detail }) => [
    `the result has shape ${detail.got}, expected ${detail.expected}.`,
    'Which axes should the result have?',
  ],
  'error-too-high': ({ detail }) => [
    `the error on unseen images is ${detail.error}, wanted ${detail.wanted}.`,
    'Train longer, or with another learning rate; shuffle; look at the loss curve.',
  ],
  'returned-promise': () => [
    'the function returns a Promise.',
    'Write it without async: the kernel shows progress during synchronous code, too.',
  ],
};
