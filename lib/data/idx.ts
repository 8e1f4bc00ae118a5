// IDX, the file format of MNIST: a big-endian header that says type and shape, then the numbers. http://yann.lecun.com/exdb/mnist
import { NDArray } from '../array/index.js';

/** The content of an IDX file, before it becomes an array. */
export interface IdxContent {
  readonly shape: number[];
  readonly data: Uint8Array | Int32Array | Float32Array | Float64Array;
}

interface ElementType {
  readonly name: string;
  readonly bytes: number;
  read(view: DataView, count: number, offset: number): IdxContent['data'];
}

/** Third byte of the file: type of the elements. */
const types: Readonly<Record<number, ElementType>> = {
  0x08: {
    name: 'unsigned byte',
    bytes: 1,
    read: ({ buffer, byteOffset }, n, at) => new Uint8Array(buffer, byteOffset + at, n),
  },
  0x09: {
    name: 'signed byte',
    bytes: 1,
    read: (view, n, at) => Int32Array.from({ length: n }, (_, i) => view.getInt8(at + i)),
  },
  0x0b: {
    name: 'short',
    bytes: 2,
    read: (view, n, at) => Int32Array.from({ length: n }, (_, i) => view.getInt16(at + 2 * i)),
  },
  0x0c: {
    name: 'int',
    bytes: 4,
    read: (view, n, at) => Int32Array.from({ length: n }, (_, i) => view.getInt32(at + 4 * i)),
  },
  0x0d: {
    name: 'float',
    bytes: 4,
    read: (view, n, at) => Float32Array.from({ length: n }, (_, i) => view.getFloat32(at + 4 * i)),
  },
  0x0e: {
    name: 'double',
    bytes: 8,
    read: (view, n, at) => Float64Array.from({ length: n }, (_, i) => view.getFloat64(at + 8 * i)),
  },
};

/**
 * Reads an IDX file, compressed with gzip or not. Integer types become int32, float float32, double float64.
 * @throws Error when it is not an IDX file, or its length is not what its header says; `name` is for the message
 */
export async function readIdx(bytes: Uint8Array | ArrayBuffer, name = 'readIdx'): Promise<NDArray> {
  const { shape, data } = parseIdx(await gunzipped(bytes, name), name);
  return new NDArray(data instanceof Uint8Array ? Int32Array.from(data) : data, shape);
}

/** The content of an uncompressed IDX file; unsigned bytes are not copied. */
export function parseIdx(bytes: Uint8Array, name: string): IdxContent {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic =
    bytes.length < 4 ? 'too short a file' : `0x${view.getUint32(0).toString(16).padStart(8, '0')}`;
  const type = bytes.length < 4 || view.getUint16(0) !== 0 ? undefined : types[bytes[2]];
  if (type === undefined) {
    const hint =
      bytes[0] === 0x3c
        ? '; hint: it begins with "<", so it may be a web page that says the file is not there'
        : '';
    throw new Error(
      `${name}: not an IDX file: it should begin with 0x00 0x00 and a type 0x08 to 0x0e, got ${magic}${hint}`,
    );
  }
  const ndim = bytes[3];
  const header = 4 + 4 * ndim;
  if (bytes.length < header) {
    throw new Error(
      `${name}: the file ends in its header: ${ndim} axes need ${header} bytes, got ${bytes.length}`,
    );
  }
  const shape = Array.from({ length: ndim }, (_, axis) => view.getUint32(4 + 4 * axis));
  const count = shape.reduce((product, length) => product * length, 1);
  const expected = header + count * type.bytes;
  if (bytes.length !== expected) {
    throw new Error(
      `${name}: the header says shape (${shape.join(', ')}) of ${type.name}, which takes ${expected} bytes, but the file has ${bytes.length}` +
        (bytes.length < expected ? '; hint: the file is cut off' : ''),
    );
  }
  return { shape, data: type.read(view, count, header) };
}

/** The bytes, decompressed if they are gzip. @throws Error when the compressed data are damaged or cut off */
export async function gunzipped(input: Uint8Array | ArrayBuffer, name: string): Promise<Uint8Array> {
  const bytes = input instanceof Uint8Array ? input : new Uint8Array(input);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    const stream = new Blob([bytes as Uint8Array<ArrayBuffer>])
      .stream()
      .pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (cause) {
    throw new Error(`${name}: the gzip data are damaged or cut off`, { cause });
  }
}
