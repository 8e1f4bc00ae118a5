// How near is near enough: normwise errors and the three bands they fall into.
import type { ArrayData } from '../types.js';

/** Right to rounding; the right formula with digits missing; wrong. */
export type Band = 'exact' | 'low-precision' | 'wrong';

/** Above this, an error is no longer a matter of precision. */
const lowPrecisionLimit = 1e-6;

/**
 * max|got - expected| / max|expected|. The scale is at least `floor`, so that an expected array of zeros asks for zeros up to
 * rounding. Infinity when the shapes differ or `got` is not finite.
 */
export function normwiseError(got: ArrayData, expected: ArrayData, floor = 0): number {
  if (got.data.length !== expected.data.length) return Infinity;
  let difference = 0;
  let scale = floor;
  for (let i = 0; i < expected.data.length; i++) {
    const off = Math.abs(got.data[i] - expected.data[i]);
    if (!(off <= Number.MAX_VALUE)) return Infinity;
    difference = Math.max(difference, off);
    scale = Math.max(scale, Math.abs(expected.data[i]));
  }
  return difference === 0 ? 0 : difference / scale;
}

/**
 * The band of a normwise error of sums of `length` products. In float32, rounding alone makes errors of 1e-7 and more, and
 * the lower bands merge.
 */
export function bandOf(error: number, length: number, dtype: 'float32' | 'float64'): Band {
  const growth = Math.sqrt(Math.max(length, 1));
  if (dtype === 'float32') return error <= 4e-6 * growth ? 'exact' : 'wrong';
  if (error <= 1e-12 * growth) return 'exact';
  return error <= lowPrecisionLimit ? 'low-precision' : 'wrong';
}

/** Whether all of `data` are finite numbers. */
export function allFinite({ data }: ArrayData): boolean {
  return data.every(Number.isFinite);
}

export function largest({ data }: ArrayData): number {
  return data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
