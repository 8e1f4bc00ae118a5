// What a check says about an answer, as plain data.
import type { Problem } from '../declaration/problems.js';
import type { ArrayData, Reading } from '../trial/trial.js';

/** Names of mistakes. They are stable: mutants, tests and gradebooks refer to them. */
// prettier-ignore
export type DiagnosisCode =
  // nothing to judge
  | 'missing' | 'not-a-node' | 'not-implemented' | 'throws' | 'no-value' | 'not-an-array' | 'not-finite' | 'malformed-outcome'
  // forward
  | 'forward-wrong' | 'forward-shape' | 'forward-unstable' | 'forward-low-precision' | 'forward-sign' | 'bias-sign'
  // behaviour
  | 'assigned-not-accumulated' | 'stale-value' | 'state-in-backward' | 'mutates-input' | 'mutates-upstream' | 'mutates-value'
  | 'batch-size-fixed' | 'shared-state' | 'own-addgrad' | 'bypasses-addgrad'
  // shapes
  | 'gradient-shape' | 'summed-over-batch' | 'not-summed' | 'transposed' | 'wrong-axis'
  // values
  | 'zero' | 'sign' | 'factor-batch' | 'factor-inverse-batch' | 'factor-size' | 'factor-constant'
  | 'missing-local-derivative' | 'wrong-local-derivative' | 'missing-factor' | 'extra-factor' | 'upstream-ignored'
  | 'value-for-gradient' | 'input-for-value' | 'value-for-input' | 'swapped-gradients'
  | 'missing-row-coupling' | 'wrong-mask' | 'inverted-mask' | 'batch-mean' | 'leaks-across-examples' | 'missing-gradient'
  | 'nonlinear-in-upstream' | 'extra-term' | 'missing-term' | 'wrong-factor' | 'unstable-gradient' | 'kink' | 'wrong-formula' | 'wrong-for-some'
  // right, but
  | 'finite-differences' | 'low-precision'
  // functions and training
  | 'wrong-value' | 'wrong-shape' | 'error-too-high' | 'returned-promise'
  // values and choices
  | 'wrong-type' | 'wrong-choice' | 'no-such-option'
  // plots
  | 'missing-curve' | 'extra-curve' | 'exchanged-axes' | 'missing-label'
  // engines and optimisers
  | 'visited-twice' | 'wrong-order' | 'recursion-too-deep' | 'not-reset' | 'moves-uphill' | 'rate-not-applied' | 'not-updated' | 'momentum-lost';

/** What is wrong, and what to do about it. */
export interface Diagnosis {
  code: DiagnosisCode;
  /** The array it shows in: a source's name for a gradient, `value` for a forward. */
  where: string;
  /** What is wrong, in one sentence. */
  summary: string;
  /** What to look at, in words a student can act on. */
  hint: string;
  /** Whether a second, independent draw showed the same. Unconfirmed diagnoses are offered as a guess. */
  confirmed: boolean;
  /** For networks and training: the class that is to blame. */
  culprit?: string;
}

/** A numeric example small enough to redo by hand, always from public integers, never from a secret draw. */
export interface Counterexample {
  inputs: { name: string; value: ArrayData }[];
  upstream: ArrayData | null;
  /** `x.grad`, `value` ... */
  what: string;
  got: Reading;
  expected: ArrayData;
  /** What else the reader must know: "x.grad held 7 before". */
  note: string;
}

/** One probe that failed. */
export interface Finding {
  aspect: string;
  /** What was tried: "B = 1", "a second forward with new data". */
  probe: string;
  /** What was seen, without any drawn number in it. */
  message: string;
  /** True when it costs points; false for remarks such as low precision. */
  fails: boolean;
}

export interface SubScore {
  /** One of the four aspects of a node, or a part of the answer: a value's name, `data`, `answer`. */
  aspect: string;
  earned: number;
  points: number;
  passed: boolean;
  reason: string;
}

/** The result as plain data: what the grader stores. Nothing in it was drawn from a secret. */
export interface ReportData {
  id: string;
  title: string;
  kind: Problem['kind'];
  /** True when everything held. A written answer is neither passed nor failed: `pending`. */
  passed: boolean;
  pending: boolean;
  earned: number;
  points: number;
  subscores: SubScore[];
  findings: Finding[];
  diagnosis: Diagnosis | null;
  counterexample: Counterexample | null;
  heatMap: HeatMap | null;
  /** How many probes ran. */
  probes: number;
}

/** Where an array is wrong, on a draw from a public seed. */
export interface HeatMap {
  what: string;
  rows: number;
  columns: number;
  /** |got - expected| / max|expected|, row-major. */
  error: Float64Array;
}

/** A wrong answer that a check must catch: a notebook cell, and what must be said about it. */
export interface Mutant {
  /** Unique within the problem: `sign`, `no-chain-rule`. */
  id: string;
  problem: string;
  /** The diagnosis expected. */
  code: DiagnosisCode;
  /** The cell's text, in TypeScript. */
  source: string;
}

/** A right answer written in an unusual way, in which a check must find nothing wrong. */
export interface Rewrite {
  id: string;
  problem: string;
  source: string;
}
