// onnxruntime-web on WASM, on one thread: models of a single matrix product, encoded here.
import { pathToFileURL } from 'node:url';

type Data = Float32Array | Float64Array;
interface OrtTensor {
  dispose(): void;
}
interface Session {
  run(feeds: Record<string, OrtTensor>): Promise<Record<string, OrtTensor>>;
}
interface Ort {
  env: { wasm: { numThreads: number }; logLevel: string };
  InferenceSession: { create(model: Uint8Array, options: object): Promise<Session> };
  Tensor: new (type: string, data: Data, shape: number[]) => OrtTensor;
}

export interface Onnx {
  /** A function that computes C = A B, with A or B transposed, once. */
  product(a: Data, aShape: number[], b: Data, bShape: number[], transposeA: boolean, transposeB: boolean): Promise<() => Promise<unknown>>; // prettier-ignore
}

export async function loadOnnx(require: NodeJS.Require): Promise<Onnx> {
  const file = require.resolve('onnxruntime-web').replace(/\.js$/, '.mjs');
  const ort = (await import(pathToFileURL(file).href)) as Ort;
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  return {
    async product(a, aShape, b, bShape, transposeA, transposeB) {
      const type = a instanceof Float32Array ? 'float32' : 'float64';
      const session = await ort.InferenceSession.create(gemmModel(type, transposeA, transposeB), {
        executionProviders: ['wasm'],
      });
      const feeds = { A: new ort.Tensor(type, a, aShape), B: new ort.Tensor(type, b, bShape) };
      return async () => (await session.run(feeds)).C.dispose();
    },
  };
}

/** A protobuf field of bytes, text or a message: key, length, content. */
const bytes = (field: number, content: number[]) => [
  ...varint((field << 3) | 2),
  ...varint(content.length),
  ...content,
];
const text = (field: number, content: string) => bytes(field, [...Buffer.from(content)]);
const integer = (field: number, value: number) => [...varint(field << 3), ...varint(value)];
const varint = (n: number): number[] => (n < 128 ? [n] : [(n & 127) | 128, ...varint(n >> 7)]);

/** An ONNX model (onnx.proto3) with the one node C = Gemm(A, B). */
function gemmModel(type: 'float32' | 'float64', transposeA: boolean, transposeB: boolean): Uint8Array {
  const attribute = (name: string, value: number) => bytes(5, [...text(1, name), ...integer(3, value), ...integer(20, 2)]); // prettier-ignore
  const node = [
    ...text(1, 'A'),
    ...text(1, 'B'),
    ...text(2, 'C'),
    ...text(4, 'Gemm'),
    ...attribute('transA', Number(transposeA)),
    ...attribute('transB', Number(transposeB)),
  ];
  const elementType = type === 'float32' ? 1 : 11;
  const value = (name: string) => [...text(1, name), ...bytes(2, bytes(1, integer(1, elementType)))];
  const graph = [
    ...bytes(1, node),
    ...text(2, 'product'),
    ...bytes(11, value('A')),
    ...bytes(11, value('B')),
    ...bytes(12, value('C')),
  ];
  return Uint8Array.from([...integer(1, 8), ...bytes(7, graph), ...bytes(8, integer(2, 13))]);
}
