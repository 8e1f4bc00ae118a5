import assert from 'node:assert/strict';
import fc from 'fast-check';
import { np } from '../../../lib/array/index.js';
import { TestSet, minibatches, split } from '../../../lib/data/index.js';

/** Example n is the image [n, n, n] with label n. */
const numbered = (count: number) => ({
  images: np
    .arange(count)
    .expandDims(1)
    .mul(np.ones([1, 3])),
  labels: np.arange(count).astype('int32'),
});

describe('split', () => {
  it('makes parts of the sizes asked for that are disjoint and together complete', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(40), fc.nat(40), fc.integer(), (train, dev, test, seed) => {
        const parts = split(numbered(train + dev + test), { train, dev, test, seed });
        const labels = [parts.train, parts.dev, parts.test.look()].map(
          (part) => part.labels.tolist() as number[],
        );
        assert.deepEqual(
          labels.map((part) => part.length),
          [train, dev, test],
        );
        assert.deepEqual(
          labels.flat().toSorted((a, b) => a - b),
          numbered(train + dev + test).labels.tolist(),
        );
      }),
    );
  });

  it('keeps every image with its label', () => {
    const { dev } = split(numbered(50), { train: 20, dev: 30 });
    assert.deepEqual(dev.images.pick(null, 1).tolist(), dev.labels.tolist());
  });

  it('is the same for the same seed, and another for another', () => {
    const labels = (seed: number) => split(numbered(50), { train: 50, seed }).train.labels.tolist();
    assert.deepEqual(labels(1), labels(1));
    assert.notDeepEqual(labels(1), labels(2));
  });

  it('refuses more examples than there are', () => {
    assert.throws(
      () => split(numbered(10), { train: 8, dev: 3 }),
      /train 8, dev 3 and test 0, expected .* at most 10/,
    );
  });
});

describe('a test set', () => {
  it('is looked at once; a second look needs iUnderstand', () => {
    const test = new TestSet(numbered(3));
    assert.equal(test.look().labels.size, 3);
    assert.throws(() => test.look(), /looked at already.*development set/s);
    assert.equal(test.look({ iUnderstand: true }).labels.size, 3);
    assert.equal(test.looks, 2);
  });
});

describe('minibatches', () => {
  const data = numbered(20);
  const visits = (options: object, batchSize = 6) =>
    [...minibatches(data, batchSize, options)].map(({ indices }) => indices.tolist() as number[]);

  it('cover every example exactly once; the last may be smaller', () => {
    const batches = visits({ seed: 1 });
    assert.deepEqual(
      batches.map((batch) => batch.length),
      [6, 6, 6, 2],
    );
    assert.deepEqual(
      batches.flat().toSorted((a, b) => a - b),
      data.labels.tolist(),
    );
  });

  it('come in the order of the data when not shuffled', () => {
    assert.deepEqual(visits({ shuffle: false }, 20), [data.labels.tolist()]);
  });

  it('of one generator differ from epoch to epoch, and repeat with its seed', () => {
    const epochs = () => {
      const random = new np.random.Generator(9);
      return [visits({ random }), visits({ random })];
    };
    const [first, second] = epochs();
    assert.notDeepEqual(first, second);
    assert.deepEqual(epochs(), [first, second]);
  });

  it('keep every image with its label', () => {
    for (const { images, labels } of minibatches(data, 7))
      assert.deepEqual(images.pick(null, 0).tolist(), labels.tolist());
  });

  it('refuse at once a batch size that is none, and data of different lengths', () => {
    assert.throws(() => minibatches(data, 0), /batch size 0, expected a whole number of at least 1/);
    assert.throws(
      () => minibatches({ ...data, labels: np.zeros([3]) }, 5),
      /images of shape \(20, 3\) and labels of shape \(3,\)/,
    );
  });
});
