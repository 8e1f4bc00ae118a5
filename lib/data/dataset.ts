// Labelled examples, and how they are divided: training, development and test data.
import { type ArrayLike, type NDArray, asArray, formatShape, np } from '../array/index.js';

/** Examples with their labels: row n of both belongs to example n. */
export interface Dataset {
  /** (N, ...), usually (N, 784). */
  readonly images: NDArray;
  /** (N,), whole numbers from 0. */
  readonly labels: NDArray;
}

/** How many examples each part gets. */
export interface SplitSizes {
  train: number;
  dev?: number;
  test?: number;
}

/** The three parts of a data set. Slides: "Train Data, Development Data and Test Data" (2018). */
export interface Split {
  readonly train: Dataset;
  readonly dev: Dataset;
  readonly test: TestSet;
}

/**
 * Test data, to be looked at once: who compares models on the test set is training on it.
 *
 * @example
 * const { images, labels } = test.look();
 */
export class TestSet {
  readonly #data: Dataset;
  #looks = 0;

  constructor(data: Dataset) {
    this.#data = data;
  }

  /** Number of examples. */
  get size(): number {
    return this.#data.labels.length;
  }

  /** How often the test set has been looked at. */
  get looks(): number {
    return this.#looks;
  }

  /** The data. @throws Error the second time, without `{ iUnderstand: true }` */
  look({ iUnderstand = false }: { iUnderstand?: boolean } = {}): Dataset {
    if (this.#looks > 0 && !iUnderstand) {
      throw new Error(
        'TestSet.look: this test set has been looked at already. A model chosen by its test error is fitted to the test set, and that error no longer ' +
          'says how it does on new data; hint: compare models on the development set. look({ iUnderstand: true }) gives the data again',
      );
    }
    this.#looks++;
    return this.#data;
  }

  toString(): string {
    return `TestSet of ${this.size} examples, looked at ${this.#looks} times`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/**
 * Divides `data` at random into parts that do not overlap. The numbers of `sizes` are counts of examples; what is left over, if
 * anything, is in no part. The same seed divides in the same way.
 * @throws RangeError when there are too few examples
 */
export function split(
  data: Dataset,
  { train, dev = 0, test = 0, seed = 0 }: SplitSizes & { seed?: number },
): Split {
  const { images, labels } = checkDataset(data, 'split');
  const total = labels.length;
  const sizes = [train, dev, test];
  if (!sizes.every((size) => Number.isInteger(size) && size >= 0) || train + dev + test > total) {
    throw new RangeError(
      `split: got train ${train}, dev ${dev} and test ${test}, expected whole numbers that add up to at most ${total}, the number of examples`,
    );
  }
  const order = new np.random.Generator(seed).permutation(total);
  const part = (from: number, count: number): Dataset => {
    const indices = order.lo(from).hi(count);
    return { images: np.take(images, indices), labels: np.take(labels, indices) };
  };
  return { train: part(0, train), dev: part(train, dev), test: new TestSet(part(train + dev, test)) };
}

/** Both arrays, after checking that they have a row for each example. */
export function checkDataset(data: { images: ArrayLike; labels: ArrayLike }, caller: string): Dataset {
  const images = asArray(data.images, caller);
  const labels = asArray(data.labels, caller);
  if (images.ndim === 0 || labels.ndim === 0 || images.shape[0] !== labels.shape[0]) {
    throw new RangeError(
      `${caller}: got images of shape ${formatShape(images.shape)} and labels of shape ${formatShape(labels.shape)}, expected the same number of rows`,
    );
  }
  return { images, labels };
}
