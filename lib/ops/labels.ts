// Integer labels, checked where they enter: the mistakes here (one-hot rows, classes counted from 1) are common and quiet.
import { type NDArray, formatShape } from '../array/index.js';

/**
 * The labels of a batch as plain integers.
 * @throws RangeError unless `y` has shape (B,) and holds whole numbers 0 .. K-1, for scores of shape (B, K)
 */
export function checkLabels(y: NDArray, scores: readonly number[], caller: string): number[] {
  if (scores.length !== 2) {
    throw new RangeError(
      `${caller}: expected probabilities of shape (B, K), got ${formatShape(scores)}; hint: the batch index comes first`,
    );
  }
  const [rows, classes] = scores;
  if (y.ndim !== 1 || y.shape[0] !== rows) {
    const oneHot = y.ndim === 2 && y.shape[1] === classes;
    const hint = oneHot
      ? '; hint: labels are class numbers, not one-hot rows: y.argmax(-1) turns these into labels'
      : '';
    throw new RangeError(
      `${caller}: expected labels of shape (${rows},), one for each example, got ${formatShape(y.shape)}${hint}`,
    );
  }
  const labels = y.tolist() as number[];
  const wrong = labels.findIndex((label) => !(Number.isInteger(label) && label >= 0 && label < classes));
  if (wrong >= 0) {
    const hint = labels.includes(classes) && !labels.includes(0) ? '; hint: labels count from 0' : '';
    throw new RangeError(
      `${caller}: label ${labels[wrong]} of example ${wrong} is not a class: expected a whole number 0 to ${classes - 1}${hint}`,
    );
  }
  return labels;
}
