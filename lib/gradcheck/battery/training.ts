// Checks of training: the error on images whose labels stay here; where it is too high, which class is to blame.
import { answer, inParts, named, stopped } from '../report/answer-report.js';
import { blame, findCulprit } from '../network/culprit.js';
import { sizeOf, toData, toImagesData } from '../trial/data.js';
import { valueGuess } from '../diagnose/value.js';
import { networkBattery } from '../network/battery.js';
import type { BatteryOptions } from './options.js';
import { readOutcome } from '../outcome/read-outcome.js';
import type { Report } from '../report/report.js';
import type { Outcome, Random, TrainingPart, TrainingProblem, TrainingTrial, Trial } from '../types.js';

/** The parts of the points of training. */
export const trainingParts: readonly TrainingPart[] = ['error', 'gradients'];
const defaultShares: Record<TrainingPart, number> = { error: 1, gradients: 0 };

/** Trains by the student's function and counts wrong labels. Points fall linearly between `error` and `noCredit`. */
export function* trainingBattery(
  problem: TrainingProblem,
  random: Random,
  options: BatteryOptions = {},
): Generator<Trial, Report, Outcome> {
  const shares = { ...defaultShares, ...problem.shares };
  const { images, labels, testImages, testLabels } = problem.draw(random);
  const trial: TrainingTrial = {
    kind: 'training',
    name: problem.functionName,
    images: toImagesData(images),
    labels: toData(labels),
    testImages: toImagesData(testImages),
  };
  const { results, failure: thrown } = readOutcome(yield trial, trial);
  if (thrown) return stopped(problem, thrown, options.secret ?? false);
  const [predicted] = results;
  const expected = toData(testLabels);
  if (
    !('data' in predicted) ||
    predicted.data.length !== expected.data.length ||
    sizeOf(predicted.shape) !== expected.data.length
  ) {
    const guess = valueGuess(predicted, expected, 0, 'the result');
    return answer(problem, 0, named(problem, guess ?? { code: 'wrong-value', where: 'value' }));
  }
  const wrong = expected.data.reduce((count, label, i) => count + Number(predicted.data[i] !== label), 0);
  const error = wrong / expected.data.length;
  const worst = problem.noCredit ?? problem.error;
  const share = error <= problem.error ? 1 : error >= worst ? 0 : (worst - error) / (worst - problem.error);
  const reason = `${percent(error)} of the test images are wrong; full points at ${percent(problem.error)}`;
  const detail = { error: percent(error), wanted: `${percent(problem.error)} or less` };
  const high = share < 1 ? named(problem, { code: 'error-too-high', where: 'value', detail }) : null;
  const culprit = high && problem.network ? yield* findCulprit(problem.network, random, options) : null;
  const part = { aspect: 'error', share: shares.error, earned: share, diagnosis: high && culprit ? blame(high, culprit) : high, reason }; // prettier-ignore
  const parts = shares.error > 0 ? [part] : [];
  if (problem.network && shares.gradients > 0) {
    const { data } = yield* networkBattery({ ...problem.network, points: 1 }, random, options);
    const { passed, earned, diagnosis } = data;
    const why = passed ? 'the gradients of a small network of the classes are right' : (diagnosis?.summary ?? 'wrong'); // prettier-ignore
    parts.push({ aspect: 'gradients', share: shares.gradients, earned, diagnosis, reason: why });
  }
  return inParts(problem, parts);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
