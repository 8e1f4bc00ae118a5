// The sentences that students read: what makes an answer one that cannot be judged, forwards, behaviour, functions.
import type { DiagnosisCode } from '../types.js';
import { gradientTemplates } from './gradient-templates.js';

/** What is judged: `class Relu`, `function train`, `const weights`. */
export interface Subject {
  kind: 'class' | 'function' | 'value';
  name: string;
  /** What it should compute. */
  formula: string;
  hints: Record<string, string>;
  /** What a student's code calls the sources, where it is not their names. */
  labels: Record<string, string>;
}

/** What the blanks of a template are filled with. */
export interface Blanks {
  /** `x.grad`, or `the value`. */
  it: string;
  /** `x` */
  where: string;
  subject: Subject;
  detail: Record<string, string>;
}

export type Template = (blanks: Blanks) => [summary: string, hint: string];

const addgradHint = 'Every use of a node adds its share: write this.x.addgrad(...), never this.x.grad = ...';

const called = ({ kind, name }: Subject): string => (kind === 'value' ? name : `${kind} ${name}`);

export const templates: Record<DiagnosisCode, Template> = {
  missing: ({ subject }) => [
    `there is no ${called(subject)} yet.`,
    `Run the cell that defines ${called(subject)}, then run the check again.`,
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
    `${it} should be ${subject.kind === 'class' ? 'an array' : 'a number or an array'}, but it is ${detail.got}.`,
    subject.kind === 'class'
      ? addgradHint
      : detail.got === 'undefined'
        ? 'Does the function end with return?'
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

  ...gradientTemplates,

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
  'wrong-type': ({ it }) => [`${it} is of the wrong kind.`, 'Which kind of value does the text ask for?'],
  'wrong-choice': ({ detail }) => [
    detail.what,
    'Read the question again, and what the lecture says about it.',
  ],
  'no-such-option': ({ it, detail }) => [
    `${it} ${detail.what}`,
    `The answers to choose from are ${detail.options}.`,
  ],
  'missing-curve': ({ it }) => [`${it} lacks a curve.`, 'How many curves does the text ask for?'],
  'extra-curve': ({ it }) => [`${it} has a curve too many.`, 'How many curves does the text ask for?'],
  'exchanged-axes': ({ it }) => [`in ${it} x and y are exchanged.`, 'plot(x, y): what is given comes first.'],
  'missing-label': ({ it }) => [
    `${it} lacks a label.`,
    'Whoever sees the plot alone should know what it shows.',
  ],
  'visited-twice': () => [
    'a node is visited twice.',
    'Where paths meet, visit every node once, in reverse topological order.',
  ],
  'recursion-too-deep': () => [
    'a long computation overflows the stack.',
    'Go through the nodes in a loop, with a list of your own, instead of a function that calls itself.',
  ],
  'wrong-order': () => [
    'the nodes are not visited in reverse topological order.',
    'A node may hand its gradient on only when all that use it have handed theirs to it.',
  ],
  'not-reset': () => ['gradients are not set to zero.', 'Every backward begins with gradient 0.'],
  'moves-uphill': () => [
    'the step moves uphill: the gradient is added.',
    'The gradient points to where the loss grows: value = value - eta * grad.',
  ],
  'rate-not-applied': () => [
    'the learning rate is not applied.',
    'A step is the gradient times the learning rate.',
  ],
  'not-updated': () => [
    'the parameters are what they were before the step.',
    'Assign the new value: parameter.value = parameter.value.sub(...)',
  ],
  'momentum-lost': () => [
    'the first step is right, but what is remembered from it is lost.',
    'Keep the velocity of every parameter from step to step.',
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
