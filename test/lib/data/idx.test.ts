import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import { downloadMnist, mnist, mnistPart, readIdx } from '../../../lib/data/index.js';
import { download } from '../../../lib/data/download.js';

/** An IDX file written by hand, from the format's description at yann.lecun.com/exdb/mnist. */
function idx(type: number, shape: number[], content: number[]): Uint8Array {
  const sizes = shape.flatMap((n) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]);
  return Uint8Array.from([0, 0, type, shape.length, ...sizes, ...content]);
}

describe('readIdx', () => {
  it('reads unsigned bytes, compressed or not', async () => {
    const file = idx(0x08, [2, 3], [1, 2, 3, 4, 5, 255]);
    for (const bytes of [file, gzipSync(file)]) {
      const array = await readIdx(bytes);
      assert.deepEqual(array.tolist(), [[1, 2, 3], [4, 5, 255]]); // prettier-ignore
      assert.equal(array.dtype, 'int32');
    }
  });

  it('reads every other type of the format, big-endian', async () => {
    assert.deepEqual((await readIdx(idx(0x09, [2], [0xff, 0x7f]))).tolist(), [-1, 127]);
    assert.deepEqual((await readIdx(idx(0x0b, [2], [0xff, 0xfe, 0x01, 0x00]))).tolist(), [-2, 256]);
    assert.deepEqual((await readIdx(idx(0x0c, [1], [0x80, 0, 0, 1]))).tolist(), [-2147483647]);
    const floats = await readIdx(idx(0x0d, [1], [0x40, 0x49, 0x0f, 0xdb]));
    assert.deepEqual([floats.dtype, floats.tolist()], ['float32', [Math.fround(Math.PI)]]);
    const doubles = await readIdx(idx(0x0e, [1], [0x40, 0x09, 0x21, 0xfb, 0x54, 0x44, 0x2d, 0x18]));
    assert.deepEqual([doubles.dtype, doubles.tolist()], ['float64', [Math.PI]]);
  });

  it('reads from the middle of a buffer', async () => {
    const padded = new Uint8Array([9, 9, 9, ...idx(0x08, [2], [5, 6]), 9]);
    assert.deepEqual((await readIdx(padded.subarray(3, -1))).tolist(), [5, 6]);
  });

  for (const [what, bytes, message] of [
    ['another magic number', Uint8Array.from([1, 2, 3, 4, 5]), /x\.idx: not an IDX file: .*got 0x01020304/],
    ['an unknown type', idx(0x0a, [1], [1]), /not an IDX file/],
    ['a web page', new TextEncoder().encode('<!doctype html>'), /may be a web page/],
    ['an empty file', new Uint8Array(0), /got too short a file/],
    [
      'a header cut off',
      idx(0x08, [2, 3], []).subarray(0, 9),
      /ends in its header: 2 axes need 12 bytes, got 9/,
    ],
    [
      'content cut off',
      idx(0x08, [2, 3], [1, 2]),
      /shape \(2, 3\) of unsigned byte, which takes 18 bytes, but the file has 14.*cut off/,
    ],
    ['content too long', idx(0x08, [1], [1, 2]), /takes 9 bytes, but the file has 10$/],
    [
      'gzip cut off',
      gzipSync(idx(0x08, [2], [1, 2])).subarray(0, 20),
      /x\.idx: the gzip data are damaged or cut off/,
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(readIdx(bytes, 'x.idx'), message);
    });
  }
});

describe('mnist', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'edflab-mnist-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('reads the four files of a folder, compressed or not: images (N, 784) from 0 to 1, labels (N,)', async () => {
    const image = Array.from({ length: 784 }, (_, i) => (i === 0 ? 255 : 0));
    await writeFile(
      join(folder, 'train-images-idx3-ubyte.gz'),
      gzipSync(idx(0x08, [2, 28, 28], [...image, ...image])),
    );
    await writeFile(join(folder, 'train-labels-idx1-ubyte'), idx(0x08, [2], [7, 3]));
    await writeFile(join(folder, 't10k-images.idx3-ubyte'), idx(0x08, [1, 28, 28], image));
    await writeFile(join(folder, 't10k-labels-idx1-ubyte.gz'), gzipSync(idx(0x08, [1], [9])));
    const { train, test } = await mnist(folder);
    assert.deepEqual(
      [train.images.shape, train.images.dtype, train.labels.dtype],
      [[2, 784], 'float32', 'int32'],
    );
    assert.deepEqual([train.images.get(1, 0), train.images.get(1, 1)], [1, 0]);
    assert.deepEqual(test.look().labels.tolist(), [9]);
  });

  it('says which file is missing, and how to get it', async () => {
    await assert.rejects(
      mnistPart(join(folder, 'nowhere'), 'test'),
      /nowhere has no t10k-images-idx3-ubyte\.gz.*downloadMnist/,
    );
  });

  it('refuses labels that do not belong to the images', async () => {
    await writeFile(join(folder, 'train-labels-idx1-ubyte'), idx(0x08, [3], [7, 3, 1]));
    await assert.rejects(mnistPart(folder, 'train'), /got \(2, 28, 28\) in .* and \(3\) in .*train-labels/);
  });
});

describe('a download', () => {
  const content = Buffer.from('seven bytes, more or less');
  const file = {
    name: 'file.gz',
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  };
  let server: Server;
  let mirror: (path: string) => string;

  before(async () => {
    server = createServer((request, response) => {
      if (request.url === '/good/file.gz') response.end(content);
      else if (request.url === '/wrong/file.gz') response.end(Buffer.from(content).fill(65));
      else if (request.url === '/short/file.gz') response.end(content.subarray(0, 5));
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    mirror = (path) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}/`;
  });
  after(() => server.close());

  it('takes the first mirror whose content has the right checksum, and reports progress', async () => {
    const received: number[] = [];
    const mirrors = [mirror('missing'), mirror('wrong'), mirror('good')];
    const bytes = await download(file, mirrors, (progress) => received.push(progress.received));
    assert.deepEqual(Buffer.from(bytes), content);
    assert.equal(received.at(-1), content.length);
  });

  it('says for every mirror what went wrong', async () => {
    await assert.rejects(
      download(file, [mirror('missing'), mirror('wrong'), mirror('short'), 'http://127.0.0.1:9/']),
      (error: Error) => {
        assert.match(error.message, /could not get file\.gz/);
        assert.match(error.message, /missing\/: 404/);
        assert.match(error.message, /wrong\/: file\.gz has SHA-256 [0-9a-f]{64}, expected/);
        assert.match(error.message, /short\/: file\.gz has 5 bytes, expected 25/);
        assert.match(error.message, /127\.0\.0\.1:9\//);
        return true;
      },
    );
  });

  it('of MNIST leaves nothing in the folder when it fails', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'edflab-mnist-'));
    try {
      await assert.rejects(
        downloadMnist({ folder, mirrors: [mirror('missing')] }),
        /could not get train-images-idx3-ubyte\.gz/,
      );
      await assert.rejects(readFile(join(folder, 'train-images-idx3-ubyte.gz')), /ENOENT/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
