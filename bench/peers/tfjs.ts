// TensorFlow.js on its WASM backend, on one thread.

/** What of a tensor and of the library is used here. */
export interface Tensor {
  dispose(): void;
  dataSync(): Float32Array;
}
export interface Tfjs {
  tensor1d(data: ArrayLike<number>, dtype?: string): Tensor;
  tensor2d(data: ArrayLike<number>, shape: [number, number]): Tensor;
  variable(initial: Tensor): Tensor & { assign(value: Tensor): void };
  tidy<T>(body: () => T): T;
  keep<T extends Tensor>(tensor: T): T;
  matMul(a: Tensor, b: Tensor, transposeA?: boolean, transposeB?: boolean): Tensor;
  transpose(x: Tensor): Tensor;
  exp(x: Tensor): Tensor;
  tanh(x: Tensor): Tensor;
  sigmoid(x: Tensor): Tensor;
  relu(x: Tensor): Tensor;
  softmax(x: Tensor): Tensor;
  add(x: Tensor, y: Tensor): Tensor;
  sub(x: Tensor, y: Tensor): Tensor;
  mul(x: Tensor, y: Tensor | number): Tensor;
  step(x: Tensor): Tensor;
  sum(x: Tensor, axis?: number): Tensor;
  oneHot(labels: Tensor, depth: number): Tensor;
  losses: { softmaxCrossEntropy(labels: Tensor, logits: Tensor): Tensor };
  variableGrads(body: () => Tensor, variables: Tensor[]): { value: Tensor; grads: Record<string, Tensor> };
  setBackend(name: string): Promise<boolean>;
}

export async function loadTfjs(require: NodeJS.Require): Promise<Tfjs> {
  const { log } = console;
  console.log = () => undefined; // it advertises its Node package
  try {
    const tf = require('@tensorflow/tfjs') as Tfjs;
    (require('@tensorflow/tfjs-backend-wasm') as { setThreadsCount(n: number): void }).setThreadsCount(1);
    if (!(await tf.setBackend('wasm'))) throw new Error('its WASM backend does not start');
    return tf;
  } finally {
    console.log = log;
  }
}
