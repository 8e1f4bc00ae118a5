// Data sets: generated digits, IDX files, splits and minibatches.
export { type Dataset, type Split, type SplitSizes, TestSet, split } from './dataset.js';
export { type Minibatch, type MinibatchOptions, minibatches } from './minibatches.js';
export { type Digits, type DigitsOptions, digits } from './digits.js';
export { readIdx } from './idx.js';
export { type Mnist, type MnistDownloadOptions, downloadMnist, mnist, mnistPart } from './mnist.js';
export type { DownloadProgress } from './download.js';
