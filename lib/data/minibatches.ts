// One epoch, a minibatch at a time.
import { type NDArray, np } from '../array/index.js';
import { type Dataset, checkDataset } from './dataset.js';

/** A few examples and where they stand in the data set. */
export interface Minibatch extends Dataset {
  /** (B,) */
  readonly indices: NDArray;
}

/** How an epoch is put together. */
export interface MinibatchOptions {
  /** False: the examples come in the order of the data set. Default true. */
  shuffle?: boolean;
  /** Seed of the order: another number for each epoch. */
  seed?: number;
  /** Where to draw the order from instead; by default the global generator of `np.random`. */
  random?: np.random.Generator;
}

/**
 * Goes through `data` once, every example exactly once, in batches of `batchSize`; the last one may be smaller. Slides: "Epochs"
 * (2018).
 *
 * @example
 * for (let epoch = 0; epoch < 10; epoch++) {
 *   for (const { images, labels } of minibatches(train, 64, { seed: epoch })) { ... }
 * }
 * @throws RangeError unless `batchSize` is a whole number of at least 1
 */
export function minibatches(
  data: Dataset,
  batchSize: number,
  { shuffle = true, seed, random }: MinibatchOptions = {},
): Generator<Minibatch, void> {
  const checked = checkDataset(data, 'minibatches');
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`minibatches: got batch size ${batchSize}, expected a whole number of at least 1`);
  }
  const total = checked.labels.length;
  const order = shuffle ? permutation(total, seed, random) : np.arange(total).astype('int32');
  return epoch(checked, order, batchSize);
}

function* epoch({ images, labels }: Dataset, order: NDArray, batchSize: number): Generator<Minibatch, void> {
  for (let from = 0; from < order.length; from += batchSize) {
    const indices = order.lo(from).hi(Math.min(batchSize, order.length - from));
    yield { images: np.take(images, indices), labels: np.take(labels, indices), indices };
  }
}

function permutation(total: number, seed?: number, random?: np.random.Generator): NDArray {
  if (seed !== undefined) return new np.random.Generator(seed).permutation(total);
  return random ? random.permutation(total) : np.random.permutation(total);
}
