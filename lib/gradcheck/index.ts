// The gradient check: declare problems, check answers in a notebook, or hold the trusted side of a check whose student code
// runs elsewhere (`run-trial.ts`, which knows no answer).
export type * from './types.js';
export { askedNames } from './asked-names.js';
export { checkProblem, type Check, createCheck, drive } from './check.js';
export { checkSolution, choiceTrial } from './choice-battery.js';
export { type Culprit, findCulprit } from './culprit.js';
export type { BatteryOptions } from './node-battery.js';
export { normalArray } from './normal-array.js';
export { defineProblemSet, findProblem } from './problem-set.js';
export { readOutcome } from './read-outcome.js';
export { referenceFromOp } from './reference.js';
export { colour as reportColours, reportHtml, reportsHtml } from './render-html.js';
export { reportText, reportsText } from './render-text.js';
export { Report, ReportTable } from './report.js';
export { type Derivative, ridders, type Verification, verifyReference } from './ridders.js';
