// A seeded training run for test/lib/wasm/determinism.test.ts; bundled for a browser as it stands.
import { Affine, AffineParams, Graph, Input, LogLoss, Relu, Softmax, Tanh, np } from '../../../lib/index.js';
import { setThreads } from '../../../lib/wasm/index.js';

/**
 * Trains 784-64-32-10 for some steps on batches of 64 random images, and returns the loss and a checksum (FNV-1a) of the bits of
 * every parameter. The first layer's products are large enough to be shared among threads.
 */
export function train(steps = 200): { loss: number; bits: string } {
  const random = new np.random.Generator(2020);
  const images = random.uniform(0, 1, [64, 784]).astype('float32');
  const labels = random.integers(0, 10, [64]).astype('int32');
  const graph = new Graph();
  const { x, y, loss, packages } = graph.run(() => {
    const packages = [
      new AffineParams(784, 64, { seed: 1 }),
      new AffineParams(64, 32, { seed: 2 }),
      new AffineParams(32, 10, { seed: 3 }),
    ];
    const [x, y] = [new Input(), new Input()];
    const first = new Relu(new Affine(packages[0], x));
    const second = new Tanh(new Affine(packages[1], first));
    return { x, y, packages, loss: new LogLoss(new Softmax(new Affine(packages[2], second)), y) };
  });
  for (let step = 0; step < steps; step++) {
    x.value = images;
    y.value = labels;
    graph.Forward();
    graph.Backward(loss);
    graph.SGD(0.1);
  }
  let checksum = 0x811c9dc5;
  for (const { w, b } of packages) {
    for (const { data } of [w.value, b.value]) {
      for (const byte of new Uint8Array((data as Float32Array).slice().buffer)) {
        checksum = Math.imul(checksum ^ byte, 0x01000193);
      }
    }
  }
  return { loss: loss.value.mean().item(), bits: (checksum >>> 0).toString(16).padStart(8, '0') };
}

/** Starts threads and waits until they run. */
export async function withThreads(count: number): Promise<{ loss: number; bits: string }> {
  setThreads(count);
  await new Promise((resolve) => setTimeout(resolve, 300));
  try {
    return train();
  } finally {
    setThreads(1);
  }
}
