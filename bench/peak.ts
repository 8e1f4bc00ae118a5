// The most that SIMD arithmetic can do in this engine on this machine: multiplications and additions between registers, without
// memory. The loops are written as WebAssembly bytes, in several mixtures; the fastest is the peak.

type Precision = 'float32' | 'float64';

const opcodes = {
  float32: { add: [0xfd, 0xe4, 0x01], mul: [0xfd, 0xe6, 0x01], splat: [0xfd, 0x13], constant: 0x43 },
  float64: { add: [0xfd, 0xf0, 0x01], mul: [0xfd, 0xf2, 0x01], splat: [0xfd, 0x14], constant: 0x44 },
};
const lanes = { float32: 4, float64: 2 };

interface Loop {
  run: (steps: number) => number;
  operationsPerStep: number;
}

const unsigned = (n: number): number[] => (n < 128 ? [n] : [(n & 127) | 128, ...unsigned(n >> 7)]);
const section = (id: number, body: number[]) => [id, ...unsigned(body.length), ...body];

/** A loop in which `products` sums are multiplied and `sums` sums are added to in turn, `unrolled` times per step. */
function compile(precision: Precision, products: number, sums: number, unrolled: number): Loop {
  const { add, mul, splat, constant } = opcodes[precision];
  const bytesOf = (x: number) =>
    Array.from(new Uint8Array((precision === 'float32' ? Float32Array.of(x) : Float64Array.of(x)).buffer));
  const chains = products + sums;
  const [factor, term] = [chains + 1, chains + 2];
  const set = (local: number, value: number) => [constant, ...bytesOf(value), ...splat, 0x21, local];
  const step = (local: number, operand: number, operation: number[]) => [0x20, local, 0x20, operand, ...operation, 0x21, local]; // prettier-ignore
  const body = [...set(factor, 0.9999), ...set(term, 0.001)];
  for (let i = 1; i <= chains; i++) body.push(...set(i, i));
  body.push(0x03, 0x40); // loop
  for (let turn = 0; turn < unrolled; turn++) {
    for (let i = 1; i <= Math.max(products, sums); i++) {
      if (i <= products) body.push(...step(i, factor, mul));
      if (i <= sums) body.push(...step(products + i, term, add));
    }
  }
  body.push(0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b); // while (--steps); end of loop
  for (let i = 2; i <= chains; i++) body.push(...step(1, i, add));
  body.push(0x20, 1, 0xfd, 0x1b, 0, 0x0b); // the first 32 bits, so that nothing is dropped as unused
  const code = [1, ...unsigned(chains + 2), 0x7b, ...body];
  const module = [
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 1, 0x7f, 1, 0x7f]),
    ...section(3, [1, 0]),
    ...section(7, [1, 3, 0x72, 0x75, 0x6e, 0, 0]),
    ...section(10, [1, ...unsigned(code.length), ...code]),
  ];
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(module)));
  return {
    run: exports.run as (steps: number) => number,
    operationsPerStep: chains * unrolled * lanes[precision],
  };
}

const mixtures = [
  [6, 6, 4],
  [7, 7, 2],
  [7, 7, 4],
  [7, 7, 8],
  [7, 6, 4],
  [8, 6, 4],
];
const loops = {
  float32: mixtures.map(([p, s, u]) => compile('float32', p, s, u)),
  float64: mixtures.map(([p, s, u]) => compile('float64', p, s, u)),
};

/** Seconds per operation (an addition or a multiplication of one number) in the fastest loop, right now. */
export function secondsPerOperation(precision: Precision): number {
  let best = Infinity;
  for (const { run, operationsPerStep } of loops[precision]) {
    const steps = Math.ceil(1e6 / operationsPerStep);
    for (let repeat = 0; repeat < 3; repeat++) {
      const began = performance.now();
      run(steps);
      best = Math.min(best, (performance.now() - began) / 1e3 / (steps * operationsPerStep));
    }
  }
  return best;
}
