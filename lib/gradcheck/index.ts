// The gradient check: declare problems, check answers in a notebook, or hold the trusted side of a check whose student code
// runs elsewhere (`run-trial.ts`, which knows no answer).
export type * from './types.js';
export { advice } from './report/answer-report.js';
export { askedNames } from './declaration/asked-names.js';
export { checkProblem, type Check, createCheck, drive } from './check.js';
export { checkSolution, choiceTrial } from './battery/choice.js';
export { type Culprit, findCulprit } from './network/culprit.js';
export type { BatteryOptions } from './battery/options.js';
export { normalArray } from './draw/normal-array.js';
export { defineProblemSet, findProblem } from './declaration/problem-set.js';
export { readOutcome } from './outcome/read-outcome.js';
export { referenceFromOp } from './reference/from-op.js';
export { frameHtml, reportHtml, reportsHtml } from './report/render-html.js';
export { reportText, reportsText } from './report/render-text.js';
export { Report, ReportTable } from './report/report.js';
export { type Derivative, ridders, type Verification, verifyReference } from './reference/ridders.js';
