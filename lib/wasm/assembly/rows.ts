// Operations along rows that are whole vectors long, padded with -Infinity, and sums of float32 or float64 over rows.
import { expShifted, sumOfPowers } from './exponential';
import { log } from './logarithm';

/** The largest lane, in every lane. */
@inline
function largestLane<T>(lanes: v128): v128 {
  if (sizeof<T>() == 4) lanes = v128.pmax<T>(lanes, v128.shuffle<f32>(lanes, lanes, 1, 0, 3, 2));
  return v128.pmax<T>(lanes, v128.shuffle<f64>(lanes, lanes, 1, 0));
}

/** The largest element of a row, in every lane: four vectors at a time share the loop's cost. */
@inline
function largest<T>(x: usize, columns: usize): v128 {
  let m0 = v128.splat<T>(<T>-Infinity);
  let m1 = m0;
  let m2 = m0;
  let m3 = m0;
  const end = x + columns * sizeof<T>();
  for (; x + 64 <= end; x += 64) {
    m0 = v128.pmax<T>(m0, v128.load(x));
    m1 = v128.pmax<T>(m1, v128.load(x, 16));
    m2 = v128.pmax<T>(m2, v128.load(x, 32));
    m3 = v128.pmax<T>(m3, v128.load(x, 48));
  }
  for (; x < end; x += 16) m0 = v128.pmax<T>(m0, v128.load(x));
  return largestLane<T>(v128.pmax<T>(v128.pmax<T>(m0, m1), v128.pmax<T>(m2, m3)));
}

/** The sum of the lanes, in every lane: (0 + 1) + (2 + 3). */
@inline
function total<T>(lanes: v128): v128 {
  if (sizeof<T>() == 4) lanes = v128.add<T>(lanes, v128.shuffle<f32>(lanes, lanes, 1, 0, 3, 2));
  return v128.add<T>(lanes, v128.shuffle<f64>(lanes, lanes, 1, 0));
}

/**
 * A power's share of the sum of all, at least `least`: in float64 divided by the sum; in float32, which is for speed, multiplied by
 * its reciprocal, which may be off by one unit in the last place more. `by` is the one or the other.
 */
@inline
function share<T>(power: v128, by: v128, least: v128): v128 {
  return v128.pmax<T>(sizeof<T>() == 8 ? v128.div<T>(power, by) : v128.mul<T>(power, by), least);
}

/** y[r,c] = e^(x[r,c] - max_r) / sum_c e^(x[r,c] - max_r), at least `least`. */
@inline
function softmaxRows<T>(x: usize, y: usize, rows: usize, columns: usize, least: T): void {
  const lowest = v128.splat<T>(least);
  const rowBytes = columns * sizeof<T>();
  for (let row: usize = 0; row < rows; row++, x += rowBytes, y += rowBytes) {
    const sum = total<T>(expShifted<T>(x, y, columns, largest<T>(x, columns)));
    const by = sizeof<T>() == 8 ? sum : v128.div<T>(v128.splat<T>(1), sum);
    let at = y;
    const end = y + rowBytes;
    for (; at + 64 <= end; at += 64) {
      v128.store(at, share<T>(v128.load(at), by, lowest));
      v128.store(at, share<T>(v128.load(at, 16), by, lowest), 16);
      v128.store(at, share<T>(v128.load(at, 32), by, lowest), 32);
      v128.store(at, share<T>(v128.load(at, 48), by, lowest), 48);
    }
    for (; at < end; at += 16) v128.store(at, share<T>(v128.load(at), by, lowest));
  }
}

/** y[r,c] = (x[r,c] - max_r) - log sum_c e^(x[r,c] - max_r). */
@inline
function logSoftmaxRows<T>(x: usize, y: usize, rows: usize, columns: usize): void {
  const rowBytes = columns * sizeof<T>();
  for (let row: usize = 0; row < rows; row++) {
    const shift = largest<T>(x, columns);
    const logSum = log<T>(total<T>(sumOfPowers<T>(x, columns, shift)));
    for (const end = x + rowBytes; x < end; x += 16, y += 16) {
      v128.store(y, v128.sub<T>(v128.sub<T>(v128.load(x), shift), logSum));
    }
  }
}

/** sums[c] += x[0,c] + x[1,c] + ... in the order of the rows, in float64 whatever T is; columns in fours. */
@inline
function addRows<T>(x: usize, rows: usize, columns: usize, rowBytes: usize, sums: usize): void {
  for (let column: usize = 0; column < columns; column += 4, sums += 32) {
    let low = v128.load(sums);
    let high = v128.load(sums, 16);
    let at = x + column * sizeof<T>();
    for (const end = at + rows * rowBytes; at < end; at += rowBytes) {
      if (sizeof<T>() == 4) {
        low = f64x2.add(low, f64x2.promote_low_f32x4(v128.load64_zero(at)));
        high = f64x2.add(high, f64x2.promote_low_f32x4(v128.load64_zero(at, 8)));
      } else {
        low = f64x2.add(low, v128.load(at));
        high = f64x2.add(high, v128.load(at, 16));
      }
    }
    v128.store(sums, low);
    v128.store(sums, high, 16);
  }
}

/** The first column of the largest x[c], or of the first NaN; columns >= 1. */
@inline
function argmax<T>(x: usize, columns: usize): i32 {
  const end = x + columns * sizeof<T>();
  const whole = end - 15;
  let lanes = v128.splat<T>(<T>-Infinity);
  let strange = v128.splat<T>(0);
  let at = x;
  for (; at < whole; at += 16) {
    const value = v128.load(at);
    lanes = v128.pmax<T>(lanes, value);
    strange = v128.or(strange, v128.ne<T>(value, value));
  }
  let best = v128.extract_lane<T>(largestLane<T>(lanes), 0);
  let isStrange = v128.any_true(strange);
  for (; at < end; at += sizeof<T>()) {
    const value = load<T>(at);
    if (best < value) best = value;
    isStrange = isStrange || value != value;
  }
  at = x;
  if (isStrange) {
    while (load<T>(at) == load<T>(at)) at += sizeof<T>();
  } else {
    const wanted = v128.splat<T>(best);
    while (at < whole && !v128.any_true(v128.eq<T>(v128.load(at), wanted))) at += 16;
    while (load<T>(at) != best) at += sizeof<T>();
  }
  return <i32>((at - x) / sizeof<T>());
}

export function argmaxF32(x: usize, columns: usize): i32 {
  return argmax<f32>(x, columns);
}

export function argmaxF64(x: usize, columns: usize): i32 {
  return argmax<f64>(x, columns);
}

export function softmaxRowsF32(x: usize, y: usize, rows: usize, columns: usize, least: f32): void {
  softmaxRows<f32>(x, y, rows, columns, least);
}

export function softmaxRowsF64(x: usize, y: usize, rows: usize, columns: usize, least: f64): void {
  softmaxRows<f64>(x, y, rows, columns, least);
}

export function logSoftmaxRowsF32(x: usize, y: usize, rows: usize, columns: usize): void {
  logSoftmaxRows<f32>(x, y, rows, columns);
}

export function logSoftmaxRowsF64(x: usize, y: usize, rows: usize, columns: usize): void {
  logSoftmaxRows<f64>(x, y, rows, columns);
}

export function addRowsF32(x: usize, rows: usize, columns: usize, rowBytes: usize, sums: usize): void {
  addRows<f32>(x, rows, columns, rowBytes, sums);
}

export function addRowsF64(x: usize, rows: usize, columns: usize, rowBytes: usize, sums: usize): void {
  addRows<f64>(x, rows, columns, rowBytes, sums);
}
