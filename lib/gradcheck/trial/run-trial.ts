// The untrusted half of a check: runs a student's class or function as a Trial says and reports what could be observed.
// It holds no answer. It runs in the notebook's session and in the grader's child process, which sees nothing of the check but
// this folder.
import type { NDArray } from '../../array/index.js';
import {
  describeError,
  fromData,
  isArrayData,
  isUnchanged,
  readGiven,
  readResult,
  resultsIn,
  sameNumbers,
} from './data.js';
import { findFunction, type Lookup, LookupError } from './lookup.js';
import type { Progress } from './progress.js';
import { runEngine } from './run-engine.js';
import { runNode } from './run-node.js';
import { runOptimiser } from './run-optimiser.js';
import { readFigure } from './run-plot.js';
import type { Failure, FunctionTrial, Given, Outcome, Reading, TrainingTrial, Trial } from './trial.js';

/** Runs one trial. Whatever the student's code does short of never returning, an Outcome comes back. */
export function runTrial(lookup: Lookup, trial: Trial): Outcome {
  const outcome: Outcome = { passes: [], results: [], failure: null };
  const progress: Progress = { phase: 'lookup', pass: 0, calls: [] };
  try {
    switch (trial.kind) {
      case 'node':
        runNode(lookup, trial, outcome.passes, progress);
        break;
      case 'function':
        runFunction(lookup, trial, outcome, progress);
        break;
      case 'training':
        runTraining(lookup, trial, outcome.results, progress);
        break;
      case 'engine':
        runEngine(lookup, trial, outcome.results, progress);
        break;
      case 'optimiser':
        runOptimiser(lookup, trial, outcome.results, progress);
        break;
      case 'plot':
        outcome.figure = readFigure(lookup, trial.name);
        break;
      case 'values':
        outcome.given = trial.names.map((name) => readNamed(lookup, name));
    }
  } catch (error) {
    outcome.failure = failureOf(error, progress);
  }
  return outcome;
}

function runFunction(lookup: Lookup, trial: FunctionTrial, outcome: Outcome, progress: Progress): void {
  const call = findFunction(lookup, trial.name);
  const mutated: number[] = (outcome.mutated = []);
  progress.phase = 'call';
  const all: { returned: unknown; results: Reading[] }[] = [];
  trial.calls.forEach((declared, i) => {
    progress.pass = i;
    const args = declared.map((argument) => (typeof argument === 'object' ? fromData(argument) : argument));
    const returned = call(...args);
    const results = resultsIn(returned, trial.returns);
    all.push({ returned, results });
    outcome.results.push(...results);
    if (declared.some((given, k) => typeof given === 'object' && !isUnchanged(args[k] as NDArray, given)))
      mutated.push(i);
  });
  outcome.changed = [...all.keys()].filter((i) => {
    const now = resultsIn(all[i].returned, trial.returns);
    return all[i].results.some((before, k) => isArrayData(before) && !(isArrayData(now[k]) && sameNumbers(before, now[k]))); // prettier-ignore
  });
}

/** A name that is declared and has no value yet is as good as none. */
function readNamed(lookup: Lookup, name: string): Given {
  try {
    return readGiven(lookup(name));
  } catch {
    return readGiven(undefined);
  }
}

function runTraining(lookup: Lookup, trial: TrainingTrial, results: Reading[], progress: Progress): void {
  const train = findFunction(lookup, trial.name);
  progress.phase = 'call';
  const data = [trial.images, trial.labels, trial.testImages];
  results.push(readResult(train(...data.map(fromData))));
}

function failureOf(error: unknown, { phase: reached, pass, calls }: Progress): Failure {
  const phase = LookupError.is(error) ? 'lookup' : reached;
  const { name, message, stack } = describeError(error);
  const place = /(cell-\d+\.ts):(\d+)/.exec(stack);
  return { phase, pass, name, message, calls, ...(place ? { file: place[1], line: Number(place[2]) } : {}) };
}
