// Numbers made to have mean 0 and variance 1: within each example (layer) or over the batch.
import { type NDArray, formatShape } from '../array/index.js';
import { add, div, mul, sub } from './arithmetic.js';
import { sqrt, square } from './elementwise.js';
import { type Ternary, type Unary, type Value, defineOp } from './op.js';
import { mean, sumTo } from './reduce.js';
import { reshape } from './shape.js';

export interface NormalisationAttributes {
  /** Added to the variance, which may be 0. Default 1e-5, as in PyTorch. */
  epsilon?: number;
}

/** The axes over which mean and variance are taken. */
interface StandardiseAttributes extends NormalisationAttributes {
  axis: number | readonly number[];
}

/** y[b,i] = (x[b,i] - m[b]) / s[b], with m the mean over `axis` and s² the variance + epsilon. */
export const standardise: Unary<StandardiseAttributes> = defineOp({
  name: 'standardise',
  forward: ([x], attributes) => div(centred(x, attributes), deviation(x, attributes)),
  // x.grad[b,i] += (g[b,i] - mean_j g[b,j] - y[b,i] mean_j g[b,j] y[b,j]) / s[b]
  vjps: [
    (g, { args: [x], value: y, attributes }) => {
      const overAxis = { axis: attributes.axis, keepdims: true };
      const alongValue = mul(y, mean(mul(g, y), overAxis));
      return div(sub(sub(g, mean(g, overAxis)), alongValue), deviation(x, attributes));
    },
  ],
  saves: { args: [0], value: true },
});

/**
 * y[b,i] = gain[i] (x[b,i] - m[b]) / s[b] + shift[i], with m and s over the last axes, those of `gain`: every example by itself.
 * Ba, Kiros and Hinton 2016.
 */
export const layerNorm: Ternary<NormalisationAttributes> = defineOp({
  name: 'layerNorm',
  forward: ([x, gain, shift], attributes) => {
    checkTrailing(x, gain, shift);
    return add(mul(standardise(x, { ...attributes, axis: trailing(x, gain) }), gain), shift);
  },
  vjps: [
    // the way back through standardise of g[b,i] gain[i]
    (g, { args: [x, gain], attributes }) =>
      throughStandardise(mul(g, gain), x, { ...attributes, axis: trailing(x, gain) }),
    // gain.grad[i] += g[b,i] (x[b,i] - m[b]) / s[b]
    (g, { args: [x, gain], attributes }) =>
      sumTo(mul(g, standardise(x, { ...attributes, axis: trailing(x, gain) })), { shape: gain.shape }),
    // shift.grad[i] += g[b,i]
    (g, { args: [, , shift] }) => sumTo(g, { shape: shift.shape }),
  ],
  saves: { args: [0, 1] },
});

/**
 * y[b,i] = gain[i] (x[b,i] - m[i]) / s[i] + shift[i], with m and s over the batch and, for images (B, C, H, W), over rows and
 * columns: one gain and one shift for each feature or channel. Ioffe and Szegedy 2015.
 */
export const batchNorm: Ternary<NormalisationAttributes> = defineOp({
  name: 'batchNorm',
  forward: ([x, gain, shift], attributes) => {
    checkChannels(x, gain, shift);
    const y = standardise(x, { ...attributes, axis: allButChannels(x) });
    return add(mul(y, perChannel(gain, x)), perChannel(shift, x));
  },
  vjps: [
    // the way back through standardise of g[b,i] gain[i]
    (g, { args: [x, gain], attributes }) =>
      throughStandardise(mul(g, perChannel(gain, x)), x, { ...attributes, axis: allButChannels(x) }),
    // gain.grad[i] += g[b,i] (x[b,i] - m[i]) / s[i]
    (g, { args: [x, gain], attributes }) =>
      sumToChannels(mul(g, standardise(x, { ...attributes, axis: allButChannels(x) })), gain),
    // shift.grad[i] += g[b,i]
    (g, { args: [, , shift] }) => sumToChannels(g, shift),
  ],
  saves: { args: [0, 1] },
});

/** x - m */
function centred<T extends Value>(x: T, { axis }: StandardiseAttributes): T {
  return sub(x, mean(x, { axis, keepdims: true })) as T;
}

/** s = sqrt(mean (x - m)² + epsilon). The mean of squares minus the square of the mean would lose its digits. */
function deviation<T extends Value>(x: T, attributes: StandardiseAttributes): T {
  const variance = mean(square(centred(x, attributes)), { axis: attributes.axis, keepdims: true });
  return sqrt(add(variance, attributes.epsilon ?? 1e-5)) as T;
}

function throughStandardise<T extends Value>(g: T, x: T, attributes: StandardiseAttributes): T {
  const [gradient] = standardise.vjp(g, { args: [x], value: standardise(x, attributes), attributes });
  return gradient!;
}

/** The last axes of x, as many as `gain` has. */
function trailing(x: Value, gain: Value): number[] {
  return gain.shape.map((_, i) => x.shape.length - gain.shape.length + i);
}

/** All axes of x but the second. */
function allButChannels(x: Value): number[] {
  return x.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
}

/** One number per channel, (C,), in a shape (C, 1, 1) that broadcasts against x. */
function perChannel<T extends Value>(gain: T, x: T): T {
  return reshape(gain, { shape: [-1, ...x.shape.slice(2).map(() => 1)] }) as T;
}

function sumToChannels<T extends Value>(g: T, gain: T): T {
  const kept = perChannel(gain, g).shape;
  return reshape(sumTo(g, { shape: kept }), { shape: gain.shape }) as T;
}

function checkTrailing(x: NDArray, gain: NDArray, shift: NDArray): void {
  const expected = x.shape.slice(Math.max(0, x.ndim - gain.ndim)).join();
  if (
    gain.ndim > 0 &&
    gain.ndim < x.ndim &&
    gain.shape.join() === expected &&
    shift.shape.join() === expected
  )
    return;
  throw new RangeError(
    `layerNorm: expected gain and shift of the last lengths of x ${formatShape(x.shape)}, got ${formatShape(gain.shape)} and ${formatShape(shift.shape)}`,
  );
}

function checkChannels(x: NDArray, gain: NDArray, shift: NDArray): void {
  const one = [gain, shift].every(({ ndim, shape }) => ndim === 1 && shape[0] === x.shape[1]);
  if (x.ndim >= 2 && one) return;
  throw new RangeError(
    `batchNorm: expected x (B, C, ...) and gain and shift (C,), got ${formatShape(x.shape)}, ${formatShape(gain.shape)} and ${formatShape(shift.shape)}`,
  );
}
