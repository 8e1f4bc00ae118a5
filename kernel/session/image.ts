// Arrays and picture files -> MIME bundles. An array becomes a PNG, enlarged by whole pixels so that digits stay crisp.
import { deflateSync } from 'node:zlib';
import type { MimeBundle } from '../wire/messages.js';

/** A strided array, of this library's or of scijs ndarray's kind. */
export interface ArrayImage {
  readonly shape: readonly number[];
  readonly stride: readonly number[];
  readonly offset: number;
  readonly data: ArrayLike<number>;
}

export type ImageSource = ArrayImage | readonly (readonly number[])[] | Uint8Array;

export interface ImageOptions {
  /** Pixels per element; by default small pictures are enlarged to about 200 pixels. */
  scale?: number;
  /** The value drawn black; by default the smallest one, or 0 where none is negative. */
  min?: number;
  /** The value drawn white; by default the largest one. */
  max?: number;
}

const SIGNATURES: [type: string, bytes: number[]][] = [
  ['image/png', [0x89, 0x50, 0x4e, 0x47]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/gif', [0x47, 0x49, 0x46, 0x38]],
  ['image/webp', [0x52, 0x49, 0x46, 0x46]],
];

export function imageBundle(source: ImageSource, options: ImageOptions = {}): MimeBundle {
  if (source instanceof Uint8Array) {
    const type = SIGNATURES.find(([, bytes]) => bytes.every((byte, index) => source[index] === byte))?.[0];
    if (!type) throw new TypeError('display.image: the bytes are not those of a PNG, JPEG, GIF or WebP file');
    return { [type]: Buffer.from(source).toString('base64'), 'text/plain': `[${type} picture]` };
  }
  const array = isArrayImage(source) ? source : fromRows(source);
  const [rows, columns, channels = 1] = array.shape;
  if (
    array.shape.length < 2 ||
    array.shape.length > 3 ||
    ![1, 3, 4].includes(channels) ||
    rows * columns === 0
  ) {
    throw new RangeError(
      `display.image: image has shape (${array.shape.join(', ')}), expected (rows, columns) or (rows, columns, 3)`,
    );
  }
  const scale = options.scale ?? Math.max(1, Math.floor(200 / Math.max(rows, columns)));
  const pixels = toPixels(array, rows, columns, channels, options);
  const png = encodePng(
    enlarge(pixels, rows, columns, channels, scale),
    rows * scale,
    columns * scale,
    channels,
  );
  return {
    'image/png': png.toString('base64'),
    'text/plain': `[picture of shape (${array.shape.join(', ')})]`,
  };
}

function isArrayImage(source: object): source is ArrayImage {
  return 'shape' in source && 'stride' in source && 'data' in source;
}

function fromRows(rows: readonly (readonly number[])[]): ArrayImage {
  const columns = rows[0]?.length ?? 0;
  if (rows.some((row) => row.length !== columns)) {
    throw new RangeError('display.image: the rows of image have different lengths');
  }
  return { shape: [rows.length, columns], stride: [columns, 1], offset: 0, data: rows.flat() };
}

function toPixels(
  array: ArrayImage,
  rows: number,
  columns: number,
  channels: number,
  options: ImageOptions,
): Uint8Array {
  const values = new Float64Array(rows * columns * channels);
  const { data, stride, offset } = array;
  let at = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let channel = 0; channel < channels; channel++) {
        values[at++] = Number(
          data[offset + row * stride[0] + column * stride[1] + channel * (stride[2] ?? 0)],
        );
      }
    }
  }
  let smallest = Infinity;
  let largest = -Infinity;
  for (const value of values) {
    if (value < smallest) smallest = value;
    if (value > largest) largest = value;
  }
  const min = options.min ?? Math.min(0, smallest);
  const max = options.max ?? largest;
  const range = max > min ? max - min : 1;
  // A Uint8ClampedArray rounds, cuts at 0 and 255, and draws NaN black.
  return new Uint8Array(Uint8ClampedArray.from(values, (value) => ((value - min) / range) * 255).buffer);
}

function enlarge(
  pixels: Uint8Array,
  rows: number,
  columns: number,
  channels: number,
  scale: number,
): Uint8Array {
  if (scale === 1) return pixels;
  const width = columns * scale * channels;
  const large = new Uint8Array(rows * scale * width);
  for (let row = 0; row < rows; row++) {
    const first = row * scale * width;
    for (let column = 0; column < columns * scale; column++) {
      const from = (row * columns + Math.floor(column / scale)) * channels;
      for (let channel = 0; channel < channels; channel++)
        large[first + column * channels + channel] = pixels[from + channel];
    }
    for (let copy = 1; copy < scale; copy++) large.copyWithin(first + copy * width, first, first + width);
  }
  return large;
}

/** PNG (ISO/IEC 15948): 8 bits a channel, one unfiltered IDAT. */
export function encodePng(pixels: Uint8Array, rows: number, columns: number, channels: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(columns, 0);
  header.writeUInt32BE(rows, 4);
  header[8] = 8;
  header[9] = { 1: 0, 3: 2, 4: 6 }[channels]!;
  const width = columns * channels;
  const lines = Buffer.alloc(rows * (width + 1));
  for (let row = 0; row < rows; row++)
    lines.set(pixels.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 255] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
