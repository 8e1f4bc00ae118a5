// Optimisers' updates of a parameter, in place: parameter, gradient and the optimiser's memory are contiguous arrays of one type
// and of one length. The formulas are PyTorch's.
import { pieceLength, slot } from './chunks.js';
import { kernels } from './module.js';
import * as plain from './plain/updates.js';
import type { FloatArray } from './plain/types.js';

/** Fewer elements than this are faster in plain loops. */
const FEW = 64;

/** Gradient descent: p -= rate g. */
export function descend(parameter: FloatArray, gradient: FloatArray, rate: number): void {
  update('descend', [parameter, gradient], [rate]);
}

/** Descent with momentum: v = decay v + g, p -= rate v. */
export function momentum(
  parameter: FloatArray,
  gradient: FloatArray,
  velocity: FloatArray,
  rate: number,
  decay: number,
): void {
  update('momentum', [parameter, gradient, velocity], [rate, decay]);
}

/** RMSProp: s = decay s + (1 - decay) g^2, p -= rate g / (sqrt(s) + epsilon). */
export function rmsProp(
  parameter: FloatArray,
  gradient: FloatArray,
  meanSquare: FloatArray,
  rate: number,
  decay: number,
  epsilon: number,
): void {
  update('rmsProp', [parameter, gradient, meanSquare], [rate, decay, 1 - decay, epsilon]);
}

/**
 * Adam, step t = 1, 2, ...: m = beta1 m + (1 - beta1) g, s = beta2 s + (1 - beta2) g^2,
 * p -= rate (m / (1 - beta1^t)) / (sqrt(s / (1 - beta2^t)) + epsilon).
 */
export function adam(
  parameter: FloatArray,
  gradient: FloatArray,
  mean: FloatArray,
  meanSquare: FloatArray,
  step: number,
  rate: number,
  beta1: number,
  beta2: number,
  epsilon: number,
): void {
  const correctedRate = rate / (1 - power(beta1, step));
  const root = Math.sqrt(1 - power(beta2, step));
  const settings = [correctedRate, beta1, 1 - beta1, beta2, 1 - beta2, root, epsilon];
  update('adam', [parameter, gradient, mean, meanSquare], settings);
}

/** base^exponent for a whole exponent by multiplications only: the engine's own power may differ between versions. */
function power(base: number, exponent: number): number {
  let result = 1;
  for (let [square, rest] = [base, exponent]; rest > 0; square *= square, rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
  }
  return result;
}

/** Of `operands`, all but the gradient, which is the second, are changed. */
function update(
  name: 'descend' | 'momentum' | 'rmsProp' | 'adam',
  operands: FloatArray[],
  rates: number[],
): void {
  const [parameter] = operands;
  const { length, BYTES_PER_ELEMENT: bytes } = parameter;
  const on = length < FEW ? null : kernels();
  if (on === null) {
    const settings = parameter instanceof Float32Array ? Float32Array.from(rates) : Float64Array.from(rates);
    return plain[name](operands, 0, length, settings);
  }
  const kernel = on.for(parameter)[name];
  const slots = operands.map((_, index) => slot(on, index));
  const settings = slot(on, operands.length);
  const scratch = on.view(parameter);
  scratch.set(rates, settings / bytes);
  const piece = pieceLength(bytes);
  for (let done = 0; done < length; done += piece) {
    const count = Math.min(piece, length - done);
    operands.forEach((operand, i) => scratch.set(operand.subarray(done, done + count), slots[i] / bytes));
    kernel(...slots, count, settings);
    operands.forEach((operand, i) => {
      if (i !== 1) operand.set(scratch.subarray(slots[i] / bytes, slots[i] / bytes + count), done);
    });
  }
}
