// MNIST: 70 000 real handwritten digits, from files that the user has or downloads.
import { NDArray } from '../array/index.js';
import { type Dataset, TestSet } from './dataset.js';
import { type DownloadProgress, type KnownFile, download, mismatch } from './download.js';
import { hasFiles, readFirst, writeWhole } from './files.js';
import { gunzipped, parseIdx } from './idx.js';

/**
 * The two files of each part, as published at yann.lecun.com/exdb/mnist. Sizes and digests are those in TensorFlow Datasets,
 * tensorflow_datasets/url_checksums/mnist.txt.
 */
const files = {
  train: {
    images: { name: 'train-images-idx3-ubyte.gz', bytes: 9912422, sha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609' }, // prettier-ignore
    labels: { name: 'train-labels-idx1-ubyte.gz', bytes: 28881, sha256: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c' }, // prettier-ignore
  },
  test: {
    images: { name: 't10k-images-idx3-ubyte.gz', bytes: 1648877, sha256: '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6' }, // prettier-ignore
    labels: { name: 't10k-labels-idx1-ubyte.gz', bytes: 4542, sha256: 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6' }, // prettier-ignore
  },
} satisfies Record<string, Record<string, KnownFile>>;

/** Copies of the files: PyTorch's, then TensorFlow's. */
const mirrors = [
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
];

/** Training and test digits. */
export interface Mnist {
  /** 60 000 digits. */
  readonly train: Dataset;
  /** 10 000 digits of other writers. */
  readonly test: TestSet;
}

/** What a downloader may choose. */
export interface MnistDownloadOptions {
  /** Where to keep the files, so that the next call finds them there. Without it they are kept in memory only. */
  folder?: string;
  onProgress?: (progress: DownloadProgress) => void;
  /** Addresses to try instead of the public copies; each ends in `/`. */
  mirrors?: readonly string[];
}

/**
 * MNIST from a folder that has the four IDX files, compressed or not: images (N, 784) float32 from 0 to 1, labels (N,) int32.
 * @throws Error that names the files which are missing or damaged
 * @example
 * const { train, test } = await mnist('data/mnist');
 */
export async function mnist(folder: string): Promise<Mnist> {
  return { train: await mnistPart(folder, 'train'), test: new TestSet(await mnistPart(folder, 'test')) };
}

/** One part of MNIST, from a folder that has its two files. */
export async function mnistPart(folder: string, part: 'train' | 'test'): Promise<Dataset> {
  const { images, labels } = files[part];
  return toDataset(await readFrom(folder, images), await readFrom(folder, labels));
}

/**
 * MNIST from the network: 11 MB, checked by SHA-256. Files that are in `folder` already are not fetched again.
 * @throws Error that says for each mirror what went wrong
 * @example
 * const { train, test } = await downloadMnist({ folder: 'data/mnist', onProgress: ({ file, received, total }) => ... });
 */
export async function downloadMnist({ folder, ...options }: MnistDownloadOptions = {}): Promise<Mnist> {
  const get = async (file: KnownFile): Promise<Content> => {
    const bytes =
      (folder && (await kept(folder, file))) ||
      (await download(file, options.mirrors ?? mirrors, options.onProgress));
    if (folder) await writeWhole(folder, file.name, bytes, 'downloadMnist');
    return { path: file.name, bytes };
  };
  const part = async ({ images, labels }: typeof files.train) =>
    toDataset(await get(images), await get(labels));
  return { train: await part(files.train), test: new TestSet(await part(files.test)) };
}

interface Content {
  path: string;
  bytes: Uint8Array;
}

/** The file from the folder if it is there and whole. */
async function kept(folder: string, file: KnownFile): Promise<Uint8Array | null> {
  const found = hasFiles() ? await readFirst([`${folder}/${file.name}`], 'downloadMnist') : null;
  return found && (await mismatch(file, found.bytes)) === null ? found.bytes : null;
}

async function readFrom(folder: string, { name }: KnownFile): Promise<Content> {
  const plain = name.replace(/\.gz$/, '');
  const found = await readFirst(
    [`${folder}/${name}`, `${folder}/${plain}`, `${folder}/${plain.replace('-idx', '.idx')}`],
    'mnist',
  );
  if (found) return found;
  throw new Error(
    `mnist: ${folder} has no ${name}, nor ${plain}; hint: downloadMnist({ folder: '${folder}' }) fetches the files`,
  );
}

async function toDataset(imageFile: Content, labelFile: Content): Promise<Dataset> {
  const images = parseIdx(await gunzipped(imageFile.bytes, imageFile.path), imageFile.path);
  const labels = parseIdx(await gunzipped(labelFile.bytes, labelFile.path), labelFile.path);
  const [count, ...sides] = images.shape;
  if (images.shape.length !== 3 || labels.shape.length !== 1 || labels.shape[0] !== count) {
    throw new Error(
      `mnist: expected images (N, 28, 28) and labels (N,), got (${images.shape.join(', ')}) in ${imageFile.path} and (${labels.shape.join(', ')}) in ${labelFile.path}`,
    );
  }
  const pixels = Float32Array.from(images.data, (value) => value / 255);
  return {
    images: new NDArray(pixels, [count, sides[0] * sides[1]]),
    labels: new NDArray(Int32Array.from(labels.data)),
  };
}
