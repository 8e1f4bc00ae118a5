// `check('relu')`: the check a student runs in a notebook, with a public seed and the student's class from the cells.
import { withoutRelaxedSimd } from '../wasm/index.js';
import { pending } from './report/answer-report.js';
import { choiceBattery } from './battery/choice.js';
import { engineBattery } from './engine/battery.js';
import { functionBattery } from './battery/function.js';
import { gradientBattery } from './battery/gradient.js';
import { networkBattery } from './network/battery.js';
import type { BatteryOptions } from './battery/options.js';
import { nodeBattery } from './node/battery.js';
import { findProblem } from './declaration/problem-set.js';
import { type Report, ReportTable } from './report/report.js';
import { runTrial } from './trial/run-trial.js';
import { optimiserBattery } from './optimiser/battery.js';
import { plotBattery } from './battery/plot.js';
import { trainingBattery } from './battery/training.js';
import { valuesBattery } from './battery/values.js';
import type { Outcome, Problem, ProblemSet, Random, Trial } from './types.js';
import { publicRandom } from './draw/public.js';

/** What the kernel publishes: what the notebook's cells have defined, without the preloaded names. */
interface Notebook {
  get(name: string): unknown;
  has(name: string): boolean;
}

/** The check of one problem as a conversation: it yields trials, is handed outcomes, and returns a report. */
export function checkProblem(
  problem: Problem,
  random: Random,
  options: BatteryOptions = {},
): Generator<Trial, Report, Outcome> {
  switch (problem.kind) {
    case 'node':
      return nodeBattery(problem, random, options);
    case 'function':
      return functionBattery(problem, random, options);
    case 'gradient':
      return gradientBattery(problem, random, options);
    case 'network':
      return networkBattery(problem, random, options);
    case 'training':
      return trainingBattery(problem, random, options);
    case 'values':
      return valuesBattery(problem);
    case 'choice':
      return choiceBattery(problem, options);
    case 'plot':
      return plotBattery(problem);
    case 'engine':
      return engineBattery(problem, random, options);
    case 'optimiser':
      return optimiserBattery(problem, random, options);
    case 'written':
      return written(pending(problem, 'left for a person to read'));
  }
}

// eslint-disable-next-line require-yield
function* written(report: Report): Generator<Trial, Report, Outcome> {
  return report;
}

/** Holds the conversation with code in this process. */
export function drive(check: Generator<Trial, Report, Outcome>, lookup: (name: string) => unknown): Report {
  let step = check.next();
  while (!step.done) step = check.next(runTrial(lookup, step.value));
  return step.value;
}

/** Checks one problem by its id, or all of them. */
export interface Check {
  /**
   * @param id the problem's id, as in `check('relu')`
   * @param answer the class or function, where it should not be looked up by name: `check('relu', MyRelu)`
   * @throws RangeError for an id that does not exist, listing those that do
   */
  (id: string, answer?: unknown): Report;
  /** All problems, as a table. */
  (): ReportTable;
}

/** The `check` function of a problem set. */
export function createCheck(set: ProblemSet): Check {
  function check(id: string, answer?: unknown): Report;
  function check(): ReportTable;
  function check(id?: string, answer?: unknown): Report | ReportTable {
    if (id === undefined) return new ReportTable(set.title, set.problems.map((problem) => checkOne(problem))); // prettier-ignore
    return checkOne(findProblem(set, id), answer);
  }
  return check;
}

function checkOne(problem: Problem, answer?: unknown): Report {
  const lookup = answer === undefined ? fromNotebook : () => answer;
  // What passes here must pass in grading, which knows no relaxed SIMD.
  return withoutRelaxedSimd(() => drive(checkProblem(problem, publicRandom()), lookup));
}

function fromNotebook(name: string): unknown {
  const notebook = (globalThis as Record<symbol, unknown>)[Symbol.for('edflab.notebook')] as
    Notebook | undefined;
  return notebook?.has(name) ? notebook.get(name) : undefined;
}
