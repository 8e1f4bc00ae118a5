// target = alpha x and target += alpha x in one pass over memory: what training spends its time on, apart from products.
import { NDArray } from '../array/index.js';
import { type FloatArray, axpy, binary } from '../wasm/index.js';

/** target[...] = alpha x[...], for arrays of one shape. */
export function setScaled(target: NDArray, alpha: number, x: NDArray): void {
  if (!areRanges(target, x)) {
    target.assign(alpha === 1 ? x : x.mul(alpha));
    return;
  }
  const out = target.writableData() as FloatArray;
  if (alpha === 1) {
    out.set(x.data.subarray(x.offset, x.offset + x.size), target.offset);
  } else {
    const factor = target.dtype === 'float32' ? Float32Array.of(alpha) : Float64Array.of(alpha);
    binary('mul', x.data as FloatArray, x.offset, 1, factor, 0, 0, out, target.offset, target.size);
  }
}

/** target[...] += alpha x[...], for arrays of one shape. */
export function addScaled(target: NDArray, alpha: number, x: NDArray): void {
  if (!areRanges(target, x)) {
    target.iadd(alpha === 1 ? x : x.mul(alpha));
    return;
  }
  axpy(
    alpha,
    x.data as FloatArray,
    x.offset,
    target.writableData() as FloatArray,
    target.offset,
    target.size,
  );
}

/** Whether both lie in C order without gaps, are floats of one precision and do not share memory. */
function areRanges(target: NDArray, x: NDArray): boolean {
  const float = target.dtype === 'float32' || target.dtype === 'float64';
  return (
    float && x.dtype === target.dtype && inOrder(target) && inOrder(x) && x.data.buffer !== target.data.buffer
  );
}

/** Whether the elements lie one after the other in C order. */
export function inOrder({ shape, stride }: NDArray): boolean {
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && stride[axis] !== step) return false;
    step *= shape[axis];
  }
  return true;
}
