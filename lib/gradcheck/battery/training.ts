// Checks of training: the error on images whose labels stay here; where it is too high, which class is to blame.
import { answer, named, stopped } from '../report/answer-report.js';
import { blame, findCulprit } from '../network/culprit.js';
import { sizeOf, toData, toImagesData } from '../trial/data.js';
import { compare } from './function.js';
import type { BatteryOptions } from './options.js';
import { readOutcome } from '../outcome/read-outcome.js';
import type { Report } from '../report/report.js';
import type { Outcome, Random, TrainingProblem, TrainingTrial, Trial } from '../types.js';

/** Trains by the student's function and counts wrong labels. Points fall linearly between `error` and `noCredit`. */
export function* trainingBattery(
  problem: TrainingProblem,
  random: Random,
  options: BatteryOptions = {},
): Generator<Trial, Report, Outcome> {
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
    const guess = compare(predicted, expected, 0);
    return answer(problem, 0, named(problem, guess ?? { code: 'wrong-value', where: 'value' }));
  }
  const wrong = expected.data.reduce((count, label, i) => count + Number(predicted.data[i] !== label), 0);
  const error = wrong / expected.data.length;
  const worst = problem.noCredit ?? problem.error;
  const share = error <= problem.error ? 1 : error >= worst ? 0 : (worst - error) / (worst - problem.error);
  const reason = `${percent(error)} of the test images are wrong; full points at ${percent(problem.error)}`;
  if (share === 1) return answer(problem, problem.points, null, { reason });
  const detail = { error: percent(error), wanted: `${percent(problem.error)} or less` };
  const diagnosis = named(problem, { code: 'error-too-high', where: 'value', detail });
  const culprit = problem.network ? yield* findCulprit(problem.network, random, options) : null;
  return answer(problem, problem.points * share, culprit ? blame(diagnosis, culprit) : diagnosis, { reason });
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
